"""The history as a paper for the person, in one of the five languages: PDF/A with the authority's seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from acogida import letters
from acogida.archive.letterhead import native_name
from acogida.archive.wording import date_in_words, source_in_words
from acogida.cases import packs
from acogida.exchange.firewall import Refusal
from acogida.law import Pack
from acogida.partners.sharing import words
from acogida.partners.sharing.history import Act, Entry
from acogida.people.models import Person

TEMPLATE = "sharing_history"


def sharing_pdf(person: Person, entries: Sequence[Entry], language: str) -> bytes:
    """The sealed paper. Raises LetterError."""
    pack, office, now = packs.current(), person.office, timezone.now()
    number = f"{office.code}-{now.astimezone(ZoneInfo(office.zone)):%Y%m%d-%H%M%S}"
    member = person.memberships.select_related("case").order_by("-start", "-pk").first()
    protection = pack.firewall.get(Refusal.COUNTRY)
    place = ", ".join(dict.fromkeys(part for part in (office.name, office.state) if part))
    data = {
        "authority": {"name": pack.text(pack.authority, language)},
        "office": {"name": pack.text(pack.office(office.code).label, language)},
        "region": pack.jurisdiction,
        "number": number,
        "case_number": member.case.number if member else "–",
        "place_and_date": f"{place}, {date_in_words(office.today(), pack, language)}",
        "demonstration": bool(settings.DEMO),
        "person": {"name": person.full_name, "native": native_name(person)},
        "words": words.labels(language),
        "shared": [_line(entry, pack, person, language) for entry in entries if entry.left],
        "kept": [_line(entry, pack, person, language) for entry in entries if not entry.left],
        "legal_basis": [source_in_words(source.strip(), pack, language) for source in protection.source.split(";")]
        if protection
        else [],
    }
    return letters.seal(letters.render(TEMPLATE, data, lang=language, pack=pack.name, at=now))


def _line(entry: Entry, pack: Pack, person: Person, language: str) -> dict[str, Any]:
    consent = entry.consent
    return {
        "when": _when(entry, pack, person, language),
        "act": words.act(entry.act, language),
        "to": entry.to,
        "purpose": entry.purpose_in(language),
        "data": ", ".join(entry.fields_in(language)),
        "basis": entry.basis,
        "receipt": entry.receipt,
        "why": words.why(entry.why, language) if entry.act is Act.REFUSED else "",
        "consent": date_in_words(consent.given_on, pack, language) if consent else "",
    }


def _when(entry: Entry, pack: Pack, person: Person, language: str) -> str:
    last = date_in_words(_day(entry.at, person), pack, language)
    if entry.times == 1 or entry.since is None:
        return last
    first = date_in_words(_day(entry.since, person), pack, language)
    return f"{first} – {last} ({entry.times} {words.label('times', language)})"


def _day(at: dt.datetime, person: Person) -> dt.date:
    return at.astimezone(ZoneInfo(person.office.zone)).date()
