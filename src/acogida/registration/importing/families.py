"""Rows to cases: the persons with one case number are one family under its applicant. Pure.

Rules, each told by a warning where it decides something:
- Who is SOLICITANTE is the principal. Where nobody is, the first row stands for one and nobody's relation is known; where
  several are, the first is, and the others have claims of their own.
- A case comes in whole or not at all: an error in one row holds back all of them until it is corrected.
- A row said twice, word for word, is one person.
- The day of application is the principal's; else the earliest of the family's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from acogida.registration.importing.findings import ERROR, WARNING, Finding
from acogida.registration.importing.folding import bare
from acogida.registration.importing.reading import Entry
from acogida.registration.importing.table import Table

PARENT_AGE, PARTNER_AGE = 12, 14  # years; below is worth a look
FAMILY = 25  # persons; more under one number is worth a look


@dataclass
class Family:
    """A case to be: its number as written, the principal first."""

    number: str
    office: str
    applied: dt.date | None
    members: list[Entry]
    held_back: bool = False
    folios: tuple[str, ...] = ()
    rows: list[int] = field(default_factory=list)  # every row of the number, also those that stay out
    repeated: dict[int, int] = field(default_factory=dict)  # a row said twice → its first row


def build(entries: Iterable[Entry], table: Table) -> tuple[list[Family], list[Finding]]:
    """The families in the order of their first rows, and what is doubtful about them."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    numbers: dict[str, str] = {}
    for entry in entries:
        key = bare(entry.case)
        numbers.setdefault(key, entry.case)
        groups[key].append(entry)
    found: list[Finding] = []
    told = _Telling(table, found)
    groups.pop("", None)  # rows without a case number are errors by themselves
    families = [_family(numbers[key], rows, told) for key, rows in groups.items()]
    _folios(families, told)
    return families, found


class _Telling:
    def __init__(self, table: Table, found: list[Finding]) -> None:
        self.table, self.found = table, found

    def __call__(
        self, level: str, code: str, entry: Entry, column: str = "", value: str = "", **params: object
    ) -> None:
        place = self.table.places.get(column)
        self.found.append(
            Finding(level, code, entry.row, self.table.headers[place] if place is not None else "", value, params)
        )


def _family(number: str, rows: list[Entry], told: _Telling) -> Family:
    bad = [entry for entry in rows if entry.rejected]
    members = [entry for entry in rows if not entry.repeats]
    family = Family(number, "", None, members, rows=[entry.row for entry in rows])
    family.repeated = {entry.row: entry.repeats for entry in rows if entry.repeats}
    family.folios = tuple(dict.fromkeys(entry.folio for entry in rows if entry.folio))
    if bad:
        _hold_back(family, [entry for entry in rows if not entry.rejected], told, "case_held_back", bad[0].row)
        return family
    principals = [entry for entry in members if entry.relation == "principal"]
    first = principals[0] if principals else members[0]
    if not principals:
        told(WARNING, "no_principal", first, "relation", case=number, persons=len(members))
        for entry in members:
            entry.relation = ""
    for other in principals[1:]:
        told(WARNING, "two_principals", other, "relation", case=number, first=first.row)
        other.relation = "other"
    first.relation = "principal"
    family.members = [first, *(entry for entry in members if entry is not first)]
    family.applied = first.applied or min((entry.applied for entry in members if entry.applied), default=None)
    family.office = first.office or next((entry.office for entry in members if entry.office), "")
    if family.applied is None and not any(entry.waits for entry in members):
        _hold_back(family, members, told, "case_without_date", first.row)
        return family
    _agree(family, told)
    for entry in family.members[1:]:
        _plausible(entry, first, told)
    if len(members) > FAMILY:
        told(WARNING, "large_family", first, "case", number, persons=len(members))
    return family


def _hold_back(family: Family, rows: list[Entry], told: _Telling, code: str, row: int) -> None:
    family.held_back = True
    for entry in rows:
        told(ERROR, code, entry, "case", family.number, case=family.number, row=row)


def _agree(family: Family, told: _Telling) -> None:
    """What should be the same in all rows of a case."""
    first = family.members[0]
    for entry in family.members[1:]:
        if entry.applied and family.applied and entry.applied != family.applied:
            told(WARNING, "dates_differ", entry, "applied", f"{entry.applied:%d/%m/%Y}", case=family.number,
                 taken=f"{family.applied:%d/%m/%Y}")  # fmt: skip
        if entry.office and entry.office != family.office:
            told(WARNING, "offices_differ", entry, "office", entry.office, case=family.number, taken=family.office)
    if len(family.folios) > 1:
        told(WARNING, "several_folios", first, "folio", ", ".join(family.folios), case=family.number)
    year = family.number[-4:]
    if family.applied and year.isdigit() and 1980 <= int(year) <= 2100 and int(year) != family.applied.year:
        told(WARNING, "year_differs", first, "case", family.number, year=family.applied.year)


def _plausible(entry: Entry, principal: Entry, told: _Telling) -> None:
    """A relation that years of birth or sex speak against. Nothing is changed."""
    if entry.said_of_sex and entry.sex in ("F", "M") and entry.sex != entry.said_of_sex:
        told(WARNING, "relation_and_sex", entry, "relation", entry.relation_text)
    if entry.year is None or principal.year is None:
        return
    older = principal.year - entry.year  # by how many years the member is older
    if (entry.relation == "parent" and older < PARENT_AGE) or (entry.relation == "child" and -older < PARENT_AGE):
        told(WARNING, "relation_and_age", entry, "relation", entry.relation_text, years=abs(older))
    applied = entry.applied or principal.applied
    if entry.relation in ("spouse", "partner") and applied and applied.year - entry.year < PARTNER_AGE:
        told(
            WARNING, "partner_is_child", entry, "relation", entry.relation_text, years=max(applied.year - entry.year, 0)
        )


def _folios(families: list[Family], told: _Telling) -> None:
    """A folio that stands for two cases."""
    first: dict[str, Family] = {}
    for family in families:
        for folio in family.folios:
            other = first.setdefault(folio, family)
            if other is not family:
                entry = next(
                    (each for each in family.members if each.folio == folio),
                    family.members[0] if family.members else None,
                )
                if entry is not None:
                    told(WARNING, "folio_reused", entry, "folio", folio, case=family.number, other=other.number)
