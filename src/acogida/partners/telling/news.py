"""What partners who subscribed hear of the steps of a case (`partners.events`)."""

from __future__ import annotations

import datetime as dt

from acogida.accounts.models import Office
from acogida.cases import packs
from acogida.cases.models import Event
from acogida.certificates.models import Certificate
from acogida.exchange.messages import PersonEvent
from acogida.partners.events import publish
from acogida.partners.events.models import Subscription
from acogida.people.models import Person

PRESENT, DEATH = "present", "record_death"


def of_step(event: Event) -> None:
    """An application presented, a person recognised, a death."""
    if event.kind == PRESENT:
        if not subscribed("application_presented"):  # at the counter every query counts
            return
        for member in event.case.members.filter(end=None).select_related("person").order_by("position"):
            tell(
                "application_presented",
                member.person,
                event.on,
                event.case.office,
                key=f"{event.pk}:{member.person_id}",
            )
        return
    claim = event.claim
    if claim is None:
        return
    if event.kind == DEATH:
        tell("death", claim.person, event.on, event.case.office, key=str(event.pk))
    elif claim.outcome and packs.of(event.case).outcome(claim.outcome).positive:
        tell("recognised", claim.person, event.on, event.case.office, key=str(event.pk))


def subscribed(topic: str) -> bool:
    """Whether any partner listens to a topic."""
    return Subscription.objects.filter(topic=topic, confirmed_at__isnull=False, ended_at=None).exists()


def tell(
    topic: str, person: Person, on: dt.date, office: Office, *, key: str, certificate: Certificate | None = None
) -> None:
    """Who it happened to, by the references that partners know her by, and when."""
    number = person.numbers.filter(scheme="CURP", status="active").first()
    message = PersonEvent(
        happened_on=on, person_reference=str(person.pk), curp=number.value if number else None,
        certificate_number=certificate.number if certificate else None,
    )  # fmt: skip
    publish(topic, person, message, office=office, key=f"{topic}:{key}")
