"""What the pages of an import show; no rule and no write lives here."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from acogida.registration.importing import known, likeness, report, run, words
from acogida.registration.importing import mapping as mappings_of
from acogida.registration.importing.check import Checked
from acogida.registration.importing.detect import ENCODINGS, NAMES, SEPARATORS, detect
from acogida.registration.importing.findings import ERROR
from acogida.registration.importing.places import places
from acogida.registration.importing.questions import Question
from acogida.registration.importing.survey import Places
from acogida.registration.importing.table import NoTable
from acogida.registration.models import RegisterImport

PAGE = 20  # findings on a page
RADIOS = 7  # answers; more are a list to choose from
PAIRS = 10
LARGE = 20_000  # rows; a larger file is compared when it comes in
State = RegisterImport.State


def mappings() -> list[tuple[str, str]]:
    """The mappings that came with the program, by name and title."""
    return [(name, _title(mappings_of.load(name))) for name in mappings_of.installed()]


def _title(one: mappings_of.Mapping) -> str:
    return one.title.get((get_language() or "es")[:2]) or one.title.get("es") or one.name


def checked(source: RegisterImport) -> Checked:
    """The file as read; kept a while, since reading a national register takes seconds. Raises NoTable."""
    settings = json.dumps([source.reading, source.answers, str(source.read_on), source.offices], sort_keys=True)
    return _checked(str(source.pk), settings)


@lru_cache(maxsize=4)
def _checked(import_id: str, settings: str) -> Checked:
    return run.read(RegisterImport.objects.get(pk=import_id))


@lru_cache(maxsize=4)
def _likely(import_id: str, settings: str) -> list[dict[str, Any]]:
    return likeness.within(_checked(import_id, settings))


def context(source: RegisterImport, asked: Mapping[str, str]) -> dict[str, Any]:
    """Everything on the page of a file that could be read. Raises NoTable."""
    whole = checked(source)
    if source.state == State.READ and not any(each.code in ("case_is_in", "number_taken") for each in whole.findings):
        known.tell(whole)
    here = places(source.read_on, source.offices)
    questions = [_question(each, whole, here) for each in whole.questions]
    likely = []
    if source.state == State.READ and len(whole.entries) <= LARGE:
        settings = json.dumps([source.reading, source.answers, str(source.read_on), source.offices], sort_keys=True)
        likely = _likely(str(source.pk), settings)
    return {
        **progress(source),
        "whole": whole,
        "counts": whole.counts,
        "held_back": len(whole.families) - len(whole.coming),
        "reading": _reading(source, whole),
        "open": [each for each in questions if each["open"]],
        "settled": [each for each in questions if not each["open"]],
        "changeable": source.state == State.READ,
        "likely": likely[:PAIRS],
        "likely_count": len(likely),
        "compared": len(whole.entries) <= LARGE,
        **_findings(whole, asked),
    }


def progress(source: RegisterImport) -> dict[str, Any]:
    """How far an import is."""
    share = 100 * source.position // max(source.total, 1)
    return {
        "source": source,
        "share": share,
        "comparing": source.state == State.RUNNING and source.position >= source.total,
        "running": source.state == State.RUNNING,
        "done": source.state == State.DONE,
        "failed": source.state == State.FAILED,
    }


def unread(source: RegisterImport, problem: NoTable) -> dict[str, Any]:
    """The page of a file whose columns nobody could tell: people say which is which."""
    data = zlib.decompress(bytes(source.content))
    detected = detect(data, **{name: value for name, value in source.reading.items() if name != "columns"})
    chosen = mappings_of.parse(source.mapping)
    headers = [header for header in problem.found if header]
    return {
        **progress(source),
        "changeable": True,
        "problem": words.no_table(problem.missing, problem.found),
        "reading": _choices(source, detected.encoding, detected.separator, chosen, headers, {}),
    }


def _reading(source: RegisterImport, whole: Checked) -> dict[str, Any]:
    headers = [header for header in whole.table.headers if header]
    places_of = {field: whole.table.headers[at] for field, at in whole.table.places.items()}
    found = _choices(
        source, whole.detected.encoding, whole.detected.separator, whole.mapping, headers, places_of
    )  # fmt: skip
    return found | {
        "encoding_name": whole.detected.encoding_name,
        "sure": whole.detected.sure,
        "headers": whole.table.headers,
        "first_rows": [row.cells for row in whole.table.rows[:3]],
        "unread": whole.table.unread,
    }


def _choices(
    source: RegisterImport, encoding: str, separator: str, chosen: mappings_of.Mapping, headers: list[str],
    places_of: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    known_ones = dict.fromkeys((encoding, *ENCODINGS))
    return {
        "encoding": encoding,
        "encodings": [(each, NAMES.get(each, each)) for each in known_ones],
        "separator": separator,
        "separators": [(each, words.separator(name)) for each, name in SEPARATORS.items()],
        "mapping": _title(chosen),
        "columns": [
            {
                "field": field,
                "label": words.field_name(field),
                "needed": column.needed,
                "header": places_of.get(field, ""),
                "headers": headers,
            }
            for field, column in chosen.columns.items()
        ],
    }


def _question(question: Question, whole: Checked, here: Places) -> dict[str, Any]:
    """A question with its answers in words: a few to pick from, many in a list with the likely ones first."""
    told = [(option, words.of_choice(question, option, whole.mapping, here)) for option in question.options]
    likely = [pair for option in question.suggested for pair in told if pair[0] == option]
    rest = (
        sorted((pair for pair in told if pair not in likely), key=lambda pair: pair[1]) if len(told) > RADIOS else told
    )
    return {
        "key": question.key,
        "text": words.of_question(question),
        "count": question.count,
        "rows": question.rows,
        "options": told if len(told) <= RADIOS else [],
        "likely": likely,
        "many": rest if len(told) > RADIOS else [],
        "evidence": [words.of_evidence(each) for each in question.evidence],
        "answer": question.answer,
        "answer_text": words.of_choice(question, question.answer, whole.mapping, here) if question.answer else "",
        "by": words.settled_by(question),
        "open": question.open,
    }


def _findings(whole: Checked, asked: Mapping[str, str]) -> dict[str, Any]:
    """Errors and warnings, as filtered: by level, by kind, a page at a time."""
    level, kind = asked.get("level", ""), asked.get("kind", "")
    told = sorted(whole.findings, key=lambda each: each.level != ERROR)  # errors first, each in the order of the file
    kinds = Counter((each.level, each.code) for each in whole.findings)
    found = [
        each for each in told if (not level or each.level == level) and (not kind or each.code == kind)
    ]  # fmt: skip
    try:
        at = max(int(asked.get("page", "1")), 1)
    except ValueError:
        at = 1
    pages = max((len(found) + PAGE - 1) // PAGE, 1)
    at = min(at, pages)
    return {
        "findings": [report.of_finding(each) for each in found[(at - 1) * PAGE : at * PAGE]],
        "found": len(found),
        "level": level,
        "kind": kind,
        "kinds": [
            {"code": code, "n": n, "text": words.kind(code), "error": of == ERROR}
            for (of, code), n in kinds.most_common()
        ],
        "page": at,
        "pages": pages,
    }
