"""A number's life in the population register: assigned, renewed, made permanent, revoked.

Assigned through the asylum authority once a claim is admitted, for at most 180 natural days with one equal extension;
permanent once the authority recognises and the migration institute issues its document; inactive when the authority
closes the case (DOF 18-10-2021). On OSIA's wire a temporary number is an identity that is CLAIMED, with the day until
which it is valid; a permanent one is VALID and the person's reference; a closed one is REVOKED.

Each step is one message in the outbox; what follows from an answer is sent by its reply, in the same transaction, and joins
the person's line. What arrives twice changes nothing twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction

from acogida.exchange.actions import send
from acogida.exchange.messages import Identity, Message, Number, Reference, Registration
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable, reply
from acogida.people import curp
from acogida.people.actions import record_identity_number, request_number
from acogida.people.models import IdentityNumber, Person
from acogida.people.renapo.models import RegisterEntry, RegisterNews
from acogida.people.renapo.osia import AGENCY, CLAIMED, REVOKED, VALID

ASSIGN = "assign_number"
VALID_DAYS = 180  # the longest the rule allows; RENAPO's answer carries no date
COMAR, INM = (
    "COMAR",
    "INM",
)  # the paper a number rests on: the proof that a claim is in procedure, the migratory document
CONFLICT = 409


def countries_to_shield(person: Person) -> set[str]:
    """Countries whose authorities may learn nothing: nationality, former residence, feared persecution."""
    feared = {str(country) for country in person.feared_countries or []}
    return {code for code in {*person.nationality_codes, person.former_residence, *feared} if code}


def can_be_asked(person: Person) -> bool:
    """RENAPO needs a whole birth date; who was born in Mexico has a CURP from the civil register."""
    return person.birth is not None and person.birth_country != "MX"


def identity_of(person: Person, *, document_kind: str = "", document_number: str = "") -> dict[str, Any]:
    """All that may be said of who somebody is: the fields of `messages.Identity`."""
    return {
        "given_names": person.given_names, "first_surname": person.first_surname,
        "second_surname": person.second_surname, "sex": person.sex, "birth_date": person.birth,
        "birth_country": person.birth_country or None, "nationalities": tuple(person.nationality_codes) or None,
        "document_kind": document_kind or None, "document_number": document_number or None,
    }  # fmt: skip


@transaction.atomic(savepoint=False)
def request_assignment(person: Person, *, reference: str, document_number: str = "") -> OutboxMessage | None:
    """Ask for a temporary CURP once per person; None when it was asked for before or cannot be asked yet."""
    if not can_be_asked(person):
        return None
    number, is_new = request_number(person)
    if not is_new:
        return None
    message = Identity(**identity_of(person, document_kind=COMAR, document_number=document_number))
    return _tell(ASSIGN, person, message, key=f"curp:{number.pk}", reference=reference)


@reply(f"{AGENCY}.{ASSIGN}")
def keep_assigned(message: OutboxMessage, answer: Any) -> IdentityNumber:
    """Keep the CURP in `answer` (a JSON string), and have the identity entered. Raises Unusable when it cannot be hers."""
    value = answer.strip().upper() if isinstance(answer, str) else ""
    if not curp.well_formed(value):
        raise Unusable("the answer is not a CURP")
    person = _person(message)
    if person.birth is None or not curp.belongs_to(value, person.birth, person.sex):
        raise Unusable("the CURP's birth date or sex is not the person's")
    if IdentityNumber.objects.filter(scheme="CURP", value=value, status="active").exclude(person=person).exists():
        raise Unusable("another person has this CURP")
    today = person.office.today()
    number = record_identity_number(
        person.pk, value, assigned_on=today, valid_until=today + dt.timedelta(days=VALID_DAYS), source="RENAPO"
    )
    register(person, number, identity_reference=str(message.pk), reference=message.reference)
    return number


def register(person: Person, number: IdentityNumber, *, identity_reference: str, reference: str = "") -> OutboxMessage:
    """Have a number that was given entered in the register: the person, then her identity."""
    _tell(
        "register_person", person, Reference(person_reference=str(person.pk)), key=f"person:{person.pk}",
        reference=reference,
    )  # fmt: skip
    entry = Registration(
        **identity_of(person, document_kind=COMAR, document_number=reference), person_reference=str(person.pk),
        identity_reference=identity_reference, curp=number.value, valid_until=number.valid_until,
    )  # fmt: skip
    return _tell("register_identity", person, entry, key=f"identity:{identity_reference}", reference=reference)


@reply(f"{AGENCY}.register_identity")
def keep_entry(message: OutboxMessage, _answer: Any) -> None:
    """Where the register keeps her now. When the CURP belongs to another file there, somebody has to look."""
    person, said = _person(message), message.payload
    if (message.receipt or {}).get("status") == CONFLICT:
        RegisterNews.objects.get_or_create(
            kind=RegisterNews.Kind.CONFLICT, person=person, message_id=str(message.pk),
            defaults={"curp": said["curp"]},
        )  # fmt: skip
        return
    RegisterEntry.objects.get_or_create(
        person_reference=said["person_reference"], identity_reference=said["identity_reference"],
        defaults={"person": person, "curp": said["curp"], "identity_status": CLAIMED},
    )  # fmt: skip


def renew(number: IdentityNumber, *, valid_until: dt.date, renewals: int, reference: str = "") -> OutboxMessage | None:
    """Ask that a temporary number be valid longer; None when the register has no entry of ours for it."""
    return _amend("renew_number", number, f"renew:{number.pk}:{renewals}", reference,
                  valid_until=valid_until, renewals=renewals)  # fmt: skip


def make_permanent(number: IdentityNumber, *, document_number: str, reference: str = "") -> OutboxMessage | None:
    """Ask that a temporary number become permanent: it will rest on the migratory document. Confirming it and making it
    the person's reference follow from the answer."""
    return _amend("convert_number", number, f"convert:{number.pk}", reference,
                  document_kind=INM, document_number=document_number)  # fmt: skip


