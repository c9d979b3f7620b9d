"""Reckons legal terms: from a trigger date to the day a term ends, in constant time or with every day explained.

The rules (LFPA arts. 28-30, 38, as data in the pack): the trigger day is day zero and never counts; days of rest,
holidays, closures and suspensions do not count; a pause runs from its first to its last day, neither counts and counting
resumes on the next day that does; an extension adds its amount; an end on a day that does not count, or on which the
clock stands still, rolls forward. A term that is immediate ends on its trigger day.
"""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from acogida.law.calendars import Closure, Days, Tally, days_of
from acogida.law.errors import LawError
from acogida.law.model.base import Text
from acogida.law.model.clocks import ClockRule

if TYPE_CHECKING:
    from acogida.law.pack import Pack


class Pause(NamedTuple):
    """A stretch in which a clock stands still: `start` … `end`, both included; `end` None while it lasts."""

    start: dt.date
    end: dt.date | None = None
    reason: Text | Mapping[str, str] | str = ""


class Extension(NamedTuple):
    """An amount added to a clock, in its unit, on a legal ground; `on` is the day it was granted."""

    amount: int
    ground: str
    on: dt.date | None = None


def due_date(
    pack: Pack,
    clock: str | ClockRule,
    start: dt.date,
    *,
    office: str | None = None,
    closures: Iterable[Closure] = (),
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> dt.date | None:
    """The day a term ends, or None while an open pause holds it. The fast form of `reckon` (microseconds).

    `clock` is a code, a name or the rule itself; `start` the trigger's civil date (day zero).
    """
    rule = clock if isinstance(clock, ClockRule) else pack.clock(clock)
    days = days_of(pack, rule.calendar, office, closures if type(closures) is tuple else tuple(closures))
    first = civil(start)
    amount = rule.amount if not rule.override else rule.length_on(first)[0]
    for extension in extensions:
        amount += extension.amount
    due = end_of(rule, days, first.toordinal(), amount, merged(pauses))
    return None if due is None else dt.date.fromordinal(due)


def civil(day: dt.date) -> dt.date:
    """The civil date of a date or of a local datetime."""
    return day.date() if isinstance(day, dt.datetime) else day


def tally_of(rule: ClockRule, days: Days) -> Tally:
    """The days in which the clock counts."""
    if rule.unit == "working":
        return days.working
    return days.running if rule.suspends else days.every


def span_of(rule: ClockRule, start: int, amount: int) -> int:
    """How many days of the clock's kind have to run: months and hours become the days they span from `start`."""
    if rule.unit == "immediate":
        return 0
    if rule.unit == "months":  # LFPA art. 29: from date to date
        return _add_months(start, amount) - start
    if rule.unit == "hours":
        return -(-amount // 24)
    return amount


def end_of(rule: ClockRule, days: Days, start: int, amount: int, pauses: list[tuple[int, int | None]]) -> int | None:
    """The last day of a term as an ordinal; `pauses` merged and in order. None while an open pause holds it."""
    if rule.unit == "immediate":
        return start
    tally = days.working if rule.unit == "working" else tally_of(rule, days)
    needed = amount if rule.unit == "working" else span_of(rule, start, amount)
    due = tally.nth_after(start, needed)
    for first, last in pauses:
        if due < first:
            break
        if last is None:
            return None
        needed += tally.between(max(start, first - 1), last)
        due = tally.nth_after(start, needed)
    if rule.roll == "none" or rule.unit == "working":
        return due
    return _rolled(days.working, due, pauses)


def _rolled(working: Tally, due: int, pauses: list[tuple[int, int | None]]) -> int | None:
    """The first working day from `due` on that no pause covers; None when an open pause holds it."""
    if not working.has(due):
        due = working.nth_after(due, 1)
    for first, last in pauses:
        if last is None:
            return None if first <= due else due
        if first <= due <= last:
            due = working.nth_after(last, 1)
    return due


def merged(pauses: Iterable[Pause]) -> list[tuple[int, int | None]]:
    """Pauses as ordinals, in order, overlapping ones joined so that no day is taken out twice."""
    found: list[tuple[int, int | None]] = []
    for start, end, _reason in sorted(pauses, key=lambda pause: pause.start):
        if end is not None and end < start:
            raise LawError(f"a pause cannot end ({end}) before it starts ({start})")
        first, last = start.toordinal(), None if end is None else end.toordinal()
        if found and (found[-1][1] is None or first <= found[-1][1]):
            before, until = found[-1]
            found[-1] = (before, None if until is None or last is None else max(until, last))
        else:
            found.append((first, last))
    return found


def _add_months(start: int, months: int) -> int:
    """The same day `months` later; the month's last day when it is shorter."""
    day = dt.date.fromordinal(start)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)).toordinal()


def _calendar(pack: Pack, calendar: str | None, office: str | None, closures: Iterable[Closure]) -> Days:
    return days_of(pack, calendar or pack.files.calendar.calendar[0].code, office, tuple(closures))


def is_working_day(
    pack: Pack,
    day: dt.date,
    *,
    office: str | None = None,
    closures: Iterable[Closure] = (),
    calendar: str | None = None,
) -> bool:
    """Whether terms run on `day` (in the pack's first calendar when none is named)."""
    return _calendar(pack, calendar, office, closures).working.has(day.toordinal())


def working_days_between(
    pack: Pack,
    after: dt.date,
    upto: dt.date,
    *,
    office: str | None = None,
    closures: Iterable[Closure] = (),
    calendar: str | None = None,
) -> int:
    """Working days later than `after` up to and including `upto`; negative when `upto` is earlier."""
    working = _calendar(pack, calendar, office, closures).working
    if upto < after:
        return -working.between(upto.toordinal(), after.toordinal())
    return working.between(after.toordinal(), upto.toordinal())


def add_working_days(
    pack: Pack,
    after: dt.date,
    amount: int,
    *,
    office: str | None = None,
    closures: Iterable[Closure] = (),
    calendar: str | None = None,
) -> dt.date:
    """The `amount`-th working day later than `after` (amount ≥ 0)."""
    if amount < 0:
        raise LawError("working days can only be added forward")
    days = _calendar(pack, calendar, office, closures)
    return dt.date.fromordinal(days.working.nth_after(after.toordinal(), amount))
