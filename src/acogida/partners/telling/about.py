"""What the messages about a person have in common: who is told, who must be shielded, what an agency knows her by."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.cases import actions as cases
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event
from acogida.certificates.models import Certificate
from acogida.exchange.actions import send
from acogida.exchange.messages import Message
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable
from acogida.people.models import HeldDocument, Person
from acogida.people.renapo.asking import identity_of
from acogida.people.shielding import countries_to_shield

INM, SRE, PPNNA = "inm", "sre", "ppnna"
PROTECTION = {
    "recognised": "REFUGEE",
    "complementary_protection": "COMPLEMENTARY_PROTECTION",
}  # outcome of the pack: what is said

__all__ = ["INM", "PPNNA", "PROTECTION", "SRE", "as_told", "document_of", "identity_of", "known_by", "shielded", "tell"]


def tell(
    agency: str,
    purpose: str,
    person: Person,
    message: Message,
    *,
    key: str,
    case: Case,
    attachment: bytes | None = None,
) -> OutboxMessage:
    """Put a message about one person in the outbox, within the transaction of the step that it follows from."""
    return send(
        agency, purpose, person.pk, message, key=key, countries=countries_to_shield(person), office=case.office,
        reference=case.number, attachment=attachment,
    )  # fmt: skip


def shielded(case: Case) -> set[str]:
    """Countries whose authorities may learn nothing of anybody in the case."""
    members = case.members.filter(end=None).select_related("person")
    return set().union(*(countries_to_shield(member.person) for member in members))


def known_by(person: Person) -> tuple[str, ...]:
    """The certificates of a person, by which the migration authority was told of her; the latest last."""
    return tuple(Certificate.objects.filter(person=person).order_by("issued_at").values_list("number", flat=True))


def document_of(person: Person, agency: str) -> HeldDocument | None:
    """The latest document that an agency issued to a person, by its own word."""
    return person.documents.filter(source=agency).order_by("-issued_on", "-pk").first()


def as_told(
    case: Case, step: str, *, key: uuid.UUID, claim_id: uuid.UUID | None = None, on: dt.date | None = None, **said: Any
) -> Event | None:
    """Take a step on an agency's word, where the case still awaits it; None where it does not (somebody recorded it by
    hand, or the claim has ended): the word is kept beside it all the same."""
    try:
        return cases.take_as_told(case.pk, step, key=key, claim_id=claim_id, on=on, payload=said)
    except Refused:
        return None


def text_of(body: Any, name: str, most: int, *, needed: bool = True) -> str:
    """A text of a notification. Raises Unusable where it is missing or too long."""
    value = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(value, str) or len(value) > most or (needed and not value.strip()):
        raise Unusable(f"the message has no usable {name}")
    return value.strip()


def day_of(body: Any, name: str, *, needed: bool = True) -> dt.date | None:
    """A date of a notification. Raises Unusable where it is none."""
    text = text_of(body, name, 10, needed=needed)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{name} is not a date") from None
