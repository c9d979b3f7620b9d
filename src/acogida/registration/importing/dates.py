"""Dates as old registers spell them: what is written, and separately what it means. Pure.

`spell` says what stands in a cell without deciding anything. `settle` makes a date of it under what the file proved or
people answered. Parts that are not known stay unknown; an impossible date keeps its year only.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from acogida.registration.importing.folding import bare

MONTHS = {
    name: number
    for number, names in enumerate(
        ("ENERO ENE JANUARY JAN JANVIER", "FEBRERO FEB FEBRUARY FEVRIER", "MARZO MAR MARCH MARS", "ABRIL ABR APRIL APR",
         "MAYO MAY MAI", "JUNIO JUN JUNE JUIN", "JULIO JUL JULY", "AGOSTO AGO AUGUST AUG AOUT",
         "SEPTIEMBRE SETIEMBRE SEP SEPT SET SEPTEMBER", "OCTUBRE OCT OCTOBER", "NOVIEMBRE NOV NOVEMBER",
         "DICIEMBRE DIC DECEMBER DEC"), 1)
    for name in names.split()
}  # fmt: skip
_CLOCK = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?Z?)?"
_PARTS = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}|\d{{2}}){_CLOCK}")
_ISO = re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_CLOCK}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_YEAR = re.compile(r"(1[89]\d\d|20\d\d)")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_EPOCH = dt.date(1899, 12, 30)  # day 0 of a spreadsheet's serial dates after its 29 February 1900
_SERIALS = range(5_000, 75_000)  # 1913 to 2105


class Spelled(NamedTuple):
    """What stands in a cell. `kind`: empty, unknown, serial, iso, words, year, month, parts4, parts2, unreadable; `a b c`
    are day, month and year, or for parts the three numbers as written."""

    kind: str
    a: int = 0
    b: int = 0
    c: int = 0


class Settled(NamedTuple):
    """A date as far as it is known. `problem`: empty, impossible, unreadable, century, order."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    problem: str = ""

    @property
    def date(self) -> dt.date | None:
        return dt.date(self.year, self.month, self.day) if self.year and self.month and self.day else None


@lru_cache(maxsize=100_000)
def spell(text: str, unknown: frozenset[str] = frozenset(), blank: frozenset[str] = frozenset()) -> Spelled:
    """What is written in a cell.

    >>> spell("1/10/09"), spell("44953").kind, spell("27 de febrero de 2000")
    (Spelled(kind='parts2', a=1, b=10, c=9), 'serial', Spelled(kind='words', a=27, b=2, c=2000))
    """
    text = text.strip()
    if not text:
        return Spelled("empty")
    if text in unknown or (not text[0].isdigit() and bare(text) in blank):
        return Spelled("unknown")
    if found := _PARTS.fullmatch(text):
        a, b, c = map(int, found.groups())
        whole = len(found[3]) == 4
        return (_known_parts(a, b, c) if whole else None) or Spelled("parts4" if whole else "parts2", a, b, c)
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _known_parts(day, month, year) or Spelled("iso", day, month, year)
    if (found := _SERIAL.fullmatch(text)) and int(found[1]) in _SERIALS:
        counted = _EPOCH + dt.timedelta(days=int(found[1]))
        return Spelled("serial", counted.day, counted.month, counted.year)
    if _YEAR.fullmatch(text):
        return Spelled("year", 0, 0, int(text))
    if found := _MONTH_YEAR.fullmatch(text):
        return Spelled("month", 0, int(found[1]), int(found[2]))
    return _in_words(text)


def _known_parts(day: int, month: int, year: int) -> Spelled | None:
    """A date of which only the year or the month is said: 1985-00-00, 00/07/1985."""
    if day or not year:
        return None
    return Spelled("month", 0, month, year) if month else Spelled("year", 0, 0, year)


def _in_words(text: str) -> Spelled:
    """27 de febrero de 2000, 1o. de enero del 99, 27-feb-2000, febrero 27, 2000."""
    words = [word for word in re.split(r"[\s/.\-]+", bare(text)) if word not in ("DE", "DEL", "EL", "DIA", "OF")]
    numbers = [
        int(digits) for word in words if (digits := re.sub(r"(?<=\d)(O|ER|RO|ST|ND|RD|TH)$", "", word)).isdigit()
    ]
    months = [MONTHS[word] for word in words if word in MONTHS]
    if len(months) != 1 or len(numbers) not in (1, 2) or len(words) > 4:
        return Spelled("unreadable")
    if len(numbers) == 1:
        return Spelled("month", 0, months[0], numbers[0]) if numbers[0] > 1800 else Spelled("unreadable")
    day, year = numbers if numbers[0] <= 31 else numbers[::-1]
    if year < 100:
        return Spelled("words2", day, months[0], year)
    return Spelled("words", day, months[0], year)


def possible(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1] if 1 <= year <= 9999 else False


def orders(spelled: Spelled) -> tuple[bool, bool]:
    """Whether three numbers can be read with the day first, and with the month first."""
    a, b = spelled.a, spelled.b
    return 1 <= b <= 12 and 1 <= a <= 31, 1 <= a <= 12 and 1 <= b <= 31


def centuries(two: int, latest: int, oldest: int) -> tuple[int, ...]:
    """The years a year of two digits may be: not after `latest`, not more than `oldest` years before it; latest first."""
    return tuple(year for year in (2000 + two, 1900 + two) if latest - oldest <= year <= latest)


def settle(spelled: Spelled, *, order: str, century: str, latest: int, oldest: int) -> Settled:
    """The date that is meant. `order` is day_first, month_first or "" (not known); `century` recent, 1900s, unknown or ""
    (not known); a year of two digits is not after the year `latest`."""
    kind, a, b, year = spelled
    if kind in ("empty", "unknown", "unreadable"):
        return Settled(problem=kind)
    if kind in ("parts2", "words2"):
        choice = centuries(year, latest, oldest)
        if not choice:
            return Settled(problem="impossible")
        if len(choice) == 2 and century not in ("recent", "1900s"):
            return Settled(problem="century")
        year = choice[-1] if century == "1900s" else choice[0]
    if kind == "year":
        return Settled(year)
    if kind == "month":
        return Settled(year, b) if 1 <= b <= 12 else Settled(year, problem="impossible")
    day, month = a, b
    if kind.startswith("parts"):
        first, second = orders(spelled)
        if first and second and a != b and not order:
            return Settled(year, problem="order")
        if (order == "month_first" and second) or (second and not first):
            day, month = b, a
    if possible(year, month, day):
        return Settled(year, month, day)
    return Settled(year if possible(year, 1, 1) and year > 1800 else None, problem="impossible")
