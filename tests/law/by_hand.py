"""The calendar of COMAR's terms from the table of tests/law/fixtures, and terms walked day by day from it.

Slow and plain on purpose: nothing of `acogida.law` counts here, so that what it says can be compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from acogida.law import Closure, Pause

FIXTURES = Path(__file__).parent / "fixtures"
FIRST, LAST = dt.date(2019, 1, 1), dt.date(2030, 12, 31)
DAY = dt.timedelta(days=1)


def rows(name: str) -> list[list[str]]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [line.split(maxsplit=3) for line in lines if line and not line.startswith("#")]


def every_day() -> list[dt.date]:
    return [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]


@cache
def table() -> dict[dt.date, frozenset[str]]:
    """Each day that some list takes out, with the lists that do; `gazette` for closures published there."""
    days = {
        dt.date.fromisoformat(date): frozenset(lists.split(","))
        for date, _weekday, lists, _why in rows("mexico_days_2019_2030.txt")
    }
    for start, end in rows("mexico_closures_2019_2030.txt"):
        day = dt.date.fromisoformat(start)
        while day <= dt.date.fromisoformat(end):
            days[day] = days.get(day, frozenset()) | {"gazette"}
            day += DAY
    return days


def works(day: dt.date, closures: Iterable[Closure] = ()) -> bool:
    """Whether `day` is a working day of COMAR's terms."""
    if day.weekday() >= 5 or table().get(day, frozenset()) & {"lfpa", "official", "gazette"}:
        return False
    return not any(closure.start <= day <= closure.end for closure in closures)


def runs(day: dt.date, closures: Iterable[Closure] = ()) -> bool:
    """Whether terms are not suspended on `day`."""
    if "gazette" in table().get(day, frozenset()):
        return False
    return not any(c.suspends_terms and c.start <= day <= c.end for c in closures)


def months_later(day: dt.date, months: int) -> dt.date:
    """From date to date; the last day of a shorter month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, min(number, day.day))
        except ValueError:
            continue
    raise AssertionError(day)


def end(
    unit: str,
    amount: int,
    start: dt.date,
    *,
    suspends: bool = True,
    roll: bool = True,
    closures: Sequence[Closure] = (),
    pauses: Sequence[Pause] = (),
) -> dt.date | None:
    """The last day of a term, found by walking; None while an open pause holds it."""
    if unit == "immediate":
        return start
    counts: Callable[[dt.date], bool] = lambda day: works(day, closures)  # noqa: E731
    if unit != "working":
        counts = (lambda day: runs(day, closures)) if suspends else (lambda day: True)
    left = {"months": (months_later(start, amount) - start).days, "hours": -(-amount // 24)}.get(unit, amount)

    def still(day: dt.date) -> Pause | None:
        return next((p for p in pauses if p.start <= day and (p.end is None or day <= p.end)), None)

    day = start
    while left:
        day += DAY
        if (pause := still(day)) and pause.end is None:
            return None
        if not pause and counts(day):
            left -= 1
    while roll and unit != "working" and (still(day) or not works(day, closures)):
        if (pause := still(day)) and pause.end is None:
            return None
        day += DAY
    return day
