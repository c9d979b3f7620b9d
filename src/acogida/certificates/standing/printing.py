"""The printed sheet: a page of her own for each person, in the language she reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from acogida import letters
from acogida.accounts.models import Office
from acogida.certificates.standing import queries
from acogida.certificates.standing.wording import Line, Sheet, words
from acogida.hooks.dates import in_words
from acogida.law import Pack
from acogida.people.models import Person

TEMPLATE = "papers_sheet"


def pdf(pack: Pack, office: Office, persons: Sequence[Person], language: str, *, case_number: str = "") -> bytes:
    """The sheets of `persons` as one PDF/A. `language` "own": each in the language she prefers. Raises LetterError.

    It is information, not a document of anybody: it carries no number and no seal.
    """
    pages = []
    for person in persons:
        chosen = queries.own_language(person) if language == "own" else language
        pages.append(_page(queries.sheet_of(person, chosen), office, person, case_number))
    first = pages[0]["lang"] if pages else "es"
    data = {
        "authority": {"name": pack.text(pack.authority, first)},
        "office": {"name": pack.text(pack.office(office.code).label, first)},
        "demonstration": bool(settings.DEMO),
        "region": pack.jurisdiction,
        "title": words(first)["title"],
        "pages": pages,
    }
    return letters.render(TEMPLATE, data, lang=first, pack=pack.name, at=timezone.now())


def _page(sheet: Sheet, office: Office, person: Person, case_number: str) -> dict[str, Any]:
    return {
        "lang": sheet.language,
        "name": person.full_name,
        "case_number": case_number,
        "place_and_date": f"{office.name}, {_today(office, sheet.language)}",
        "words": sheet.words,
        "asked_once": sheet.asked_once,
        "already": sheet.already,
        "have": [_line(line) for line in sheet.have],
        "coming": [_line(line) for line in sheet.coming],
        "later": [{"title": reason, "text": names} for reason, names in sheet.later_by_reason()],
        "needed": [
            {"title": need.title, "ask": need.ask, "ways": need.ways, "serves": need.serves} for need in sheet.needed
        ],
        "rules": [{"text": rule.text, "source": rule.source} for rule in sheet.rules],
    }


def _line(line: Line) -> dict[str, str]:
    return {"title": line.title, "text": line.text}


def _today(office: Office, language: str) -> str:
    today: dt.date = office.today()
    return in_words(today, language)
