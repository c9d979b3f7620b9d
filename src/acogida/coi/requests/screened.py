"""The screening of one request, and of its answer, with what people said of earlier findings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from django.db import connection
from django.utils.translation import gettext as _

from acogida.cases.models import Case
from acogida.coi.models import CoiRequest, NotPersonal, Source
from acogida.coi.requests.screening import NOBODY, Finding, Known, screen
from acogida.people.matching.variants import related
from acogida.people.models import HeldDocument, IdentityNumber, Person, PersonName

CONTEXT = 40  # characters shown either side


@dataclass(frozen=True)
class Found:
    """A finding in one of the texts, as a page shows it."""

    where: str  # what the text is called
    field: str
    finding: Finding
    before: str
    after: str
    confirmed: bool  # somebody said that it is nobody's


def known_of(asked: CoiRequest) -> Known:
    """What the case holds that a request was asked for; nothing for a request without one. Read by the program for whoever
    screens, and never shown: the COI unit does not learn which case it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coi_case_to_screen(%s)", [asked.pk])
        case_id: uuid.UUID | None = cursor.fetchone()[0]
    return NOBODY if case_id is None else of_case(Case.objects.get(pk=case_id))


def of_case(case: Case) -> Known:
    """Names, numbers, dates, places and ways to reach everybody in a case, and their relatives' names."""
    persons = list(Person.objects.filter(memberships__case=case).distinct())
    ids = [person.pk for person in persons]
    relatives = Person.objects.filter(relations_of__person__in=ids) | Person.objects.filter(relations__relative__in=ids)
    papers = list(HeldDocument.objects.filter(person__in=ids))
    births = [person.birth for person in persons]
    held = [day for paper in papers for day in (paper.issued_on, paper.expires_on)]
    days: list[dt.date | None] = [*births, *held, *(p.died_on for p in persons), case.presented_on, case.intent_on]
    return Known(
        names=tuple(
            {text for p in [*persons, *relatives] for text in (p.name_as_declared, p.full_name) if text}
            | set(PersonName.objects.filter(person__in=ids).values_list("text", flat=True))
        ),
        numbers=tuple(filter(None, [
            case.number, *IdentityNumber.objects.filter(person__in=ids).values_list("value", flat=True),
            *(paper.number for paper in papers),
        ])),
        dates=tuple({day for day in days if day is not None}),
        days=tuple((p.birth_month, p.birth_day) for p in persons if p.birth_month and p.birth_day),
        years=tuple(p.birth_year for p in persons if p.birth_year),
        places=tuple({text for p in persons for text in (p.address, p.birth_place) if text}),
        contacts=tuple({text for p in persons for text in (p.phone, p.email) if text}),
    )  # fmt: skip


def texts_of(asked: CoiRequest) -> list[tuple[str, str, str]]:
    """(field, what it is called, text) of everything a request says."""
    return [
        ("title", _("Title"), asked.title),
        ("question", _("Question"), asked.question),
        *[(f"sub_questions.{n}", _("Part %(n)d") % {"n": n + 1}, text) for n, text in enumerate(asked.sub_questions)],
        ("background", _("Background"), asked.background),
        ("consulted", _("What you searched before asking"), asked.consulted),
        ("area", _("Part of the country"), asked.area),
        ("not_to_contact", _("Whom not to ask"), asked.not_to_contact),
        ("risk_why", _("What the danger is"), asked.risk_why),
        ("consent_reference", _("Consent"), asked.consent_reference),
    ]


def screen_texts(
    asked: CoiRequest, texts: Iterable[tuple[str, str, str]], known: Known | None = None, *, hers_only: bool = False
) -> list[Found]:
    """Every finding in `texts`, in order; `hers_only` leaves out what only looks like somebody's data (in quotations)."""
    known = known_of(asked) if known is None else known
    said = set(NotPersonal.objects.filter(request=asked).values_list("kind", "fragment"))
    usual = [*country_names(), *Source.objects.values_list("name", flat=True), *Source.objects.values_list("name_es", flat=True)]  # fmt: skip
    found = []
    for field, where, text in texts:
        for each in screen(text, known, ordinary=usual, related=related) if text else ():
            if hers_only and not each.hers:
                continue
            before, after = text[max(0, each.start - CONTEXT) : each.start], text[each.end : each.end + CONTEXT]
            found.append(Found(where, field, each, before, after, (each.kind, each.fragment) in said))
    return found


def of_request(asked: CoiRequest) -> list[Found]:
    """What the screening finds in a request."""
    return screen_texts(asked, texts_of(asked))


def unresolved(found: Iterable[Found], *, published: bool = False) -> list[Found]:
    """What nobody has looked at yet. Before publication what is of the case counts whatever anybody said of it."""
    return [each for each in found if not each.confirmed or (published and each.finding.hers)]


@lru_cache(maxsize=1)
def country_names() -> tuple[str, ...]:
    """The names of all countries in the languages of requests."""
    found: set[Any] = set()
    for language in ("es", "en", "fr", "pt"):
        found |= {name for code, name in Locale.parse(language).territories.items() if code.isalpha()}
    return tuple(sorted(found))
