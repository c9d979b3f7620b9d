"""RENAPO (the population register): asking for a temporary CURP, and keeping the one that comes.

Assigned through the asylum authority once a claim is admitted, for at most 180 natural days with one equal extension
(DOF 18-10-2021). The request leaves by the exchange room's outbox; the answer arrives by the worker.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from acogida.exchange.actions import send
from acogida.exchange.messages import Identity
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable, reply
from acogida.people import curp
from acogida.people.actions import record_identity_number, request_number
from acogida.people.models import IdentityNumber, Person

AGENCY, PURPOSE = "renapo", "assign_number"
VALID_DAYS = 180  # the longest the rule allows; RENAPO's answer carries no date
DOCUMENT_KIND = "COMAR"  # probatory document: the proof that a claim is in procedure


def countries_to_shield(person: Person) -> set[str]:
    """Countries whose authorities may learn nothing: nationality, former residence, feared persecution."""
    feared = {str(country) for country in person.feared_countries or []}
    return {code for code in {*person.nationality_codes, person.former_residence, *feared} if code}


def can_be_asked(person: Person) -> bool:
    """RENAPO needs a whole birth date; who was born in Mexico has a CURP from the civil register."""
    return person.birth is not None and person.birth_country != "MX"


@transaction.atomic(savepoint=False)
def request_assignment(person: Person, *, reference: str, document_number: str = "") -> OutboxMessage | None:
    """Ask for a temporary CURP once per person; None when it was asked for before or cannot be asked yet."""
    if not can_be_asked(person) or person.birth is None:
        return None
    number, is_new = request_number(person)
    if not is_new:
        return None
    message = Identity(
        given_names=person.given_names, first_surname=person.first_surname, second_surname=person.second_surname,
        sex=person.sex, birth_date=person.birth, birth_country=person.birth_country, document_kind=DOCUMENT_KIND,
        document_number=document_number,
    )  # fmt: skip
    return send(
        AGENCY, PURPOSE, person.pk, message, key=f"curp:{number.pk}", countries=countries_to_shield(person),
        office=person.office, reference=reference,
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
    return record_identity_number(
        person.pk, value, assigned_on=today, valid_until=today + dt.timedelta(days=VALID_DAYS), source="RENAPO"
    )
