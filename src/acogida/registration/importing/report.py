"""What a file holds and what became of it, for programs (one document) and for people (a table to download)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from acogida.registration.importing import words
from acogida.registration.importing.check import Checked
from acogida.registration.importing.findings import ERROR, WARNING, Finding
from acogida.registration.importing.questions import Question
from acogida.registration.importing.survey import Places
from acogida.ui.cells import harmless

SHOWN_OPTIONS = 40
LIKELY_SHOWN = 2000


def document(checked: Checked, places: Places, likely: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """A check as one JSON document: counts as numbers, details as lists. Sentences are in Spanish."""
    errors, warnings = checked.of(ERROR), checked.of(WARNING)
    duplicates = list(likely)
    with override("es"):
        return {
            "file_sha256": checked.sha256,
            "bytes": checked.size,
            "encoding": checked.detected.encoding_name,
            "encoding_certainty": checked.detected.sure,
            "separator": checked.detected.separator,
            "separator_name": checked.detected.separator_name,
            "mapping": {"name": checked.mapping.name, "version": checked.mapping.version},
            "columns": {field: checked.table.headers[at] for field, at in checked.table.places.items()},
            "columns_not_read": list(checked.table.unread),
            "rows": len(checked.entries),
            "persons": checked.persons,
            "families": len(checked.families),
            "cases": len(checked.coming),
            "cases_held_back": len(checked.families) - len(checked.coming),
            "rows_not_imported": len(checked.entries) - checked.persons,
            "error_count": len(errors),
            "warning_count": len(warnings),
            "question_count": len(checked.questions),
            "open_question_count": len(checked.open_questions),
            "duplicate_count": len(duplicates),
            "errors_by_kind": dict(Counter(finding.code for finding in errors)),
            "warnings_by_kind": dict(Counter(finding.code for finding in warnings)),
            "errors": [of_finding(finding) for finding in errors],
            "warnings": [of_finding(finding) for finding in warnings],
            "questions": [of_question(question, checked, places) for question in checked.questions],
            "duplicates": duplicates[:LIKELY_SHOWN],
        }


def of_finding(finding: Finding) -> dict[str, Any]:
    """One finding as data and as sentences."""
    message, advice = words.of_finding(finding)
    return {
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "code": finding.code,
        "message": message,
        "what_to_do": advice,
        "row_imported": finding.level != ERROR,
    }


def of_question(question: Question, checked: Checked, places: Places) -> dict[str, Any]:
    """One question with what the file says about it and what may be answered."""
    shown = question.suggested or question.options[:SHOWN_OPTIONS]
    return {
        "key": question.key,
        "about": question.about,
        "column": question.header,
        "value": question.value,
        "count": question.count,
        "rows": list(question.rows),
        "question": words.of_question(question),
        "options": [
            {"answer": option, "means": words.of_choice(question, option, checked.mapping, places)} for option in shown
        ],
        "further_options": len(question.options) - len(shown),
        "evidence": [{**each.params, "code": each.code, "text": words.of_evidence(each)} for each in question.evidence],
        "answer": question.answer or None,
        "settled_by": question.settled or None,
        "open": question.open,
        "how_to_answer": f"--answer {question.key}={shown[0]}" if question.open else None,
    }


HEADINGS = ("fila", "resultado", "tipo", "columna", "valor", "mensaje", "qué hacer")


def rows(checked: Checked) -> Iterator[list[str]]:
    """The report for people: every finding of every row, in the order of the file, no cell a formula."""
    with override("es"):
        yield list(HEADINGS)
        for finding in checked.findings:
            message, advice = words.of_finding(finding)
            level = _("Error") if finding.level == ERROR else _("Warning")
            became = _("not brought in") if finding.level == ERROR else _("brought in")
            cells = [finding.row or "", became, level, finding.column, finding.value, message, advice]
            yield [harmless(cell) for cell in cells]
        for question in checked.questions:
            said = words.of_choice(question, question.answer, checked.mapping, _NO_PLACES) if question.answer else ""
            evidence = " ".join(words.of_evidence(each) for each in question.evidence)
            text = f"{words.of_question(question)} {evidence}".strip()
            cells = ["", words.settled_by(question), _("Question"), question.header, question.value, text, said]
            yield [harmless(cell) for cell in cells]


class _Nothing(dict[str, str]):
    """Names of offices and languages where nobody gave any: the codes stand for themselves."""


_NO_PLACES = Places(_Nothing(), _Nothing(), dt.date.min)


def as_csv(lines: Iterable[list[str]]) -> bytes:
    """For spreadsheets in Spanish: semicolons, a byte order mark, lines ended as they expect."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode("utf-8-sig")
