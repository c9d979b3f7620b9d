"""What every paper of the authority begins with: whose it is, its number, and to whom it is given."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.conf import settings

from acogida.archive.wording import date_in_words
from acogida.cases.models import Case
from acogida.hooks.scripts import LATIN, RIGHT_TO_LEFT, language_of, script_of
from acogida.law import Pack
from acogida.letters.glyphs import missing
from acogida.people.countries import country_name
from acogida.people.models import Person, PersonName

log = logging.getLogger(__name__)


def head(pack: Pack, case: Case, number: str, on: dt.date, language: str) -> dict[str, Any]:
    """What the head and foot of every template need."""
    office = case.office
    place = ", ".join(dict.fromkeys(part for part in (office.name, office.state) if part))
    return {
        "authority": {"name": pack.text(pack.authority, language)},
        "office": {"name": pack.text(pack.office(office.code).label, language)},
        "region": pack.jurisdiction,
        "number": number,
        "case_number": case.number,
        "place_and_date": f"{place}, {date_in_words(on, pack, language)}",
        "demonstration": bool(settings.DEMO),
    }


def addressee(person: Person, pack: Pack, language: str) -> dict[str, Any]:
    """The person as her papers name her; her name in its own script beside the Latin one, where it is known."""
    known = [str(part) for part in (person.birth_year, person.birth_month, person.birth_day) if part]
    return {
        "name": person.full_name,
        "native": native_name(person),
        "birth_date": date_in_words(person.birth, pack, language) if person.birth else "-".join(known),
        "nationality": ", ".join(country_name(code) for code in person.nationality_codes),
    }


def native_name(person: Person) -> dict[str, Any] | None:
    """The name in its own script: {text, lang, rtl}; None where none is known, or where no font shows it whole: the Latin
    name stands alone then, and the log says so."""
    row = PersonName.objects.filter(person=person, kind=PersonName.Kind.NATIVE).order_by("-pk").first()
    if row is None:
        return None
    script = script_of(row.text)
    if missing(row.text):
        log.warning("the name of person %s in script %s has characters no font shows; left out", person.pk, script)
        return None
    if script == LATIN:
        return None
    return {"text": row.text, "lang": language_of(script), "rtl": script in RIGHT_TO_LEFT}
