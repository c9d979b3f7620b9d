"""What is compared: the tokens of a name, the parts of a date, sex and nationality; and its short text in the database. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from acogida.people.matching.record import Record
from acogida.people.matching.sinitic import divided
from acogida.people.matching.tokens import tokens

MOST_TOKENS = 4  # of given names, and of surnames


class Profile(NamedTuple):
    """One name of one person. 0 and "" where nothing is known."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]
    year: int = 0
    month: int = 0
    day: int = 0
    sex: str = ""
    nationality: str = ""
    date_text: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return self.given + self.surnames

    @property
    def whole_date(self) -> bool:
        return bool(self.year and self.month and self.day)

    @property
    def new_year(self) -> bool:
        """1 January: what is written when day and month are not known."""
        return self.month == 1 and self.day == 1


def profile(record: Record) -> Profile:
    """The profile of the name in force."""
    return _profile(tokens(record.given), tokens(record.first) + tokens(record.second), record)


def profiles(record: Record) -> list[Profile]:
    """One profile for the name in force and one for each other name that says something new."""
    found = [profile(record)]
    seen = {frozenset(found[0].names)}
    for text in record.other_names:
        words = tokens(text)
        if words and frozenset(words) not in seen:
            seen.add(frozenset(words))
            cut = 1 if len(words) < 4 else len(words) - 2
            found.append(_profile(words[:cut], words[cut:], record))
    return found


ARABIC = frozenset("SY YE EG IQ JO LB PS SA AE KW QA BH OM MA DZ TN LY SD SO MR".split())
_NO_ARTICLE = frozenset("alaa alaeddin alhan aliya alya eliana elias elham elhan".split())


def _without_article(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without an Arabic article that was written together with them: "Alqadi" as "al-Qadi"."""
    return tuple(
        name[2:] if len(name) >= 5 and name[:2] in ("al", "el") and name not in _NO_ARTICLE else name for name in names
    )


def _profile(given: tuple[str, ...], surnames: tuple[str, ...], record: Record) -> Profile:
    if record.nationality in ARABIC:
        given, surnames = _without_article(given), _without_article(surnames)
    given, surnames = divided((given, surnames), record.nationality)
    year, month, day = record.year or 0, record.month or 0, record.day or 0
    text = "" if record.year else " ".join(record.date_text.split())[:40]
    if text:
        year, month, day = impossible(text)
    return Profile(given[:MOST_TOKENS], surnames[:MOST_TOKENS], year, month, day, record.sex, record.nationality, text)


_NUMBERS = re.compile(r"\d+")


@lru_cache(maxsize=4096)
def impossible(text: str) -> tuple[int, int, int]:
    """Year, month and day of a date that cannot be, as they are written: most of it was meant. Zeros where it is no date.

    >>> impossible("1990-02-31"), impossible("19590398"), impossible("31/02/1990"), impossible("en lluvias")
    ((1990, 2, 31), (1959, 3, 98), (1990, 2, 31), (0, 0, 0))
    """
    numbers = _NUMBERS.findall(text)
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers) != 3 or any(len(number) > 4 for number in numbers):
        return 0, 0, 0
    first, middle, last = map(int, numbers)
    year, day = (first, last) if first > 99 else (last, first)
    return (year, middle, day) if 1850 <= year <= 2150 and middle < 100 and day < 100 else (0, 0, 0)


def encode(of: Profile) -> str:
    """A profile as one short line: "maria jose  |nunez   |1996-11-5|F|HN|". Names stand in MOST_TOKENS places, so that
    many lines are taken apart at once (`compare.gather_encoded`)."""
    return "|".join(
        (_places(of.given), _places(of.surnames), f"{of.year}-{of.month}-{of.day}", of.sex,
         of.nationality.replace("|", "/"), of.date_text.replace("|", "/"))
    )  # fmt: skip


def _places(tokens: tuple[str, ...]) -> str:
    return " ".join((*tokens, *("",) * (MOST_TOKENS - len(tokens))))


def decode(text: str) -> Profile:
    given, surnames, date, sex, nationality, date_text = text.split("|")
    year, month, day = date.split("-")
    return Profile(
        tuple(given.split()), tuple(surnames.split()), int(year), int(month), int(day), sex, nationality, date_text
    )
