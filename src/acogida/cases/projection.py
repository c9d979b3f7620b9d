"""The present state of a case, folded from its events. Pure: the rules go in, no database.

Actions apply one event to the state they loaded; `replay` folds all of them from nothing; both use `apply`, so a
stored case and its replay can only differ if somebody changed one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from acogida.law import Closure, Extension, Pack, Pause, SwitchPeriod, Transition, due_date
from acogida.law.conditions import holds
from acogida.law.facts import EMPTY

ANSWER_TYPES: Mapping[str, str] = {"number": "int", "yesno": "bool", "multichoice": "list"}


class EventLike(Protocol):
    kind: str
    on: dt.date
    payload: dict[str, Any]

    @property
    def claim_key(self) -> str | None: ...


@dataclass(frozen=True)
class Rules:
    """What a case is reckoned under: its pack, and the closures and switch periods that the authority added itself, as
    they were known when the event was written."""

    pack: Pack
    closures: tuple[Closure, ...] = ()
    switches: tuple[tuple[str, SwitchPeriod], ...] = ()

    def off(self, on: dt.date) -> frozenset[str]:
        """The switches that are off on a day."""
        return self.pack.switched_off(on, self.switches)


@dataclass(frozen=True)
class ClaimState:
    stage: str
    outcome: str = ""
    decided_on: dt.date | None = None
    notified_on: dt.date | None = None


@dataclass(frozen=True)
class ClockState:
    clock: str
    claim: str | None
    start: dt.date
    due: dt.date | None
    state: str = "running"  # running · paused · met · late
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_on: dt.date | None = None

    @property
    def open(self) -> bool:
        return self.state in ("running", "paused")


@dataclass(frozen=True)
class State:
    """Claims by id (in the order of the members), clocks, modality, the code of the office, and the stage they add up
    to."""

    claims: dict[str, ClaimState] = field(default_factory=dict)
    clocks: tuple[ClockState, ...] = ()
    modality: str = ""
    office: str = ""

    def stage(self, pack: Pack) -> str:
        """The earliest stage among open claims; when none is open, the one that came furthest."""
        stages = [pack.stage(claim.stage) for claim in self.claims.values()]
        still_open = [stage for stage in stages if stage.open]
        chosen = min(still_open, key=lambda s: s.order) if still_open else max(stages, key=lambda s: s.order)
        return chosen.code

    def is_open(self, pack: Pack) -> bool:
        return any(pack.stage(claim.stage).open for claim in self.claims.values())

    def next_clock(self) -> ClockState | None:
        """The open clock that comes due first; a paused one only when nothing runs."""
        running = [clock for clock in self.clocks if clock.state == "running" and clock.due]
        if running:
            return min(running, key=lambda clock: clock.due or dt.date.max)
        return next((clock for clock in self.clocks if clock.state == "paused"), None)


RECKONED_AGAIN = ("calendar_changed", "pack_moved")


def apply(state: State, event: EventLike, rules: Rules) -> State:
    """The state after `event`, reckoned under the `rules` it was written under.

    `calendar_changed` (a closure came or went) and `pack_moved` (the case is judged by another version) reckon every
    open clock again. Other events that are not transitions of the pack (notes, assignments) change nothing here.
    """
    if event.kind in RECKONED_AGAIN:
        return replace(state, clocks=tuple(_due(clock, rules, state.office) for clock in state.clocks))
    added = {
        member["claim"]: ClaimState(stage=member["stage"], outcome=member.get("outcome", ""))
        for member in event.payload.get("members", ())
    }
    if added:  # who came with the presentation, or joined later, or stood in an old register with its outcome
        state = replace(state, claims=state.claims | added)
    transition = rules.pack.transitions.get(event.kind)
    if transition is None:
        return state
    claims, moved = dict(state.claims), _moved(state, event, transition, added)
    for key in moved:
        claims[key] = _claim(claims[key], event, transition)
    asked = {field.code for field in transition.fields}  # an interview's payload has a "modality" of its own
    after = replace(
        state,
        claims=claims,
        modality=("modality" in asked and event.payload.get("modality")) or state.modality,
        office=("office_to" in asked and event.payload.get("office_to")) or state.office,
    )
    return replace(after, clocks=_clocks(after, event, transition, moved, rules))


def _moved(state: State, event: EventLike, transition: Transition, added: Iterable[str]) -> list[str]:
    """The claims a step moves: the one it names, or those of the case that stand where it may be taken. One that has
    left the road (a member withdrew) stays where it is."""
    if event.claim_key:
        return [event.claim_key]
    if "claims" in event.payload:
        return list(event.payload["claims"])
    new = set(added)
    return [
        key
        for key, claim in state.claims.items()
        if not transition.from_ or key in new or claim.stage in transition.from_
    ]


def _claim(claim: ClaimState, event: EventLike, transition: Transition) -> ClaimState:
    if transition.to:
        claim = replace(claim, stage=transition.to)
    if transition.clears_outcome:
        claim = replace(claim, outcome="", decided_on=None, notified_on=None)
    if outcome := event.payload.get("outcome") or transition.outcome:
        claim = replace(claim, outcome=outcome, decided_on=event.on)
    if event.payload.get("notified_on"):
        claim = replace(claim, notified_on=dt.date.fromisoformat(event.payload["notified_on"]))
    return claim


def _clocks(
    state: State, event: EventLike, transition: Transition, moved: Collection[str], rules: Rules
) -> tuple[ClockState, ...]:
    """The clocks after a step. One of the whole case concerns the clocks of the case and of every claim it moves; a clock
    of claims that it starts runs for each of them (one person's appeal is not another's)."""
    pack = rules.pack
    clock_date = dt.date.fromisoformat(event.payload.get("clock_date", event.on.isoformat()))
    clocks = list(state.clocks)

    def mine(clock: ClockState, name: str) -> bool:
        return clock.clock == name and clock.open and (clock.claim is None or clock.claim in moved)

    def change(name: str, changed: Callable[[ClockState], ClockState]) -> None:
        for index, clock in enumerate(clocks):
            if mine(clock, name):
                clocks[index] = _due(changed(clock), rules, state.office)

    for name in transition.resumes:
        change(name, lambda c: replace(c, state="running", pauses=_closed(c.pauses, clock_date)))
    for name in transition.pauses:
        pause = Pause(clock_date, None, event.payload.get("reason") or transition.name)
        change(name, lambda c, p=pause: c if _paused(c) else replace(c, state="paused", pauses=(*c.pauses, p)))  # type: ignore[misc]
    for name in transition.extends:
        more = Extension(int(event.payload["amount"]), event.payload["ground"], clock_date)
        change(name, lambda c, e=more: replace(c, extensions=(*c.extensions, e)))  # type: ignore[misc]
    for name in transition.stops:
        # A clock of the whole case stops when its last open claim has passed the step.
        if (
            event.claim_key
            and pack.clocks[name].unit_of == "case"
            and _others_wait(state, event.claim_key, name, transition, pack)
        ):
            continue
        change(
            name, lambda c: replace(c, stopped_on=clock_date, state="late" if c.due and clock_date > c.due else "met")
        )
    for started, outcomes in _started(event, transition, rules, clock_date):
        concerned = [key for key in moved if not outcomes or state.claims[key].outcome in outcomes]
        of_claims = pack.clocks[started.clock].unit_of == "claim"
        for claim in concerned if of_claims or not concerned else [None]:
            if not any(clock.clock == started.clock and clock.claim == claim and clock.open for clock in clocks):
                clocks.append(_due(replace(started, claim=claim), rules, state.office))
    return tuple(clocks)


def _started(
    event: EventLike, transition: Transition, rules: Rules, on: dt.date
) -> list[tuple[ClockState, tuple[str, ...]]]:
    """The clocks a step starts, with the outcomes of the claims it starts them for (none named: all): those whose
    condition its answers meet, at the length they set, while their rule is on."""
    found: list[tuple[ClockState, tuple[str, ...]]] = []
    off = rules.off(on) if transition.starts else frozenset()
    for start in transition.starts:
        rule = rules.pack.clocks[start.clock]
        if rule.switch in off or (start.when and not holds(start.when, answers_of(transition, event.payload))):
            continue
        longer = int(event.payload.get(start.days) or 0) - rule.length_on(on)[0] if start.days else 0
        extensions = (Extension(longer, "set_by_the_authority", on),) if longer > 0 else ()
        found.append((ClockState(rule.code, None, on, None, extensions=extensions), start.outcomes))
    return found


def answers_of(transition: Transition, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a step by field, the empty value of its type for one that was not given."""
    found = {}
    for asked in transition.fields:
        given = payload.get(asked.code)
        found[asked.code] = EMPTY[ANSWER_TYPES.get(asked.type, "str")] if given is None else given
    return found


