"""The term to decide belongs to the case: it is met when nobody in it waits for a decision any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from acogida.cases.projection import Rules, State, apply
from acogida.law import load_pack

MEXICO = load_pack("mexico")
DECIDE = MEXICO.clock("decide").code


@dataclass
class Happening:
    kind: str
    claim_key: str | None = None
    on: dt.date = dt.date(2024, 4, 15)
    payload: dict[str, Any] = field(default_factory=dict)


def after(*happenings: Happening) -> State:
    state = State(office="TAP")
    family = [{"claim": "a", "stage": "presented"}, {"claim": "b", "stage": "presented"}]
    start = Happening("present", payload={"members": family})
    for happening in (start, Happening("admit"), *happenings):
        state = apply(state, happening, Rules(MEXICO))
    return state


def decide(state: State) -> str:
    return next(clock.state for clock in state.clocks if clock.clock == DECIDE)


def decided(claim: str) -> list[Happening]:
    steps = ("begin_interview", "close_interview", "submit_draft", "approve_draft", "sign")
    return [Happening(step, claim) for step in steps]


@pytest.mark.parametrize(
    ("happenings", "expected"),
    [
        ([], "running"),
        (decided("a"), "running"),
        ([*decided("a"), *decided("b")], "met"),
        ([Happening("withdraw", "b")], "running"),
        ([*decided("a"), Happening("withdraw", "b")], "met"),
        ([Happening("withdraw", "b"), *decided("a")], "met"),
        ([Happening("withdraw", "a"), Happening("withdraw", "b")], "met"),
    ],
)
def test_the_term_to_decide_runs_while_somebody_waits(happenings: list[Happening], expected: str) -> None:
    assert decide(after(*happenings)) == expected


def test_a_clock_met_after_its_date_was_met_late() -> None:
    late = [Happening(h.kind, h.claim_key, dt.date(2024, 9, 2)) for h in [*decided("a"), *decided("b")]]
    assert decide(after(*late)) == "late"


def test_a_prevention_pauses_the_term_and_its_answer_resumes_it() -> None:
    family = [{"claim": "a", "stage": "presented"}]
    state = apply(State(office="TAP"), Happening("present", payload={"members": family}), Rules(MEXICO))
    state = apply(state, Happening("prevent", on=dt.date(2024, 4, 22)), Rules(MEXICO))
    paused = next(clock for clock in state.clocks if clock.clock == DECIDE)
    assert (paused.state, paused.due) == ("paused", None)
    state = apply(state, Happening("answer_prevention", on=dt.date(2024, 4, 29)), Rules(MEXICO))
    resumed = next(clock for clock in state.clocks if clock.clock == DECIDE)
    # Six working days of April (22 to 29) did not count: six later than 21 June 2024.
    assert (resumed.state, resumed.due) == ("running", dt.date(2024, 7, 1))


def test_a_step_of_the_whole_case_starts_a_clock_of_claims_for_each_and_one_appeal_stops_only_its_own() -> None:
    appeal = MEXICO.clock("appeal").code
    starting = next(
        t for t in MEXICO.transitions.values() if t.unit == "case" and appeal in {s.clock for s in t.starts}
    )
    stopping = next(t for t in MEXICO.transitions.values() if t.unit == "claim" and appeal in t.stops
                    and starting.to in t.from_)  # fmt: skip
    family = [{"claim": "a", "stage": "presented"}, {"claim": "b", "stage": "presented"}]
    start = Happening("present", payload={"members": family})

    def run(*happenings: Happening) -> State:
        state = State(office="TAP")
        for happening in (start, *happenings):
            state = apply(state, happening, Rules(MEXICO))
        return state

    both = run(Happening(starting.name))
    assert [(c.claim, c.state) for c in both.clocks if c.clock == appeal] == [("a", "running"), ("b", "running")]
    one = run(Happening(starting.name), Happening(stopping.name, "a"))
    assert [(c.claim, c.state) for c in one.clocks if c.clock == appeal] == [("a", "met"), ("b", "running")]
