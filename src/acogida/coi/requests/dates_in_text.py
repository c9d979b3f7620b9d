"""Full dates written in a text, in the ways of the languages that requests and sources are written in. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

_MONTHS = {
    1: "enero january janvier janeiro janvye ene jan janv", 2: "febrero february fevrier fevereiro fevriye feb fev fevr",
    3: "marzo march mars marco mas mar", 4: "abril april avril avr abr apr", 5: "mayo may mai maio me",
    6: "junio june juin junho jen jun", 7: "julio july juillet julho jiye jul juil",
    8: "agosto august aout agosto out ago aug", 9: "septiembre setiembre september septembre setembro septanm sep sept set",
    10: "octubre october octobre outubro oktob oct out", 11: "noviembre november novembre novembro novanm nov",
    12: "diciembre december decembre dezembro desanm dic dec dez",
}  # fmt: skip
MONTHS = {word: month for month, words in reversed(_MONTHS.items()) for word in words.split()}
_WORD = r"[^\W\d_]{2,11}\.?"
_OF = r"(?:\s+d[eou]l?\s+|\s*[-/.]\s*|\s+)"
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*([-/.\s])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|º|°|o|st|nd|rd|th)?{_OF}({_WORD})(?:,?{_OF}|,\s*)(\d{{4}})(?!\d)", re.I
)
_MONTH_FIRST = re.compile(rf"(?<![^\W\d_])({_WORD})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.I)
_NO_YEAR = re.compile(rf"(?<!\d)(\d{{1,2}})(?:er|º|°|st|nd|rd|th)?(?:\s+d[eou]l?\s+|\s+)({_WORD})(?![^\W\d_])", re.I)
_MONTH_DAY = re.compile(rf"(?<![^\W\d_])({_WORD})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)", re.I)


def dates(text: str) -> Iterator[tuple[int, int, frozenset[dt.date]]]:
    """Each full date with where it stands and what it may mean (03/04/1992 is two days)."""
    for found in _NUMERIC.finditer(text):
        first, middle, last = (int(found.group(n)) for n in (1, 3, 4))
        wide = [len(found.group(n)) for n in (1, 4)]
        if wide[0] == 4 and wide[1] <= 2:
            meant = _days((first, middle, last), (first, last, middle))
        elif wide[0] <= 2 and wide[1] in (2, 4):
            years = [last] if wide[1] == 4 else [1900 + last, 2000 + last]
            meant = _days(*((year, *pair) for year in years for pair in ((middle, first), (first, middle))))
        else:
            continue
        if meant:
            yield found.start(), found.end(), meant
    for pattern, day, month in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for found in pattern.finditer(text):
            number = _month(found.group(month))
            meant = _days((int(found.group(3)), number, int(found.group(day)))) if number else frozenset()
            if meant:
                yield found.start(), found.end(), meant


def birthdays(text: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Each day and month, with or without a year after it: where it stands, (month, day)."""
    for pattern, day, month in ((_NO_YEAR, 1, 2), (_MONTH_DAY, 2, 1)):
        for found in pattern.finditer(text):
            if number := _month(found.group(month)):
                yield found.start(), found.end(), (number, int(found.group(day)))


def _month(word: str) -> int | None:
    plain = unicodedata.normalize("NFD", word.lower().rstrip("."))
    return MONTHS.get("".join(c for c in plain if not unicodedata.combining(c)))


def _days(*parts: tuple[int, int, int]) -> frozenset[dt.date]:
    found = set()
    for year, month, day in parts:
        try:
            found.add(dt.date(year, month, day))
        except ValueError:
            continue
    return frozenset(found)