def _closed(pauses: tuple[Pause, ...], on: dt.date) -> tuple[Pause, ...]:
    return (*pauses[:-1], pauses[-1]._replace(end=on)) if pauses and pauses[-1].end is None else pauses


def _paused(clock: ClockState) -> bool:
    return bool(clock.pauses) and clock.pauses[-1].end is None


def _others_wait(state: State, key: str, clock: str, transition: Transition, pack: Pack) -> bool:
    """Whether another open claim has still to take the step that meets this clock. Leaving the road (a withdrawal)
    meets nothing for those who stay on it; an act that moves nobody meets it for all."""
    if transition.to is None:
        return False
    ends = [pack.stage(t.to) for t in pack.transitions.values() if clock in t.stops and t.to]
    met = min((stage.order for stage in ends if stage.open), default=len(pack.stages))
    return any(
        pack.stage(claim.stage).open and pack.stage(claim.stage).order < met
        for other, claim in state.claims.items()
        if other != key
    )


def _due(clock: ClockState, rules: Rules, office: str) -> ClockState:
    if not clock.open or clock.clock not in rules.pack.clocks:
        return clock
    due = due_date(
        rules.pack,
        clock.clock,
        clock.start,
        office=office,
        closures=rules.closures,
        pauses=clock.pauses,
        extensions=clock.extensions,
    )
    return replace(clock, due=due)


def replay(events: Iterable[EventLike], opened: State, pack_hash: str, rules_at: Callable[[str, int], Rules]) -> State:
    """Fold all events of a case, in order, from the state it was opened in and the pack it was opened under.

    `rules_at(pack hash, change number)` gives the rules as they were known; each event says its change number.
    """
    state = opened
    for event in events:
        if event.kind == "pack_moved":
            pack_hash = event.payload["pack"]
        state = apply(state, event, rules_at(pack_hash, event.payload.get("rules", 0)))
    return state
