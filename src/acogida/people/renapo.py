"""RENAPO (the population register): asking for a temporary CURP, and keeping the one that comes.

Assigned through the asylum authority once a claim is admitted (DOF 18-10-2021); how long it is valid is the pack's. The request leaves by the exchange room's outbox; the answer arrives by the worker.
"""

from __future__ import annotations

from typing import Any

from acogida.exchange.actions import send
from acogida.exchange.messages import Identity
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable, reply
from acogida.people import curp
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions as numbers
from acogida.people.numbers.rules import REGISTER
from acogida.people.numbers.wire import asks

AGENCY, PURPOSE = "renapo", "assign_number"
DOCUMENT_KIND = "COMAR"  # probatory document: the proof that a claim is in procedure


def countries_to_shield(person: Person) -> set[str]:
    """Countries whose authorities may learn nothing: nationality, former residence, feared persecution."""
    feared = {str(country) for country in person.feared_countries or []}
    return {code for code in {*person.nationality_codes, person.former_residence, *feared} if code}


def request_assignment(person: Person, *, reference: str, document_number: str = "") -> OutboxMessage | None:
    """Ask for a temporary CURP once per person; None when it was asked for before, cannot be asked yet, or is asked for by
    another step than the outbox at her office. `document_number`: the case, where it is not the `reference`."""
    number = numbers.request(person, reference=document_number or reference)
    return OutboxMessage.objects.filter(key=_key(number)).first() if number else None


def _key(number: IdentityNumber) -> str:
    return f"curp:{number.pk}"


@asks("assign")
def assign(number: IdentityNumber) -> OutboxMessage | None:
    """Put the request for a number in the outbox."""
    person = number.person
    if person.birth is None:
        return None
    message = Identity(
        given_names=person.given_names, first_surname=person.first_surname, second_surname=person.second_surname,
        sex=person.sex, birth_date=person.birth, birth_country=person.birth_country, document_kind=DOCUMENT_KIND,
        document_number=number.reference,
    )  # fmt: skip
    return send(
        AGENCY, PURPOSE, person.pk, message, key=_key(number), countries=countries_to_shield(person),
        office=person.office, reference=number.reference,
    )  # fmt: skip


@reply(f"{AGENCY}.{PURPOSE}")
def keep_assigned(message: OutboxMessage, answer: Any) -> IdentityNumber:
    """Keep the CURP in `answer` (a JSON string). Raises Unusable when it cannot be this person's."""
    value = answer.strip().upper() if isinstance(answer, str) else ""
    if not curp.well_formed(value):
        raise Unusable("the answer is not a CURP")
    assert message.person_id is not None  # a number is asked for about somebody
    person = Person.objects.select_related("office").get(pk=message.person_id)
    if person.birth is None or not curp.belongs_to(value, person.birth, person.sex):
        raise Unusable("the CURP's birth date or sex is not the person's")
    if IdentityNumber.objects.filter(scheme="CURP", value=value, status="active").exclude(person=person).exists():
        raise Unusable("another person has this CURP")
    today = person.office.today()
    return numbers.record(person.pk, value, assigned_on=today, source=REGISTER)
