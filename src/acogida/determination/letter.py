"""The data of the two letters of this room: the decision and the record of its notification.

They are written in the language of the case's decisions (`wording`); what the law says comes from the pack.
`acogida.letters` makes them, seals them and signs them as the signatory.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from acogida import letters
from acogida.accounts.models import User
from acogida.archive.composing import date_in_words
from acogida.cases import packs
from acogida.cases.models import Case, Claim
from acogida.determination import appeal
from acogida.determination.models import Decision, Notification, Submission
from acogida.determination.wording import in_language, language_of
from acogida.law import Pack
from acogida.people.countries import country_name, language_name


def decision(case: Case, claim: Claim, submission: Submission, number: str, signatory: User, on: dt.date) -> bytes:
    """The decision as PDF/A, signed as `signatory` and sealed by the authority; raises LetterError."""
    pack, language = packs.of(case), language_of(case)
    outcome = pack.outcome(submission.outcome)
    sections = submission.sections
    with translation.override(language):
        data = _head(pack, case, number, on, language) | {
            "person": _person(pack, claim, language),
            "outcome": {"label": in_language(pack, outcome.label, language), "positive": outcome.positive},
            **{name: sections.get(name, "") for name in ("background", "facts", "analysis", "complementary")},
            "resolves": [line.strip() for line in sections.get("resolves", "").splitlines() if line.strip()],
            "appeal": appeal.information(pack, language, on) if appeal.open_against(outcome.code) else "",
            "legal_basis": _legal_basis(pack, submission),
            "signatory": {"name": signatory.name, "position": _("Authorised signatory")},
        }
    made = letters.render("resolution", data, lang=language, pack=pack.name)
    return letters.seal(letters.sign_as(made, signatory.name))


def notification(case: Case, claim: Claim, decided: Decision, act: Notification, appeal_until: dt.date | None) -> bytes:
    """The record of a notification as sealed PDF/A; raises LetterError."""
    pack, language = packs.of(case), language_of(case)
    method = next(m for m in pack.notification_methods if m.code == act.method)
    with translation.override(language):
        data = _head(pack, case, decided.number, act.on, language) | {
            "person": {"name": claim.person.full_name},
            "document": _("Decision %(number)s") % {"number": decided.number},
            "notified_at": date_in_words(act.on, pack, language),
            "method": in_language(pack, method.label, language),
            "language": language_name(act.language),
            "interpreter": act.interpreter_name,
            "place": act.place,
            "understood": act.understood,
            "signed": act.receipt_signed,
            "remarks": act.remarks,
            "appeal_until": date_in_words(appeal_until, pack, language) if appeal_until else "",
            "officer": {"name": act.made_by.name, "position": _("Notifier")},
            "legal_basis": [method.source],
        }
    return letters.seal(letters.render("notification_record", data, lang=language, pack=pack.name))


def _head(pack: Pack, case: Case, number: str, on: dt.date, language: str) -> dict[str, Any]:
    return {
        "authority": {"name": in_language(pack, pack.authority, language)},
        "office": {"name": case.office.name},
        "region": pack.jurisdiction,
        "number": number,
        "case_number": case.number,
        "place_and_date": f"{case.office.name}, {date_in_words(on, pack, language)}",
        "demonstration": bool(settings.DEMO),
    }


def _person(pack: Pack, claim: Claim, language: str) -> dict[str, str]:
    person = claim.person
    known = [str(part) for part in (person.birth_year, person.birth_month, person.birth_day) if part]
    return {
        "name": person.full_name,
        "birth_date": date_in_words(person.birth, pack, language) if person.birth else "-".join(known),
        "nationality": ", ".join(country_name(code) for code in person.nationality_codes),
    }


def _legal_basis(pack: Pack, submission: Submission) -> list[str]:
    sources = [pack.outcome(submission.outcome).source, pack.transition("sign").source]
    sources += [pack.ground(code).source for code in submission.grounds]
    return list(dict.fromkeys(sources))
