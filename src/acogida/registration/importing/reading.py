"""From cells to what is known of a person, under the answers given. Pure.

Nothing is corrected on the way: what cannot be read stays as it is written, in `date_text` or in the row kept as evidence,
and a finding says so.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from acogida.people import curp
from acogida.registration.importing import dates
from acogida.registration.importing.findings import ERROR, WARNING, Finding
from acogida.registration.importing.folding import bare
from acogida.registration.importing.mapping import FIELDS, SEXES, Mapping
from acogida.registration.importing.questions import UNKNOWN, Question, key_of
from acogida.registration.importing.survey import Places, words_of
from acogida.registration.importing.table import Row, Table

NAME_LENGTH, NAMES_LENGTH, CASE_LENGTH = 100, 200, 32
FORMULA = ("=", "+", "-", "@")
_DIGIT = re.compile(r"\d")
Meaning = tuple[str, tuple[str, str, dict[str, Any]] | None]  # what a word means; a finding about it


@dataclass(slots=True)
class Entry:
    """One person of the file as read. `rejected` when its row has an error; `sex` is F, M or X; dates as far as known."""

    row: int
    folio: str = ""
    case: str = ""
    office: str = ""
    applied: dt.date | None = None
    first: str = ""
    second: str = ""
    given: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    date_text: str = ""  # a birth date that is none, as written
    sex: str = ""
    nationality: str = ""
    language: str = ""
    relation: str = ""
    relation_text: str = ""
    said_of_sex: str = ""  # what the word for the relation says
    status: str = ""
    status_text: str = ""
    curp: str = ""
    waits: bool = False  # its date of application depends on a question nobody has answered yet
    rejected: bool = False
    repeats: int = 0  # the earlier row of the same case that says exactly the same

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.given, self.first, self.second) if part)


class Reader:
    """Reads the rows of one table under its mapping and answers."""

    def __init__(self, table: Table, mapping: Mapping, questions: list[Question], places: Places) -> None:
        self.table, self.mapping, self.places = table, mapping, places
        self.answers = {question.key: question.answer for question in questions}
        self.findings: list[Finding] = []
        self.width = len(table.headers)
        self.places_of = [(field, table.places.get(field, self.width)) for field in FIELDS]
        self.words = words_of(mapping)
        self._known: dict[str, dict[str, Meaning]] = {field: {} for field in self.words}
        self._says = {text: mapping.relation_says.get(bare(text), "") for text in self._distinct("relation")}
        self._seen: dict[tuple[str, ...], int] = {}

    def read(self, row: Row) -> Entry:
        """One row; its findings are added to `findings`."""
        cells = row.cells
        entry = Entry(row.number)
        if len(cells) > self.width and not any(cell.strip() for cell in cells[self.width :]):
            cells = cells[: self.width]
        if len(cells) != self.width:
            code = "row_short" if len(cells) < self.width else "row_long"
            entry.rejected = True
            self._tell(ERROR, code, row.number, "", "", has=len(cells), expected=self.width)
        cell = {field: cells[place].strip() if place < len(cells) else "" for field, place in self.places_of}
        entry.folio, entry.case = cell["folio"], _single(cell["case"])
        self._names(entry, cell)
        if entry.rejected:  # nothing further can be told from cells that may stand in each other's place
            return entry
        if not self.table.whole and any("\ufffd" in each for each in cells):
            self._tell(WARNING, "undecodable", row.number)
        if not entry.case:
            self._reject(entry, "no_case", "case")
        elif len(entry.case) > CASE_LENGTH:
            self._reject(entry, "too_long", "case", entry.case, most=CASE_LENGTH)
        for field in self.words:
            self._word(entry, field, cell[field])
        entry.relation_text = cell["relation"]
        entry.said_of_sex = self._says.get(entry.relation_text, "")
        entry.status_text = cell["status"]
        self._applied(entry, cell["applied"])
        self._birth(entry, cell["birth"])
        self._curp(entry, cell["curp"])
        earlier = self._seen.setdefault(cells, row.number)
        if earlier != row.number:
            entry.repeats = earlier
            self._tell(WARNING, "row_repeated", row.number, earlier=earlier)
        return entry

    def _distinct(self, field: str) -> set[str]:
        place = self.table.places.get(field)
        if place is None:
            return set()
        return {row.cells[place].strip() for row in self.table.rows if len(row.cells) > place}

    def _tell(self, level: str, code: str, row: int, field: str = "", value: str = "", **params: Any) -> None:
        column = self.table.headers[self.table.places[field]] if field in self.table.places else ""
        self.findings.append(Finding(level, code, row, column, value, params))

    def _reject(self, entry: Entry, code: str, field: str, value: str = "", **params: Any) -> None:
        entry.rejected = True
        self._tell(ERROR, code, entry.row, field, value, **params)

    def _names(self, entry: Entry, cell: dict[str, str]) -> None:
        """Names stand as written, with single spaces."""
        for field in ("given", "first", "second"):
            name = _single(cell[field])
            setattr(entry, field, name)
            if len(name) > NAME_LENGTH:
                self._reject(entry, "too_long", field, name, most=NAME_LENGTH)
            elif name.startswith(FORMULA):
                self._tell(WARNING, "formula", entry.row, field, name)
            elif "<" in name or ">" in name:
                self._tell(WARNING, "markup", entry.row, field, name)
            elif _DIGIT.search(name):
                self._tell(WARNING, "digits_in_name", entry.row, field, name)
        if len(entry.name) > NAMES_LENGTH:
            self._reject(entry, "too_long", "given", entry.name, most=NAMES_LENGTH)
        if not entry.given or bare(entry.given) in self.mapping.blank or not bare(entry.given):
            self._reject(entry, "no_name", "given", entry.given)
        elif not entry.first and not entry.second:
            self._tell(WARNING, "one_name", entry.row, "first")

    def _word(self, entry: Entry, field: str, value: str) -> None:
        """A word of a table, or what people answered about it. Every value is looked up once."""
        known = self._known[field].get(value)
        if known is None:
            known = self._known[field][value] = self._meaning(field, value)
        meaning, finding = known
        setattr(entry, field, meaning)
        if finding is not None:
            level, code, params = finding
            entry.rejected = entry.rejected or level == ERROR
            self._tell(level, code, entry.row, field, value, **params)

    def _meaning(self, field: str, value: str) -> Meaning:
        word = bare(value)
        if word in self.mapping.blank:
            word = ""
        if means := self.words[field].means.get(word):
            return self._allowed(field, means, value)
        answer = self.answers.get(key_of(field, word))
        if answer == UNKNOWN:
            return "", (WARNING, "left_unknown", {})
        if answer:
            return self._allowed(field, SEXES.get(answer, answer) if field == "sex" else answer, value)
        if not word and field != "status":
            return self._blank(field)
        return "", None  # a question of the whole file, not of this row

    def _allowed(self, field: str, means: str, value: str) -> Meaning:
        if field == "office" and means not in self.places.offices:
            return "", (ERROR, "no_such_office", {"office": means})
        if field == "office" and self.places.allowed is not None and means not in self.places.allowed:
            return means, (ERROR, "not_your_office", {})
        if field == "nationality" and len(value) == 2:
            return means, (WARNING, "two_letters", {"country": means})
        return means, None

    def _blank(self, field: str) -> Meaning:
        if field == "office":
            return "", (ERROR, "no_office", {})
        if field == "sex":
            return "X", (WARNING, "no_sex", {})
        if field == "relation":
            return "", (WARNING, "no_relation", {})
        return "", (WARNING, "no_nationality", {}) if field == "nationality" else None

    def _settle(self, field: str, text: str, latest: int, oldest: int) -> dates.Settled:
        spelled = dates.spell(text, self.mapping.dates.unknown, self.mapping.blank)
        order = self.answers.get(f"{field}.order2" if spelled.kind == "parts2" else f"{field}.order", "")
        return dates.settle(
            spelled, order=order, century=self.answers.get(f"{field}.century", ""), latest=latest, oldest=oldest
        )

    def _applied(self, entry: Entry, text: str) -> None:
        rules, today = self.mapping.dates, self.places.today
        settled = self._settle("applied", text, today.year, today.year - rules.earliest_application.year)
        entry.applied = settled.date
        if settled.problem == "order":
            entry.waits = True  # a question of the whole file
            return
        if settled.date is None:
            self._tell(WARNING, "no_application_date", entry.row, "applied", text)
        elif not rules.earliest_application <= settled.date <= today:
            entry.applied = None
            self._tell(WARNING, "application_out_of_range", entry.row, "applied", text)

    def _birth(self, entry: Entry, text: str) -> None:
        rules = self.mapping.dates
        last = entry.applied or self.places.today
        settled = self._settle("birth", text, last.year, rules.oldest)
        if settled.problem in ("impossible", "unreadable", "century", "order"):
            entry.date_text = text
            entry.year = settled.year
            asked = settled.problem == "order" or not self.answers.get("birth.century")
            if settled.problem in ("impossible", "unreadable") or not asked:
                self._tell(WARNING, "date_" + settled.problem, entry.row, "birth", text, year=settled.year or "")
        elif settled.problem:
            self._tell(WARNING, "no_birth_date", entry.row, "birth", text)
        else:
            entry.year, entry.month, entry.day = settled.year, settled.month, settled.day
            if not entry.day:
                self._tell(WARNING, "birth_partly_known", entry.row, "birth", text)
        self._check_age(entry, text)

    def _check_age(self, entry: Entry, text: str) -> None:
        if entry.year is None:
            return
        born, last = (entry.year, entry.month or 1, entry.day or 1), entry.applied or self.places.today
        if born > (last.year, last.month, last.day):
            self._tell(WARNING, "born_after_application", entry.row, "birth", text)
        elif last.year - entry.year > self.mapping.dates.oldest:
            self._tell(WARNING, "very_old", entry.row, "birth", text, years=last.year - entry.year)

    def _curp(self, entry: Entry, text: str) -> None:
        """A CURP is kept when it can be one; other words stay in the evidence."""
        if not text or bare(text) in self.mapping.no_curp or bare(text) in self.mapping.blank:
            return
        code = text.upper().replace(" ", "").replace("-", "")
        if not curp.well_formed(code):
            self._tell(WARNING, "curp_no_curp", entry.row, "curp", text)
            return
        entry.curp = code
        born = dt.date(entry.year, entry.month, entry.day) if entry.year and entry.month and entry.day else None
        if born and entry.sex in ("F", "M") and not curp.belongs_to(code, born, entry.sex):
            self._tell(WARNING, "curp_unlike", entry.row, "curp", text)


def _single(text: str) -> str:
    """Single spaces."""
    return " ".join(text.split()) if "  " in text or "\t" in text or "\n" in text or "\xa0" in text else text
