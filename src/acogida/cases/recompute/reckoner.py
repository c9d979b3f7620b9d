"""Which clocks a change of the rules touches, and when each is due afterwards."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from acogida.accounts.models import RuleChange
from acogida.cases import store
from acogida.cases.projection import ClockState, Rules, State, apply

KIND = "calendar_changed"

# A term whose last day lies before the window was over when it began. A paused one has no last day yet: it is looked
# at, since a replay would reckon it too.
TOUCHED = """
  cases_clockinforce k JOIN cases_case c ON c.id = k.case_id
  WHERE k.start <= %(end)s AND (k.state = 'running' AND k.due >= %(start)s OR k.state = 'paused')
    AND (%(office)s::bigint IS NULL OR c.office_id = %(office)s)
"""


@dataclass(frozen=True)
class Window:
    """The days a change is about, and the office (None: all of them)."""

    start: dt.date
    end: dt.date
    office: int | None

    @property
    def parameters(self) -> dict[str, Any]:
        """For TOUCHED."""
        return {"start": self.start, "end": self.end, "office": self.office}


def window_of(change: RuleChange) -> Window | None:
    """The days a change of the rules is about; None for one that moves no date (a switch)."""
    closure = change.closure_added.first() or change.closure_withdrawn.first()
    return Window(closure.start, closure.end, closure.office_id) if closure else None


class OpenClock(NamedTuple):
    """An open clock as its row stands; `pauses` and `extensions` as JSON text, so that equal ones are equal."""

    id: int
    clock: str
    claim: str | None
    start: dt.date
    due: dt.date | None
    state: str
    pauses: str
    extensions: str


class Reckoner:
    """Due dates under some rules. Clocks that are alike are reckoned once: a whole country's are a few thousand kinds."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.open_stages = frozenset(stage.code for stage in rules.pack.stages if stage.open)
        self._known: dict[tuple[Any, ...], dt.date | None] = {}

    def due(self, office: str, clock: OpenClock) -> dt.date | None:
        """The date `clock` is due at `office`; None while a pause holds it."""
        alike = (office, clock.clock, clock.start, clock.due, clock.state, clock.pauses, clock.extensions)
        if alike not in self._known:
            self._known[alike] = self._reckon(office, clock)
        return self._known[alike]

    def _reckon(self, office: str, clock: OpenClock) -> dt.date | None:
        row: Any = SimpleNamespace(pauses=json.loads(clock.pauses), extensions=json.loads(clock.extensions))
        before = ClockState(
            clock.clock, None, clock.start, clock.due, clock.state, store.pauses(row), store.extensions(row)
        )
        # As one event of a case's log would: the date is by definition the one a replay finds.
        event = SimpleNamespace(kind=KIND, on=clock.start, payload={}, claim_key=None)
        return apply(State(clocks=(before,), office=office), event, self.rules).clocks[0].due
