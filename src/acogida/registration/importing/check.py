"""All of a file at once, without writing anything: the dry run. Pure."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as Given
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from acogida.registration.importing import families, swapped
from acogida.registration.importing.detect import Detected, detect
from acogida.registration.importing.families import Family
from acogida.registration.importing.findings import ERROR, WARNING, Finding
from acogida.registration.importing.mapping import Mapping
from acogida.registration.importing.questions import Question, answered
from acogida.registration.importing.reading import Entry, Reader
from acogida.registration.importing.survey import Places, survey
from acogida.registration.importing.table import Table, read


@dataclass
class Checked:
    """What a file holds, read under a mapping and answers. `families` are in the order of the file, also those held back."""

    sha256: str
    size: int
    detected: Detected
    mapping: Mapping
    table: Table
    questions: list[Question]
    entries: list[Entry]
    families: list[Family]
    findings: list[Finding] = field(default_factory=list)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.open]

    @cached_property
    def coming(self) -> list[Family]:
        """The families that come in."""
        return [family for family in self.families if not family.held_back]

    @property
    def counts(self) -> dict[str, int]:
        """In numbers, for lists and pages."""
        return {
            "rows": len(self.entries),
            "persons": self.persons,
            "families": len(self.families),
            "cases": len(self.coming),
            "errors": len(self.of(ERROR)),
            "warnings": len(self.of(WARNING)),
            "questions": len(self.questions),
            "open_questions": len(self.open_questions),
        }

    @property
    def persons(self) -> int:
        return sum(len(family.members) for family in self.coming)

    def of(self, level: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == level]


def check(
    data: bytes,
    mapping: Mapping,
    places: Places,
    *,
    answers: Given[str, str] | None = None,
    encoding: str = "",
    separator: str = "",
    columns: dict[str, str] | None = None,
) -> Checked:
    """Read a file whole. Raises NotText, NoTable or WrongAnswer."""
    with without_collecting():
        return _check(data, mapping, places, answers or {}, encoding, separator, columns)


@contextmanager
def without_collecting() -> Iterator[None]:
    """No search for circular garbage while hundreds of thousands of rows are made, which have none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _check(
    data: bytes, mapping: Mapping, places: Places, answers: Given[str, str], encoding: str, separator: str,
    columns: dict[str, str] | None,
) -> Checked:  # fmt: skip
    detected = detect(data, encoding=encoding, separator=separator)
    table = read(data, detected, mapping, columns)
    questions = answered(survey(table, mapping, places), answers)
    reader = Reader(table, mapping, questions, places)
    entries = [reader.read(row) for row in table.rows]
    built, doubts = families.build(entries, table)
    findings = [*reader.findings, *doubts, *swapped.look([each for each in entries if not each.rejected], table)]
    if table.unclosed:
        findings.append(Finding(ERROR, "quote_unclosed", table.unclosed))
    if "folio" not in table.places or "curp" not in table.places:
        missing = [name for name in ("folio", "curp") if name not in table.places]
        findings.append(Finding(WARNING, "columns_missing", 0, "", ", ".join(missing)))
    findings.sort(key=lambda each: (each.row, each.level, each.code))
    return Checked(
        hashlib.sha256(data).hexdigest(), len(data), detected, mapping, table, questions, entries, built, findings
    )
