"""Facts that follow from a case's own log: what was taken, answered, let pass. Pure; the rest is provided by rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from acogida.law.errors import MissingFact
from acogida.law.model.procedure import Fact

if TYPE_CHECKING:
    from acogida.law.pack import Pack

EMPTY: Mapping[str, Any] = {"bool": False, "int": 0, "str": "", "list": []}


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the log: its kind, whose claim it moved (None: the whole case), what was answered, who did it."""

    kind: str
    claim: str | None
    answers: Mapping[str, Any]
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class ClockLeft:
    """A clock as the log left it. `open` while it runs or is paused; `late` when it was stopped after its end."""

    code: str
    claim: str | None
    due: dt.date | None
    open: bool
    late: bool


@dataclass(frozen=True)
class History:
    """What is known of one claim (or, with `claim` None, of the whole case) on a day.

    `steps` in order; `off`: the switches that are off on that day; `values`: what the case says of itself
    (`Fact.of`).
    """

    claim: str | None
    on: dt.date
    steps: Sequence[Step] = ()
    clocks: Sequence[ClockLeft] = ()
    off: Collection[str] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def mine(self, kinds: Collection[str]) -> list[Step]:
        """The steps of these kinds that concern this claim: its own, and those of the whole case. For the whole case,
        those of every claim."""
        return [s for s in self.steps if s.kind in kinds and (self.claim is None or s.claim in (None, self.claim))]

    def taken_by(self, actor: str | None) -> frozenset[str]:
        """The steps that somebody took on this claim or its case."""
        return frozenset(
            s.kind for s in self.steps if s.actor == actor and (self.claim is None or s.claim in (None, self.claim))
        )

    def clock(self, code: str) -> ClockLeft | None:
        """The latest clock of that code that concerns this claim."""
        found = [c for c in self.clocks if c.code == code and (self.claim is None or c.claim in (None, self.claim))]
        return found[-1] if found else None


def derive(pack: Pack, facts: Iterable[Fact], history: History) -> dict[str, Any]:
    """The values of derived facts by code. Raises MissingFact when the case does not say what `of` asks for."""
    return {fact.code: _value(pack, fact, history) for fact in facts}


def _value(pack: Pack, fact: Fact, history: History) -> Any:
    if fact.taken:
        times = len(history.mine(fact.taken))
        return times if fact.type == "int" else times > 0
    if fact.pending:
        last = history.mine((*fact.pending.opens, *fact.pending.closes))
        return bool(last) and last[-1].kind in fact.pending.opens
    if fact.answer:
        return _answer(fact, history)
    if fact.lapsed:
        clock = history.clock(pack.clock(fact.lapsed).code)
        return clock is not None and (clock.late or (clock.open and clock.due is not None and clock.due < history.on))
    if fact.running:
        clock = history.clock(pack.clock(fact.running).code)
        return clock is not None and clock.open
    if fact.switch:
        return fact.switch not in history.off
    if fact.of is None or fact.of not in history.values:
        raise MissingFact(f"the fact {fact.code!r} asks for {fact.of!r}, which the case did not say")
    return history.values[fact.of]


def _answer(fact: Fact, history: History) -> Any:
    """The latest answer given to any of the fields; the empty value of the type when there is none."""
    asked = dict(name.split(".", 1) for name in fact.answer)
    for step in reversed(history.mine(asked)):
        given = step.answers.get(asked[step.kind])
        if given is not None and given != "":
            return given
    empty = EMPTY[fact.type]
    return list(empty) if isinstance(empty, list) else empty
