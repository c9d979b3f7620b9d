"""The data of this room's letters: the certificate and the notice to the migration authority."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from acogida import letters
from acogida.archive import wording
from acogida.archive.letterhead import addressee, head
from acogida.archive.wording import date_in_words, source_in_words
from acogida.cases import packs
from acogida.cases.models import Case, Claim, Event, Member
from acogida.certificates import kinds, qr
from acogida.certificates.issuing import partial_date, public_url, verifying_keys
from acogida.certificates.models import Certificate
from acogida.certificates.token import read
from acogida.files.errors import FileError
from acogida.files.store import get
from acogida.hooks import dates
from acogida.law import Pack
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import rules

LANGUAGE = "es"  # of what is said to other authorities
SEXES = {"F": "Mujer", "M": "Hombre", "X": ""}
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


def certificate_pdf(certificate: Certificate, *, sealed: bool = True) -> bytes:
    """The sealed PDF/A. Identity is what the token says, so that paper and QR can never differ. Raises LetterError."""
    claims = read(certificate.token, verifying_keys(), certificate.issued_at).claims
    if claims is None:
        raise letters.LetterError(
            f"the token of {certificate.number} cannot be read with the keys of this installation"
        )
    case, pack, kind = certificate.case, kinds.pack(), kinds.kind(certificate.kind)
    letter = pack.letter(kind.letter)

    def filling(theirs: str) -> dict[str, Any]:
        return {
            "person": claims.name,
            "case_number": case.number,
            "number": certificate.number,
            "date": date_in_words(certificate.issued_on, pack, theirs),
            "valid_until": date_in_words(certificate.valid_until, pack, theirs),
        }

    with translation.override(LANGUAGE):
        data = head(pack, case, certificate.number, certificate.issued_on, LANGUAGE) | {
            "person": {
                **addressee(certificate.person, pack, LANGUAGE),
                "name": claims.name,
                "birth_date": partial_in_words(claims.birth_date),
                "sex": SEXES.get(claims.sex, ""),
                "relation": relation(pack, certificate.relation),
            },
            "photo": _photo(certificate.person),
            "qr": qr.svg(certificate.token),
            "token": certificate.token,
            "issued_on": in_words(certificate.issued_on),
            "valid_until": in_words(certificate.valid_until),
            "verify_url": public_url() + reverse("verify"),
            "legal_basis": [source_in_words(letter.source, pack, LANGUAGE)],
            "summary": wording.summary(letter.label, letter.summary, certificate.person, LANGUAGE, filling),
            **_of_kind(certificate),
        }
    pdf = letters.render(kind.template, data, pack=pack.name, at=certificate.issued_at)
    if not sealed:
        return pdf
    if certificate.signed_by:
        pdf = letters.sign_as(pdf, certificate.signed_by.name, location=case.office.name)
    return letters.seal(pdf)


def _of_kind(certificate: Certificate) -> dict[str, Any]:
    """What is known now of the number, the decision and the signatory: each kind's template takes what it needs."""
    number = IdentityNumber.objects.filter(
        person=certificate.person_id, scheme=rules.scheme(), status="active"
    ).first()  # fmt: skip
    claim = Claim.objects.filter(case=certificate.case_id, person=certificate.person_id).first()
    signed = Event.objects.filter(claim=claim, kind="sign").order_by("-seq").first() if claim else None
    return {
        "curp": {
            "value": number.value,
            "temporary": number.temporary,
            "assigned_on": in_words(number.assigned_on) if number.assigned_on else "",
            "valid_until": in_words(number.valid_until) if number.valid_until else "",
        }
        if number
        else None,
        "decision": {
            "number": str(signed.payload.get("number", "")) if signed else "",
            "on": in_words(claim.decided_on) if claim and claim.decided_on else "",
        },
        "signatory": {"name": certificate.signed_by.name, "position": "Persona autorizada para firmar"}
        if certificate.signed_by
        else None,
    }


def notice_pdf(
    case: Case, number: str, members: Sequence[Member], certificates: Sequence[Certificate], *,
    admitted_on: dt.date | None = None,
) -> bytes:  # fmt: skip
    """The sealed notice that a claim was presented (and admitted): who, and since when; nothing of the claim itself, and
    no nationality. Raises LetterError."""
    pack = packs.of(case)
    letter = pack.letter("agency_notice")
    by_person = {certificate.person_id: certificate.number for certificate in certificates}
    with translation.override(LANGUAGE):
        data = head(pack, case, number, case.office.today(), LANGUAGE) | {
            "recipient": {
                "name": "Instituto Nacional de Migración",
                "office": f"Oficina de Representación en {case.office.state}",
            },
            "people": [
                {
                    **addressee(member.person, pack, LANGUAGE),
                    "birth_date": _birth_in_words(member.person),
                    "sex": SEXES.get(member.person.sex, ""),
                    "certificate": by_person.get(member.person_id, ""),
                }
                for member in members
            ],
            "presented_on": in_words(case.presented_on) if case.presented_on else "",
            "admitted_on": in_words(admitted_on) if admitted_on else "",
            "legal_basis": [source_in_words(letter.source, pack, LANGUAGE)],
        }
    return letters.seal(letters.render("inm_notice", data, pack=pack.name, at=timezone.now()))


def relation(pack: Pack, code: str) -> str:
    """The member's place in the household, in the pack's words."""
    if not code:
        return "Solicitante principal"
    return next((pack.text(row.label, "es") for row in pack.relations if row.code == code), code)


def in_words(day: dt.date) -> str:
    """14 de marzo de 1992"""
    return dates.in_words(day, LANGUAGE)


def partial_in_words(partial: str) -> str:
    """An ISO date, whole or shortened, in words: 14 de marzo de 1992; marzo de 1992; 1992."""
    parts = [int(part) for part in partial.split("-") if part.isdigit()]
    if len(parts) == 3:
        return in_words(dt.date(*parts))
    if len(parts) == 2:
        return f"{MONTHS[parts[1] - 1]} de {parts[0]}"
    return str(parts[0]) if parts else ""


def _birth_in_words(person: Person) -> str:
    return partial_in_words(partial_date(person.birth_year, person.birth_month, person.birth_day))


def _photo(person: Person) -> bytes | None:
    if person.photo is None:
        return None
    try:
        return get(person.photo)
    except FileError:  # the certificate matters more than the picture on it
        return None