def inactivate(number: IdentityNumber, *, reference: str = "") -> OutboxMessage | None:
    """Ask that a number be revoked. Why is nobody's business there."""
    return _amend("inactivate_number", number, f"inactivate:{number.pk}", reference, number_status=REVOKED)


@reply(f"{AGENCY}.convert_number")
def confirm(message: OutboxMessage, _answer: Any) -> None:
    """The paper is noted: the identity is VALID from now on, and the one that counts."""
    entry = _entry_of(message)
    said = Number(curp=entry.curp, person_reference=entry.person_reference, identity_reference=entry.identity_reference)
    for purpose, message_of in (
        ("confirm_number", dataclasses.replace(said, number_status=VALID)), ("choose_reference", said),
    ):  # fmt: skip
        _tell(purpose, entry.person, message_of, key=f"{purpose}:{message.pk}", reference=message.reference)


@reply(f"{AGENCY}.confirm_number")
def confirmed(message: OutboxMessage, _answer: Any) -> None:
    _note_status(message, VALID)


@reply(f"{AGENCY}.inactivate_number")
def inactivated(message: OutboxMessage, _answer: Any) -> None:
    _note_status(message, REVOKED)


def entry_of(number: IdentityNumber) -> RegisterEntry | None:
    """Where the register keeps a number, as far as we know."""
    found = RegisterEntry.objects.filter(person_id=number.person_id, curp=number.value).order_by("-since")
    return found.select_related("person__office").first()


def _amend(purpose: str, number: IdentityNumber, key: str, reference: str, **said: Any) -> OutboxMessage | None:
    entry = entry_of(number)
    if entry is None:
        return None
    message = Number(
        curp=number.value, person_reference=entry.person_reference, identity_reference=entry.identity_reference, **said
    )
    return _tell(purpose, entry.person, message, key=key, reference=reference)


def _tell(purpose: str, person: Person, message: Message, *, key: str, reference: str) -> OutboxMessage:
    return send(
        AGENCY, purpose, person.pk, message, key=key, countries=countries_to_shield(person), office=person.office,
        reference=reference,
    )  # fmt: skip


def _person(message: OutboxMessage) -> Person:
    assert message.person_id is not None  # a number is asked for about somebody
    return Person.objects.select_related("office").get(pk=message.person_id)


def _entry_of(message: OutboxMessage) -> RegisterEntry:
    said = message.payload  # the row in memory still has what was sent
    return RegisterEntry.objects.select_related("person__office").get(
        person_reference=said["person_reference"], identity_reference=said["identity_reference"]
    )


def _note_status(message: OutboxMessage, status: str) -> None:
    entry = _entry_of(message)
    entry.identity_status = status
    entry.save(update_fields=["identity_status"])
