"""What happens to a case, day by day, from presentation to wherever it stands today. Pure.

A journey is drawn whole, also beyond today, and then cut: what lies in the future has not happened yet, so every
stage is found among recent cases, in believable numbers, without being placed there by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from acogida.demo import figures
from acogida.demo.households import DemoPerson

DAY = dt.timedelta(days=1)
PREVENTED = 0.07  # of cases, asked to complete or to explain a late filing (assumed)
ENDS = ("become_final", "abandon", "withdraw", "not_admit")
NOBODY = ""  # what another agency's receipt records by itself
STUCK = 0.03  # files the backlog has not reached, however old (assumed)
EXTENSION_GROUNDS = ("lack_of_information", "no_translator", "health", "evidence_requested")


@dataclass(slots=True)
class Happening:
    """One event to come: `member` is the position of the person whose claim it moves, None for the whole case;
    `by` is the part of the staff that does it, "" for nobody."""

    kind: str
    on: dt.date
    by: str
    member: int | None = None
    payload: dict[str, Any] = field(default_factory=dict)


def still_open(story: Sequence[Happening], members: int) -> bool:
    """Whether any claim has not come to its end."""
    return sum(event.kind in ENDS for event in story) < members


def draw(
    random: Random,
    household: Sequence[DemoPerson],
    country: str,
    presented: dt.date,
    today: dt.date, *,
    desk: bool, ends: str, chance: float, answer_by: Callable[[dt.date], dt.date],
) -> list[Happening]:  # fmt: skip
    """The events of a case after its presentation and before `today`, in order; `ends` is its `fate`, `chance` (0…1)
    chooses the outcome of a decision; `answer_by` says until when a warning of abandonment may be answered.

    `desk` makes a file of the present: handled promptly and seldom dropped, so that queues have work in them.
    """
    told = {"informed_on": presented.isoformat()}
    story = [Happening("inm_informed", presented, NOBODY, payload=told), *_admission(random, presented)]
    admitted = story[-1].on
    if household[0].age < 18:
        ends = "decided"  # a child's own claim is never closed as abandoned (LGDNNA art. 106)
    if ends == "stuck":
        pass
    elif ends == "dropped":
        story += _drop_out(random, household, admitted, answer_by)
    else:
        story += _decision(random, household, country, presented, admitted, chance, prompt=desk)
    return [event for event in story if event.on < today]


ANSWERED = {"answered": True, "answer": "Presentó copia del documento.", "why_late": "", "late_explained": False}


def fate(chance: float, country: str, *, desk: bool, authority: str = "mexico") -> str:
    """How a claim ends, by a number in 0…1: "stuck" in the backlog, "dropped" out, or "decided"."""
    if chance < STUCK:
        return "stuck"
    drop = (
        figures.DROP_OUT.get(country, figures.DROP_OUT_OTHERS) if authority == "mexico" else figures.DROP_OUT_ELSEWHERE
    )
    drop *= 0.2 if desk else 1
    return "dropped" if (chance - STUCK) / (1 - STUCK) < drop else "decided"


def _admission(random: Random, presented: dt.date) -> list[Happening]:
    if random.random() < PREVENTED:
        asked = working(presented + random.randint(1, 9) * DAY)
        answered = working(asked + random.randint(2, 7) * DAY)
        return [
            Happening(
                "prevent", asked, "supervisor", payload={"missing": ["document"], "other": "", "ask_why_late": False}
            ),
            Happening("answer_prevention", answered, "supervisor", payload=ANSWERED),
            Happening("admit", working(answered + random.randint(0, 2) * DAY), "supervisor"),
        ]
    wait = random.choices((0, 1, 2, 4, 7), weights=(55, 20, 10, 10, 5))[0]
    return [Happening("admit", working(presented + wait * DAY), "supervisor")]


def _drop_out(
    random: Random, household: Sequence[DemoPerson], admitted: dt.date, answer_by: Callable[[dt.date], dt.date]
) -> list[Happening]:
    after = int(random.lognormvariate(4.5, 0.8))  # median three months
    kind = "abandon" if random.random() < 0.8 else "withdraw"
    end = working(admitted + max(8, after) * DAY)
    story: list[Happening] = []
    if random.random() < 0.18 and after > 40:  # some leave after their interview
        held = working(admitted + random.randint(15, 35) * DAY)
        story += _interviews(random, household, held)
    members = range(len(household))
    if kind == "abandon":  # nobody's claim is closed unwarned: she is told, and may say why she left the state
        told = {"warned_on": end.isoformat(), "known": "Dejó de presentarse; avisaron de otra ciudad."}
        story += [Happening("warn_unauthorised_move", end, "supervisor", index, dict(told)) for index in members]
        end = working(answer_by(end) + random.randint(1, 6) * DAY)
    return story + [Happening(kind, end, "supervisor", index) for index in members]


def _interviews(random: Random, household: Sequence[DemoPerson], held: dt.date) -> list[Happening]:
    closed = held if random.random() < 0.75 else working(held + random.randint(2, 9) * DAY)  # some need two sessions
    story: list[Happening] = []
    for index, person in enumerate(household):
        if person.own_claim:
            story.append(Happening("begin_interview", held, "officer", index))
        story.append(Happening("close_interview", closed, "officer", index))
    return sorted(story, key=lambda event: event.on)  # stable: one after the other within a day


def _decision(
    random: Random, household: Sequence[DemoPerson], country: str, presented: dt.date, admitted: dt.date,
    chance: float, *, prompt: bool,
) -> list[Happening]:  # fmt: skip
    """Interview to finality. Outside the present desk the interview waits for months, as it did."""
    wait = random.randint(6, 38) if prompt else 10 + int(random.gammavariate(1.6, 55))
    held = working(admitted + wait * DAY)
    outcomes = _outcomes(random, household, country, chance)
    story = _interviews(random, household, held)
    submitted = working(story[-1].on + random.randint(3, 25) * DAY)
    story += _everybody("submit_draft", submitted, "officer", household)
    for person, outcome in zip(household, outcomes, strict=True):
        person.outcome = outcome
    if random.random() < 0.15:
        returned = working(submitted + random.randint(1, 6) * DAY)
        story += _everybody("return_draft", returned, "reviewer", household)
        submitted = working(returned + random.randint(2, 10) * DAY)
        story += _everybody("submit_draft", submitted, "officer", household)
    approved = working(submitted + random.randint(1, 11) * DAY)
    signed = working(approved + random.randint(1, 10) * DAY)
    notified = working(signed + random.randint(2, 16) * DAY)
    final = working(notified + random.randint(32, 48) * DAY)
    story += _everybody("approve_draft", approved, "reviewer", household)
    story += [Happening("sign", signed, "signatory", i, {"outcome": outcome}) for i, outcome in enumerate(outcomes)]
    effective = {"notified_on": notified.isoformat(), "clock_date": notified.isoformat()}
    story += [Happening("notify", notified, "notifier", i, dict(effective)) for i in range(len(household))]
    story += _everybody("become_final", final, "notifier", household)
    if (signed - presented).days > 60 and random.random() < 0.5:
        extended = working(presented + random.randint(45, 56) * DAY)
        ground = random.choice(EXTENSION_GROUNDS)
        if admitted <= extended < signed:
            story.append(Happening("extend_term", extended, "officer", payload={"amount": 45, "ground": ground}))
            story.sort(key=lambda event: event.on)  # stable: the order of one day's events stays
    return story


def _everybody(kind: str, on: dt.date, by: str, household: Sequence[DemoPerson], **payload: Any) -> list[Happening]:
    return [Happening(kind, on, by, index, dict(payload)) for index in range(len(household))]


def _outcomes(random: Random, household: Sequence[DemoPerson], country: str, chance: float) -> list[str]:
    """Recognition is per person; most families still receive one answer."""
    first = _outcome(chance, country)
    return [
        _outcome(random.random(), country) if person.own_claim and index and random.random() < 0.5 else first
        for index, person in enumerate(household)
    ]


def _outcome(chance: float, country: str) -> str:
    """Complementary protection, recognition, refusal and exclusion, one after the other on the way from 0 to 1."""
    positive = figures.POSITIVE.get(country, figures.POSITIVE_OTHERS)
    if chance < positive:
        return "complementary_protection" if chance < positive * figures.COMPLEMENTARY else "recognised"
    return "excluded" if 1 - chance < (1 - positive) * figures.EXCLUDED else "refused"


def working(day: dt.date) -> dt.date:
    """The same day, or the Monday after a weekend."""
    weekday = day.weekday()
    return day if weekday < 5 else day + (7 - weekday) * DAY
