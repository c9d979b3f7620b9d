"""The data of the two letters of this room: the decision and the record of its notification.

They are written in the language of the case's decisions (`wording`); what the law says comes from the pack.
`acogida.letters` makes them, seals them and signs them as the signatory.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from acogida import letters
from acogida.accounts.models import User
from acogida.archive import wording
from acogida.archive.letterhead import addressee, head
from acogida.archive.wording import date_in_words
from acogida.cases import packs
from acogida.cases.models import Case, Claim
from acogida.determination import appeal, country_frozen
from acogida.determination.models import Decision, Notification, Submission
from acogida.determination.wording import in_language, language_of
from acogida.law import Pack
from acogida.people.countries import language_name

NOTICE = "notification_record"


def decision(case: Case, claim: Claim, submission: Submission, number: str, signatory: User, on: dt.date) -> bytes:
    """The decision as PDF/A, signed as `signatory` and sealed by the authority; raises LetterError."""
    pack, language = packs.of(case), language_of(case)
    outcome = pack.outcome(submission.outcome)
    sections = submission.sections

    def filling(theirs: str) -> dict[str, Any]:
        return _filling(pack, case, claim, number, on, theirs)

    with translation.override(language):
        data = _head(pack, case, number, on, language) | {
            "person": addressee(claim.person, pack, language),
            "outcome": {"label": in_language(pack, outcome.label, language), "positive": outcome.positive},
            **{name: sections.get(name, "") for name in ("background", "facts", "analysis", "complementary")},
            "country_information": _country(submission),
            "resolves": [line.strip() for line in sections.get("resolves", "").splitlines() if line.strip()],
            "appeal": appeal.information(pack, language, on) if appeal.open_against(outcome.code) else "",
            "legal_basis": _legal_basis(pack, submission),
            "signatory": {"name": signatory.name, "position": _("Authorised signatory")},
            "summary": wording.summary(outcome.label, outcome.summary, claim.person, language, filling),
        }
    made = letters.render("resolution", data, lang=language, pack=pack.name)
    return letters.seal(letters.sign_as(made, signatory.name))


def notification(case: Case, claim: Claim, decided: Decision, act: Notification, appeal_until: dt.date | None) -> bytes:
    """The record of a notification as sealed PDF/A; raises LetterError."""
    pack, language = packs.of(case), language_of(case)
    method = next(m for m in pack.notification_methods if m.code == act.method)
    letter = next((row for row in pack.letters if row.code == NOTICE), None)

    def filling(theirs: str) -> dict[str, Any]:
        until = {"due_appeal": date_in_words(appeal_until, pack, theirs)} if appeal_until else {}
        return _filling(pack, case, claim, decided.number, act.on, theirs) | until

    with translation.override(language):
        data = _head(pack, case, decided.number, act.on, language) | {
            "person": addressee(claim.person, pack, language),
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
            "summary": wording.summary(letter.label, letter.summary, claim.person, language, filling)
            if letter and appeal_until
            else None,
        }
    return letters.seal(letters.render(NOTICE, data, lang=language, pack=pack.name))


def _head(pack: Pack, case: Case, number: str, on: dt.date, language: str) -> dict[str, Any]:
    return head(pack, case, number, on, language) | {"authority": {"name": in_language(pack, pack.authority, language)}}


def _filling(pack: Pack, case: Case, claim: Claim, number: str, on: dt.date, language: str) -> dict[str, Any]:
    return {
        "person": claim.person.full_name,
        "case_number": case.number,
        "number": number,
        "date": date_in_words(on, pack, language),
    }


def _country(submission: Submission) -> list[dict[str, Any]]:
    """What each material fact rests on, in words, as it was submitted."""
    sides = {"supports": _("In support"), "contradicts": _("Against")}
    return [
        {
            "fact": f"{row['number']}. {row['statement']}",
            "cited": [
                {
                    "side": sides[each["role"]],
                    "quote": each["translated"] or each["quote"],
                    "original": each["quote"] if each["translated"] else "",
                    "reference": each["reference"],
                }
                for each in row["cited"]
            ],
            "none": row["none"],
        }
        for row in country_frozen.in_words(submission.country_information)
    ]


def _legal_basis(pack: Pack, submission: Submission) -> list[str]:
    sources = [pack.outcome(submission.outcome).source, pack.transition("sign").source]
    sources += [pack.ground(code).source for code in submission.grounds]
    return list(dict.fromkeys(sources))
