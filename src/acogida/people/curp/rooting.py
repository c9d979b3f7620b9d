"""The expected root: positions 1 to 16 of the CURP of somebody with these data, and what the rule does not decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product

from acogida.people.curp import naming
from acogida.people.curp.naming import Reading, Sign
from acogida.people.curp.tables import BORN_ABROAD, ENTITIES, INCONVENIENT
from acogida.people.curp.words import said

UNKNOWN = "?"  # a position whose data nobody knows
LENGTH = 16


@dataclass(frozen=True)
class Holder:
    """Whose CURP: names as in the document that proves them, what is known of the birth date, sex as the CURP writes it
    (H, M, X) and the entity of birth (NE: abroad; empty: not known)."""

    given: str
    first: str
    second: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    sex: str = ""
    entity: str = BORN_ABROAD


@dataclass(frozen=True)
class Undecided:
    """A position (1-16) that does not follow from the rule and the data, why (a code of `words`), and what it may be
    (empty: anything)."""

    position: int
    code: str
    options: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        return said(self.code, language, position=self.position, options=" / ".join(self.options))


@dataclass(frozen=True)
class Root:
    """The first 16 characters. `text` follows the most literal reading and has "?" where data are unknown; each
    position in `undecided` may be otherwise. Provisional: never printed as somebody's CURP."""

    text: str
    undecided: tuple[Undecided, ...] = ()

    def allows(self, position: int, character: str) -> bool:
        """Whether a CURP of this person may have `character` at `position` (1-16)."""
        open_here = [each for each in self.undecided if each.position == position]
        if not open_here:
            return self.text[position - 1] == character
        return any(not each.options or character in each.options for each in open_here)

    @property
    def pattern(self) -> str:
        """The root with "?" at every position that is undecided."""
        places = {each.position for each in self.undecided}
        return "".join(UNKNOWN if place in places else c for place, c in enumerate(self.text, 1))


class Impossible(ValueError):
    """No root follows from these data. `problems` are (field, code of `words`, parameters)."""

    def __init__(self, *problems: tuple[str, str, dict[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {said(code, 'en', **values)}" for field, code, values in problems))
        self.problems = problems


def expected_root(holder: Holder, *, today: dt.date | None = None) -> Root:
    """The root of `holder`'s CURP. Unknown parts of the date are "?" and flagged, never invented.

    Raises Impossible for a date that is none (or later than `today`), a name without Latin letters, no first surname,
    a sex that is not H, M or X, an entity that is not one of the 33.
    """
    names = {field: naming.spelled(getattr(holder, field)) for field in ("given", "first", "second")}
    problems = [*_name_problems(names, holder), *_date_problems(holder, today)]
    if holder.sex not in {"H", "M", "X"}:
        problems.append(("sex", "bad_sex", {}))
    if holder.entity and holder.entity not in ENTITIES:
        problems.append(("entity", "bad_entity", {}))
    if problems:
        raise Impossible(*problems)
    middle = _date_part(holder) + holder.sex + (holder.entity or UNKNOWN * 2)
    shown = Reading()
    root = _with(names, middle, shown)
    return Root(root, (*_open_in_names(names, middle, root), *_unknown(holder)))


def _name_problems(names: dict[str, str], holder: Holder) -> list[tuple[str, str, dict[str, str]]]:
    problems: list[tuple[str, str, dict[str, str]]] = []
    for field, words in names.items():
        if words and not naming.in_latin(words):
            problems.append((field, "not_latin", {}))
        elif not words and field == "given":
            problems.append((field, "no_given_name", {}))
        elif not words and field == "first":
            problems.append((field, "no_first_surname", {}))
    return problems


def _date_problems(holder: Holder, today: dt.date | None) -> list[tuple[str, str, dict[str, str]]]:
    written = _written(holder)
    if (holder.day is not None and holder.month is None) or (holder.month is not None and holder.year is None):
        return [("birth", "bad_date", {"date": written})]
    try:
        # 2000 and day 1 stand in only to test the parts that are known
        born = dt.date(2000 if holder.year is None else holder.year, holder.month or 1, holder.day or 1)
        whole = (0 not in (holder.month, holder.day)) and born.year >= 1000
    except ValueError:
        whole = False
    if not whole:
        return [("birth", "impossible_date", {"date": written})]
    if holder.year is not None and born > (today or dt.datetime.now(tz=dt.UTC).date()):
        return [("birth", "future_date", {"date": written})]
    return []


def _written(holder: Holder) -> str:
    parts = (holder.year, holder.month, holder.day)
    return "-".join(UNKNOWN if part is None else f"{part:02d}" for part in parts)


def _date_part(holder: Holder) -> str:
    year = UNKNOWN * 2 if holder.year is None else f"{holder.year % 100:02d}"
    month, day = (UNKNOWN * 2 if part is None else f"{part:02d}" for part in (holder.month, holder.day))
    return year + month + day


def _unknown(holder: Holder) -> tuple[Undecided, ...]:
    parts = (
        ("unknown_year", holder.year, 5),
        ("unknown_month", holder.month, 7),
        ("unknown_day", holder.day, 9),
        ("unknown_entity", holder.entity or None, 12),
    )
    return tuple(Undecided(at + step, code) for code, part, at in parts if part is None for step in (0, 1))


def _with(names: dict[str, str], middle: str, reading: Reading) -> str:
    first, second = (naming.surname_word(names[field], reading) for field in ("first", "second"))
    given = naming.given_word(names["given"], reading)
    letters = (
        naming.initial(first, reading)
        + naming.inner_vowel(first, reading)
        + naming.initial(second, reading)
        + naming.initial(given, reading)
    )
    if letters in INCONVENIENT:
        letters = letters[0] + "X" + letters[2:]
    return letters + middle + "".join(naming.inner_consonant(word, reading) for word in (first, second, given))


# What another reading of the rule changes, with the code that says why.
OPEN: tuple[tuple[str, tuple[Reading, ...]], ...] = (
    ("special_character", (Reading(sign=Sign.COUNTS), Reading(sign=Sign.PARTS))),
    ("diaeresis", (Reading(diaeresis_is_sign=True),)),
    ("common_names", (Reading(common_once=False),)),
    ("unlisted_common_name", (Reading(unlisted_common=False),)),
    ("foreign_letter", (Reading(foreign_is_sign=True),)),
)


def _open_in_names(names: dict[str, str], middle: str, root: str) -> tuple[Undecided, ...]:
    """Where the readings differ. One reading at a time says why; all together say what else a position may be."""
    together = {_with(names, middle, reading) for reading in _readings()}
    found: list[Undecided] = []
    for place in range(LENGTH):
        options = sorted({text[place] for text in together})
        if len(options) == 1:
            continue
        alone = [
            code for code, readings in OPEN if any(_with(names, middle, r)[place] != root[place] for r in readings)
        ]
        ordered = (root[place], *(option for option in options if option != root[place]))
        found += [Undecided(place + 1, code, ordered) for code in alone or ["several_readings"]]
    return tuple(found)


def _readings() -> list[Reading]:
    return [Reading(sign, *flags) for sign in Sign for flags in product((False, True), repeat=4)]
