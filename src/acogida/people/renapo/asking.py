"""A number's life in the population register: assigned, renewed, made permanent, revoked.

Assigned through the asylum authority once a claim is admitted; permanent once the authority recognises and the migration
institute issues its document; inactive when the authority closes the case (DOF 18-10-2021; terms and endings are the
pack's, `people.numbers`). On OSIA's wire a temporary number is an identity that is CLAIMED, with the day until which it is
valid; a permanent one is VALID and the person's reference; a closed one is REVOKED.

Each step is one message in the outbox; what follows from an answer is sent by its reply, in the same transaction, and joins
the person's line. What arrives twice changes nothing twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import F

from acogida.exchange.actions import send
from acogida.exchange.messages import Identity, Message, Number, Reference, Registration, plain
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable, reply
from acogida.people import curp
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions as numbers
from acogida.people.numbers import rules
from acogida.people.numbers.rules import REGISTER
from acogida.people.numbers.wire import asks
from acogida.people.renapo.models import RegisterEntry, RegisterNews
from acogida.people.renapo.osia import AGENCY, CLAIMED, REVOKED, VALID
from acogida.people.shielding import countries_to_shield

ASSIGN = "assign_number"
COMAR, INM = (
    "COMAR",
    "INM",
)  # the paper a number rests on: the proof that a claim is in procedure, the migratory document
MIGRATION_DOCUMENT = "migration_document"  # a kind of HeldDocument
CONFLICT = 409
NAMES = ("given_names", "first_surname", "second_surname")


def identity_of(person: Person, *, document_kind: str = "", document_number: str = "") -> dict[str, Any]:
    """All that may be said of who somebody is: the fields of `messages.Identity`."""
    return {
        "given_names": person.given_names, "first_surname": person.first_surname,
        "second_surname": person.second_surname, "sex": person.sex, "birth_date": person.birth,
        "birth_country": person.birth_country or None, "nationalities": tuple(person.nationality_codes) or None,
        "document_kind": document_kind or None, "document_number": document_number or None,
    }  # fmt: skip


# --- assigned --------------------------------------------------------------------------------------------------------


def request_assignment(person: Person, *, reference: str, document_number: str = "") -> OutboxMessage | None:
    """Ask for a temporary CURP once per person; None when it was asked for before, cannot be asked yet, or is asked for by
    another step than the outbox at her office. `document_number`: the case, where it is not the `reference`."""
    number = numbers.request(person, reference=document_number or reference)
    return OutboxMessage.objects.filter(key=_key(number)).first() if number else None


def _key(number: IdentityNumber) -> str:
    return f"curp:{number.pk}"


@asks("assign")
@asks("correct")
def assign(number: IdentityNumber) -> OutboxMessage | None:
    """Put the request for a number in the outbox; after a correction of the data, for the number they give now."""
    if number.person.birth is None:
        return None
    message = Identity(**identity_of(number.person, document_kind=COMAR, document_number=number.reference))
    return _tell(ASSIGN, number.person, message, key=_key(number), reference=number.reference)


@reply(f"{AGENCY}.{ASSIGN}")
def keep_assigned(message: OutboxMessage, answer: Any) -> IdentityNumber:
    """Keep the CURP in `answer` (a JSON string), and have the identity entered. Raises Unusable when it cannot be hers."""
    value = answer.strip().upper() if isinstance(answer, str) else ""
    if not curp.well_formed(value):
        raise Unusable("the answer is not a CURP")
    person, said = _person(message), message.payload
    if not curp.belongs_to(value, dt.date.fromisoformat(said["birth_date"]), said["sex"]):
        raise Unusable("the CURP's birth date or sex is not the person's")
    if IdentityNumber.objects.filter(scheme="CURP", value=value, status="active").exclude(person=person).exists():
        raise Unusable("another person has this CURP")
    number = numbers.record(person.pk, value, assigned_on=person.office.today(), source=REGISTER)
    if rules.differences(person, value):  # names in another order, or a reading of the rule that is not ours
        RegisterNews.objects.get_or_create(
            kind=RegisterNews.Kind.UNLIKE, person=person, message_id=str(message.pk), defaults={"curp": value}
        )
    if said_otherwise(person, said) and rules.differences(person, value):  # corrected while the request was on its way
        numbers.ask_correction(number, person)
    register(person, number, identity_reference=str(message.pk), reference=message.reference)
    for former in number.replaces.all():
        if entry_of(former) is not None:  # what this number took the place of counts no longer
            _amend("inactivate_number", former, f"inactivate:{former.pk}", number_status=REVOKED)
    return number


def said_otherwise(person: Person, said: dict[str, Any]) -> bool:
    """Whether what enters a number is known otherwise now than it was said in a message."""
    now = plain(Identity(**identity_of(person)))
    return any(now.get(name) != said.get(name) for name in (*NAMES, "sex", "birth_date"))


# --- entered ---------------------------------------------------------------------------------------------------------


def register(
    person: Person, number: IdentityNumber, *, identity_reference: str, reference: str = "", again: str = ""
) -> None:
    """Have a number that was given entered in the register: the person, then her identity. `again`: which time, where it
    was done before and is not there."""
    known = Reference(person_reference=str(person.pk))
    _tell("register_person", person, known, key=f"person:{person.pk}{again}", reference=reference)
    entry = Registration(
        **identity_of(person, document_kind=COMAR, document_number=reference), person_reference=str(person.pk),
        identity_reference=identity_reference, curp=number.value, valid_until=number.valid_until,
        renewals=number.renewals,
    )  # fmt: skip
    _tell("register_identity", person, entry, key=f"identity:{identity_reference}", reference=reference)


@reply(f"{AGENCY}.register_identity")
def keep_entry(message: OutboxMessage, _answer: Any) -> None:
    """Where the register keeps her now. When the CURP belongs to another file there, somebody has to look."""
    person, said = _person(message), message.payload
    if (message.receipt or {}).get("status") == CONFLICT:
        RegisterNews.objects.get_or_create(
            kind=RegisterNews.Kind.CONFLICT, person=person, message_id=str(message.pk), defaults={"curp": said["curp"]}
        )
        return
    RegisterEntry.objects.get_or_create(
        person_reference=said["person_reference"], identity_reference=said["identity_reference"],
        defaults={"person": person, "curp": said["curp"], "identity_status": CLAIMED},
    )  # fmt: skip


def entry_of(number: IdentityNumber) -> RegisterEntry | None:
    """Where the register keeps a number, as far as we know."""
    found = RegisterEntry.objects.filter(person_id=number.person_id, curp=number.value).order_by("-since")
    return found.first()


# --- renewed, made permanent, revoked --------------------------------------------------------------------------------


@asks("renew")
def renew(number: IdentityNumber) -> OutboxMessage | None:
    """Ask that a temporary number be valid for another term."""
    times = number.renewals + 1
    until = number.assigned_on and rules.until(number.assigned_on, times, number.person.office.code)
    return _amend("renew_number", number, f"renew:{number.pk}:{times}", valid_until=until, renewals=times)


@reply(f"{AGENCY}.renew_number")
def renewed(message: OutboxMessage, _answer: Any) -> None:
    number, person = _number_of(message), _person(message)
    numbers.renewed(number.pk, on=person.office.today(), source=REGISTER)


@asks("permanent")
def make_permanent(number: IdentityNumber) -> OutboxMessage | None:
    """Ask that a temporary number become permanent: it will rest on the migratory document, which is said by its number.
    Confirming it and making it the person's reference follow from the answer."""
    return _amend(
        "convert_number", number, f"convert:{number.pk}", document_kind=INM,
        document_number=_migration_document(number.person) or None,
    )  # fmt: skip


