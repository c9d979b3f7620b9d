"""The data of the two letters of this room: the decision and the record of its notification.

Letters are in Spanish; `acogida.letters` makes them, seals them and signs them as the signatory.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from acogida import letters
from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases.models import Case, Claim
from acogida.determination.composing import LANGUAGE, in_words
from acogida.determination.models import Decision, Notification, Submission
from acogida.determination.template import RECOGNISED
from acogida.law import Pack
from acogida.people.countries import country_name, language_name


def decision(case: Case, claim: Claim, submission: Submission, number: str, signatory: User, on: dt.date) -> bytes:
    """The decision as PDF/A, signed as `signatory` and sealed by the authority; raises LetterError."""
    pack = packs.of(case)
    outcome = pack.outcome(submission.outcome)
    sections = submission.sections
    with translation.override(LANGUAGE):
        data = _head(pack, case, number, on) | {
            "person": _person(claim),
            "outcome": {"label": pack.text(outcome.label, "es"), "positive": outcome.positive},
            **{name: sections.get(name, "") for name in ("background", "facts", "analysis", "complementary")},
            "resolves": [line.strip() for line in sections.get("resolves", "").splitlines() if line.strip()],
            "appeal": "" if outcome.code == RECOGNISED else _appeal(pack),
            "legal_basis": _legal_basis(pack, submission),
            "signatory": {"name": signatory.name, "position": _("Authorised signatory")},
        }
    return letters.seal(letters.sign_as(letters.render("resolution", data, lang="es", pack=pack.name), signatory.name))


def notification(case: Case, claim: Claim, decided: Decision, act: Notification, appeal_until: dt.date | None) -> bytes:
    """The record of a notification as sealed PDF/A; raises LetterError."""
    pack = packs.of(case)
    method = next(m for m in pack.notification_methods if m.code == act.method)
    with translation.override(LANGUAGE):
        data = _head(pack, case, decided.number, act.on) | {
            "person": {"name": claim.person.full_name},
            "document": _("Decision %(number)s") % {"number": decided.number},
            "notified_at": in_words(act.on),
            "method": pack.text(method.label, "es"),
            "language": language_name(act.language),
            "interpreter": act.interpreter_name,
            "place": act.place,
            "understood": act.understood,
            "signed": act.receipt_signed,
            "remarks": act.remarks,
            "appeal_until": in_words(appeal_until) if appeal_until else "",
            "officer": {"name": act.made_by.name, "position": _("Notifier")},
            "legal_basis": [method.source],
        }
    return letters.seal(letters.render("notification_record", data, lang="es", pack=pack.name))


def _head(pack: Pack, case: Case, number: str, on: dt.date) -> dict[str, Any]:
    return {
        "authority": {"name": pack.text(pack.authority, "es")},
        "office": {"name": case.office.name},
        "number": number,
        "case_number": case.number,
        "place_and_date": f"{case.office.name}, {in_words(on)}",
        "demonstration": bool(settings.DEMO),
    }


def _person(claim: Claim) -> dict[str, str]:
    person = claim.person
    known = [str(part) for part in (person.birth_year, person.birth_month, person.birth_day) if part]
    return {
        "name": person.full_name,
        "birth_date": in_words(person.birth) if person.birth else "-".join(known),
        "nationality": ", ".join(country_name(code) for code in person.nationality_codes),
    }


def _appeal(pack: Pack) -> str:
    rule = pack.clock("appeal")
    return _(
        "If you do not agree, you may file an appeal for review, free of charge, with the authority that issued this "
        "decision, within %(days)s working days from the day after its notification takes effect; its superior decides it."
    ) % {"days": rule.amount}


def _legal_basis(pack: Pack, submission: Submission) -> list[str]:
    sources = [pack.outcome(submission.outcome).source, pack.transition("sign").source]
    sources += [pack.ground(code).source for code in submission.grounds]
    return list(dict.fromkeys(sources))
