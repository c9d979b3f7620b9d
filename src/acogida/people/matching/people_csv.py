"""Lists of persons as comma-separated values, for the commands that compare whole lists (`acogida match …`).

Columns are found by name in any order and case: `id, given, sur1, sur2, dob, sex, nat, person`. Any may be missing
except one that names the row; unknown ones are ignored. `dob` is `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty; a date that
cannot be is kept as text. Read tolerantly: UTF-8 with or without mark, else Windows-1252; comma, semicolon or tab; rows
too short are filled, cells too many ignored, empty lines skipped; a quotation mark that is never closed swallows no rows.
`person` says who somebody truly is, for scoring only.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import IO

from acogida.people.matching.record import Record

Born = tuple[int | None, int | None, int | None, str]
PERSON_COLUMNS = ("id", "given", "sur1", "sur2", "dob", "sex", "nat", "person")
QUERY_COLUMNS = ("qid", "true_id", "given", "sur1", "sur2", "dob", "sex", "nat")
OLDEST, YOUNGEST = 1850, 2150
LINES_IN_A_CELL = 40  # more is a quotation mark that was never closed
LONGEST = 400  # letters of a name that are read: the register itself keeps 100
_SEXES = {
    "F": "F", "FEMALE": "F", "WOMAN": "F", "MUJER": "F", "FEMENINO": "F",
    "M": "M", "H": "M", "MALE": "M", "MAN": "M", "HOMBRE": "M", "MASCULINO": "M", "X": "X",
}  # fmt: skip


class UnreadableList(ValueError):
    """The file is no list of persons; the message says why, for people."""


def read_people(path: str | PathLike[str]) -> Iterator[tuple[str, Record, str | None]]:
    """(id, record, who it truly is or None) of every row. Raises UnreadableList or OSError."""
    for key, *name_date_sex_country, person in read_rows(path, PERSON_COLUMNS, needs="id"):
        yield key, record(*name_date_sex_country), person or None


def read_queries(path: str | PathLike[str]) -> Iterator[tuple[str, Record, str | None]]:
    """(query id, record, the id it should find or None) of every row. Raises UnreadableList or OSError."""
    for key, true_id, *name_date_sex_country in read_rows(path, QUERY_COLUMNS, needs="qid"):
        yield key, record(*name_date_sex_country), true_id or None


def read_rows(path: str | PathLike[str], columns: tuple[str, ...], *, needs: str) -> Iterator[list[str]]:
    """The cells of `columns`, stripped, "" where missing; rows without the cell `needs` are skipped."""
    with _opened(Path(path)) as file:
        head = file.readline()
        separator = max(",;\t|", key=head.count)
        csv.field_size_limit(1 << 30)
        rows = _Lines(head, file).rows(separator)
        names = [name.strip().lower() for name in next(rows, [])]
        if needs not in names:
            raise UnreadableList(f"{Path(path).name}: no column “{needs}” (there are: {', '.join(names) or 'none'})")
        places = [names.index(column) if column in names else -1 for column in columns]
        key, width = columns.index(needs), len(names)
        straight = places == list(range(len(columns)))
        for row in rows:
            if len(row) < width:
                row = row + [""] * (width - len(row))
            cells = row[: len(columns)] if straight else [row[place] if place >= 0 else "" for place in places]
            cells = [cell.strip() for cell in cells]
            if cells[key]:
                yield cells


def record(given: str, first: str, second: str, born: str, sex: str, nationality: str) -> Record:
    """The record of seven cells as they stand in such a list."""
    year, month, day, text = birth(born)
    given, first, second = given[:LONGEST], first[:LONGEST], second[:LONGEST]
    return Record(given, first, second, year, month, day, sex_of(sex), country(nationality), (), text)


@lru_cache(maxsize=1 << 17)
def birth(text: str) -> Born:
    """Year, month, day as far as they are known; of a date that cannot be the text alone: `profile` reads what it says."""
    if not text:
        return None, None, None, ""
    # A time after the date ("1990-05-03T00:00:00") says nothing about the birth.
    parts = text.split("T")[0].split(" ")[0].replace("/", "-").split("-")
    if not 1 <= len(parts) <= 3 or len(parts[0]) != 4 or not all(part.isdecimal() for part in parts):
        return None, None, None, text
    numbers = [int(part) for part in parts]
    year, month, day = (*numbers, 0, 0)[:3]
    if not OLDEST <= year <= YOUNGEST:
        return None, None, None, text
    if month == 0:  # "1990", "1990-00-00": only the year is known
        return (year, None, None, "") if day == 0 else (None, None, None, text)
    if day == 0:
        return (year, month, None, "") if month <= 12 else (None, None, None, text)
    try:
        date(year, month, day)
    except ValueError:
        return None, None, None, text
    return year, month, day, ""


def sex_of(text: str) -> str:
    """F, M, X or "" for what cannot be told."""
    return _SEXES.get(text, "") or _SEXES.get(text.upper(), "")


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """An alpha-2 code; a code of three letters or a name is looked up, and "" when there is no such country."""
    code = text.upper()
    if len(code) <= 2:
        return code if len(code) == 2 and code.isalpha() else ""
    import pycountry  # heavy; lists that keep to the form never need it

    try:
        found = pycountry.countries.lookup(text)
    except LookupError:
        return ""
    return str(found.alpha_2)


def _opened(path: Path) -> IO[str]:
    """The file as text: UTF-8 when all of it is, otherwise Windows-1252."""
    encoding = "utf-8-sig"
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return path.open(encoding="utf-16", errors="replace", newline="")
    try:
        with path.open(encoding=encoding, newline="") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        encoding = "cp1252"
    return open(path, encoding=encoding, errors="replace", newline="")


class _Lines:
    """The lines of a file, of which those of the row being read can be given back."""

    def __init__(self, head: str, file: IO[str]) -> None:
        self.file = file
        self.next: deque[str] = deque([head])
        self.row: list[str] = []
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.next.popleft() if self.next else self.file.readline()
        if not line:
            self.ended = True
            raise StopIteration
        line = line.replace("\0", "")  # which no database keeps
        self.row.append(line)
        return line

    def rows(self, separator: str) -> Iterator[list[str]]:
        """Cell by cell. Where the end of the file, or of what a cell may hold, is reached inside quotation marks, the first
        of them was a letter: its row ends with its line."""
        for cells in csv.reader(self, delimiter=separator):
            if self.ended or len(self.row) > LINES_IN_A_CELL:
                self.ended = False
                self.next.extendleft(reversed(self.row[1:]))
                cells = next(csv.reader(self.row[:1], delimiter=separator, quoting=csv.QUOTE_NONE))
            self.row.clear()
            yield cells
