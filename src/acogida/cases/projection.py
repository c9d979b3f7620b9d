"""The present state of a case, folded from its events. Pure: the pack and the closures go in, no database.

Actions apply one event to the state they loaded; `replay` folds all of them from nothing; both use `apply`, so a
stored case and its replay can only differ if somebody changed one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from acogida.law import Closure, Extension, Pack, Pause, due_date


class EventLike(Protocol):
    kind: str
    on: dt.date
    payload: dict[str, Any]

    @property
    def claim_key(self) -> str | None: ...


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
    """Claims by id (in the order of the members), clocks, and the stage they add up to."""

    claims: dict[str, ClaimState] = field(default_factory=dict)
    clocks: tuple[ClockState, ...] = ()

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


def apply(state: State, event: EventLike, pack: Pack, office: str, closures: Sequence[Closure]) -> State:
    """The state after `event`. Events that are not transitions of the pack (notes, assignments) change nothing here."""
    added = {member["claim"]: ClaimState(stage=member["stage"]) for member in event.payload.get("members", ())}
    if added:  # who came with the presentation, or joined later
        state = replace(state, claims=state.claims | added)
    transition = pack.transitions.get(event.kind)
    if transition is None:
        return state
    claims = dict(state.claims)
    moved = [event.claim_key] if event.claim_key else list(event.payload.get("claims", claims))
    for key in moved:
        claim = claims[key]
        if transition.to:
            claim = replace(claim, stage=transition.to)
        if outcome := event.payload.get("outcome"):
            claim = replace(claim, outcome=outcome, decided_on=event.on)
        if event.payload.get("notified_on"):
            claim = replace(claim, notified_on=dt.date.fromisoformat(event.payload["notified_on"]))
        claims[key] = claim
    after = replace(state, claims=claims)
    return replace(after, clocks=_clocks(after, event, pack, office, closures))


def _clocks(
    state: State, event: EventLike, pack: Pack, office: str, closures: Sequence[Closure]
) -> tuple[ClockState, ...]:
    transition = pack.transitions[event.kind]
    clock_date = dt.date.fromisoformat(event.payload.get("clock_date", event.on.isoformat()))
    clocks = list(state.clocks)

    def mine(clock: ClockState, name: str) -> bool:
        return clock.clock == name and clock.open and clock.claim in (None, event.claim_key)

    def change(name: str, **changes: Any) -> None:
        for index, clock in enumerate(clocks):
            if mine(clock, name):
                clocks[index] = _due(
                    replace(clock, **{k: v(clock) for k, v in changes.items()}), pack, office, closures
                )

    for name in transition.resumes:
        change(name, pauses=lambda c: (*c.pauses[:-1], c.pauses[-1]._replace(end=clock_date)) if _paused(c) else c.pauses,
               state=lambda c: "running")  # fmt: skip
    for name in transition.pauses:
        reason = event.payload.get("reason", transition.name)
        change(name, pauses=lambda c, r=reason: (*c.pauses, Pause(clock_date, None, r)), state=lambda c: "paused")
    for name in transition.extends:
        added = Extension(int(event.payload["amount"]), event.payload["ground"], clock_date)
        change(name, extensions=lambda c, a=added: (*c.extensions, a))
    for name in transition.stops:
        # A clock of the whole case stops when its last open claim has passed the step.
        if event.claim_key and pack.clocks[name].unit_of == "case" and _others_wait(state, event.claim_key, name, pack):
            continue
        change(name, stopped_on=lambda c: clock_date,
               state=lambda c: "late" if c.due and clock_date > c.due else "met")  # fmt: skip
    for name in transition.starts:
        per_claim = event.claim_key if pack.clocks[name].unit_of == "claim" else None
        if any(clock.clock == name and clock.claim == per_claim and clock.open for clock in clocks):
            continue
        clocks.append(_due(ClockState(name, per_claim, clock_date, None), pack, office, closures))
    return tuple(clocks)


def _paused(clock: ClockState) -> bool:
    return bool(clock.pauses) and clock.pauses[-1].end is None


def _others_wait(state: State, key: str, clock: str, pack: Pack) -> bool:
    """Whether another open claim has still to take the step that meets this clock. Leaving the road (a withdrawal)
    meets nothing for those who stay on it."""
    ends = [pack.stage(t.to) for t in pack.transitions.values() if clock in t.stops and t.to]
    met = min((stage.order for stage in ends if stage.open), default=0)
    return any(
        pack.stage(claim.stage).open and pack.stage(claim.stage).order < met
        for other, claim in state.claims.items()
        if other != key
    )


def _due(clock: ClockState, pack: Pack, office: str, closures: Sequence[Closure]) -> ClockState:
    if not clock.open:
        return clock
    due = due_date(
        pack,
        clock.clock,
        clock.start,
        office=office,
        closures=closures,
        pauses=clock.pauses,
        extensions=clock.extensions,
    )
    return replace(clock, due=due)


def replay(events: Iterable[EventLike], pack: Pack, office: str, closures: Sequence[Closure]) -> State:
    """Fold all events of a case, in order."""
    state = State()
    for event in events:
        state = apply(state, event, pack, office, closures)
    return state
