"""Which days count: a pack's layers and the closures given, compiled once into arrays that answer in constant time."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acogida.law.errors import OutsideCalendar, UnknownRule
from acogida.law.model.base import Text
from acogida.law.model.calendar import WEEKDAYS, CalendarRule, Suspension

if TYPE_CHECKING:
    from acogida.law.pack import Pack

MEMO_LIMIT = 512  # compiled calendars kept per pack (one per calendar × office × set of closures)


class Closure:
    """Days on which an office (None: every office) was closed, with the instrument that says so; both ends included.

    `reason` is a Text, a mapping {"es": …, "en": …} or a plain string. `suspends_terms` also stops clocks that count
    every day (calendar days, months). Immutable and hashable: calendars are remembered by the closures they contain.
    """

    __slots__ = ("_hash", "_key", "end", "office", "reason", "source", "start", "suspends_terms")

    def __init__(
        self,
        start: dt.date,
        end: dt.date,
        office: str | None = None,
        reason: Text | Mapping[str, str] | str = "",
        source: str = "",
        suspends_terms: bool = False,
    ) -> None:
        if end < start:
            raise ValueError(f"a closure cannot end ({end}) before it starts ({start})")
        self.start, self.end, self.office, self.source = start, end, office, source
        self.reason = as_text(reason or {"es": "Oficina cerrada", "en": "Office closed"})
        self.suspends_terms = suspends_terms
        self._key = (start, end, office, self.reason, source, suspends_terms)
        self._hash = hash(self._key)  # once: every date asked for looks its calendar up by its closures

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Closure) and self._key == other._key)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Closure({self.start}, {self.end}, office={self.office!r}, source={self.source!r})"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day does not count: the words, the instrument, and whether somebody verified it."""

    why: Text
    source: str
    verified: bool = True
    note: Text | None = None


def as_text(value: Text | Mapping[str, str] | str) -> Text:
    """A Text from what callers have; a plain string or a single language stands for both."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return Text({"es": value, "en": value})
    spanish = value.get("es") or value.get("en") or ""
    return Text({**value, "es": spanish, "en": value.get("en") or spanish})


class Tally:
    """One kind of day, counted: how many lie between two dates, and which is the n-th after a date.

    Dates are proleptic Gregorian ordinals (`date.toordinal`) inside [first, last].
    """

    __slots__ = ("_days", "_upto", "first", "last")

    def __init__(self, first: int, last: int, counts: Callable[[int], bool]) -> None:
        self.first, self.last = first, last
        self._upto = array("l", [0])  # _upto[i]: counted days among the first i days
        self._days = array("l")  # ordinals of the counted days
        for day in range(first, last + 1):
            if counts(day):
                self._days.append(day)
            self._upto.append(len(self._days))

    def between(self, after: int, upto: int) -> int:
        """Counted days d with after < d ≤ upto; never negative."""
        if upto <= after:
            return 0
        return self._position(upto) - self._position(after)

    def nth_after(self, after: int, n: int) -> int:
        """The n-th counted day later than `after`; `after` itself when n is 0."""
        if n == 0:
            return after
        index = self._position(after) + n - 1
        if index >= len(self._days):
            raise self._outside(after)
        return self._days[index]

    def has(self, day: int) -> bool:
        return self._position(day) > self._position(day - 1)

    def _position(self, day: int) -> int:
        index = day - self.first + 1
        if 0 <= index < len(self._upto):
            return self._upto[index]
        raise self._outside(day)

    def _outside(self, day: int) -> OutsideCalendar:
        first, last = dt.date.fromordinal(self.first), dt.date.fromordinal(self.last)
        return OutsideCalendar(
            f"the pack's calendar covers {first} to {last}; a reckoning from {dt.date.fromordinal(day)} leaves it"
        )


class Days:
    """A compiled calendar of one office.

    `working`: days on which terms in working days run. `running`: days on which other terms run (all but suspended
    ones). `every`: all days. `reasons(day)` says why a day is not a working day.
    """

    __slots__ = ("_off", "_rest", "_rest_reason", "every", "running", "working")

    def __init__(self, pack: Pack, rule: CalendarRule, office: str | None, closures: Iterable[Closure]) -> None:
        years = pack.files.calendar
        first = dt.date(years.first_year, 1, 1).toordinal()
        last = dt.date(years.last_year, 12, 31).toordinal()
        self._rest = frozenset(WEEKDAYS.index(day) for day in rule.rest)
        self._rest_reason = Reason(rule.rest_why, rule.rest_source)
        self._off: dict[int, tuple[Reason, ...]] = {}
        suspended: set[int] = set()
        for suspension in self._collect(pack, rule, office):
            reason = Reason(suspension.why, suspension.source, suspension.verified, suspension.note)
            days = self._add(suspension.start, suspension.end, reason)
            if suspension.suspends_terms:
                suspended.update(days)
        for closure in closures:
            days = self._add(closure.start, closure.end, Reason(closure.reason, closure.source))
            if closure.suspends_terms:
                suspended.update(days)
        self.working = Tally(first, last, lambda day: day not in self._off and (day - 1) % 7 not in self._rest)
        self.running = Tally(first, last, lambda day: day not in suspended)
        self.every = Tally(first, last, lambda day: True)

    def _collect(self, pack: Pack, rule: CalendarRule, office: str | None) -> list[Suspension]:
        """Adds the yearly days of the calendar's layers; returns its suspensions that reach the office."""
        years = pack.files.calendar
        layers = {layer.code: layer for layer in years.layer}
        suspensions: list[Suspension] = []
        for layer in (layers[code] for code in rule.layers):
            for yearly in layer.day:
                reason = Reason(yearly.why, yearly.source, yearly.verified, yearly.note)
                for year in range(years.first_year, years.last_year + 1):
                    day = yearly.in_year(year)
                    if day is not None:
                        self._add(day, day, reason)
            suspensions += [s for s in layer.suspension if not s.offices or office in s.offices]
        return suspensions

    def _add(self, start: dt.date, end: dt.date, reason: Reason) -> range:
        days = range(start.toordinal(), end.toordinal() + 1)
        for day in days:
            self._off[day] = (*self._off.get(day, ()), reason)
        return days

    def reasons(self, day: int) -> tuple[Reason, ...]:
        """Why `day` (an ordinal) is not a working day, weekly rest first; empty for a working day."""
        rest = (self._rest_reason,) if (day - 1) % 7 in self._rest else ()
        return rest + self._off.get(day, ())

    def rests(self, day: int) -> bool:
        """Whether `day` is one of weekly rest, closed for another reason or not."""
        return (day - 1) % 7 in self._rest


def days_of(pack: Pack, calendar: str, office: str | None, closures: tuple[Closure, ...]) -> Days:
    """The compiled calendar for an office (None: only what holds everywhere), remembered with the pack.

    Only closures for the office or for all offices count. UnknownRule when the pack has no such calendar.
    """
    key = (calendar, office, closures)
    found: Days | None = pack.memo.get(key)
    if found is None:
        rule = next((c for c in pack.files.calendar.calendar if c.code == calendar), None)
        if rule is None:
            known = ", ".join(c.code for c in pack.files.calendar.calendar)
            raise UnknownRule(f"the pack {pack.name!r} has no calendar {calendar!r}; it has: {known}")
        found = Days(pack, rule, office, [c for c in closures if c.office is None or c.office == office])
        if len(pack.memo) >= MEMO_LIMIT:
            pack.memo.clear()
        pack.memo[key] = found
    return found