def _migration_document(person: Person) -> str:
    """The number of the latest document of the migration institute that she holds, "" where none is known."""
    held = person.documents.filter(kind=MIGRATION_DOCUMENT).exclude(number="")
    row = held.order_by(F("issued_on").desc(nulls_last=True), "-pk").first()
    return row.number[:40] if row else ""


@reply(f"{AGENCY}.convert_number")
def confirm(message: OutboxMessage, _answer: Any) -> None:
    """The paper is noted: the identity is to be VALID from now on, and the one that counts."""
    entry, person = _entry_of(message), _person(message)
    said = Number(curp=entry.curp, person_reference=entry.person_reference, identity_reference=entry.identity_reference)
    valid = dataclasses.replace(said, number_status=VALID)
    _tell("confirm_number", person, valid, key=f"confirm:{message.pk}", reference=message.reference)
    _tell("choose_reference", person, said, key=f"reference:{message.pk}", reference=message.reference)


@reply(f"{AGENCY}.confirm_number")
def confirmed(message: OutboxMessage, _answer: Any) -> None:
    _note_status(message, VALID)
    numbers.made_permanent(_number_of(message).pk, on=_person(message).office.today(), source=REGISTER)


@asks("end")
def revoke(number: IdentityNumber) -> OutboxMessage | None:
    """Ask that a number be revoked. Why is nobody's business there."""
    return _amend("inactivate_number", number, f"inactivate:{number.pk}", number_status=REVOKED)


@reply(f"{AGENCY}.inactivate_number")
def revoked(message: OutboxMessage, _answer: Any) -> None:
    _note_status(message, REVOKED)
    numbers.answered(_number_of(message).pk, IdentityNumber.Wanted.END, source=REGISTER)


# --- beneath ---------------------------------------------------------------------------------------------------------


def _amend(purpose: str, number: IdentityNumber, key: str, **said: Any) -> OutboxMessage:
    """Say something of an identity that is in the register. One that came by paper or file is entered first: its line
    holds the order."""
    entry = entry_of(number)
    person_reference = entry.person_reference if entry else str(number.person_id)
    identity_reference = entry.identity_reference if entry else f"N{number.pk}"
    if entry is None:
        register(number.person, number, identity_reference=identity_reference, reference=number.reference)
    message = Number(
        curp=number.value, person_reference=person_reference, identity_reference=identity_reference, **said
    )
    return _tell(purpose, number.person, message, key=key, reference=number.reference)


def _tell(purpose: str, person: Person, message: Message, *, key: str, reference: str) -> OutboxMessage:
    return send(
        AGENCY, purpose, person.pk, message, key=key, countries=countries_to_shield(person), office=person.office,
        reference=reference,
    )  # fmt: skip


def _person(message: OutboxMessage) -> Person:
    assert message.person_id is not None  # a number is asked for about somebody
    return Person.objects.select_related("office").get(pk=message.person_id)


def _number_of(message: OutboxMessage) -> IdentityNumber:
    """The number a message was about: the latest that has this value."""
    mine = IdentityNumber.objects.filter(person_id=_person(message).pk, value=message.payload["curp"])
    number = mine.order_by("-pk").first()
    if number is None:
        raise Unusable("the person has no such number")
    return number


def _entry_of(message: OutboxMessage) -> RegisterEntry:
    said = message.payload  # the row at hand still has what was sent
    return RegisterEntry.objects.get(
        person_reference=said["person_reference"], identity_reference=said["identity_reference"]
    )


def _note_status(message: OutboxMessage, status: str) -> None:
    entry = _entry_of(message)
    entry.identity_status = status
    entry.save(update_fields=["identity_status"])
