"""Telling subscribers what happened."""

from __future__ import annotations

import dataclasses

from django.db import transaction

from acogida.accounts.models import Office
from acogida.exchange.actions import send
from acogida.exchange.messages import Message
from acogida.exchange.models import Agreement, OutboxMessage
from acogida.partners.events import carrying
from acogida.partners.events.models import Subscription
from acogida.partners.events.topics import TOPICS
from acogida.partners.references import reference_for
from acogida.people.models import Person
from acogida.people.shielding import countries_to_shield


@transaction.atomic(savepoint=False)
def publish(topic: str, person: Person, message: Message, *, office: Office, key: str) -> list[OutboxMessage]:
    """Put an event in the outbox for every confirmed subscription of a partner whose agreement covers the topic.

    `message` (one of `exchange.messages`) is the most they are told. Each partner gets of it what its agreement lists, and a
    `person_reference` of its own; the gateway then compares with the agreement, the countries the person must be protected
    from, and her consent where it is needed, as for everything that leaves; what it refuses is kept as refused. `key` names the act: published twice, it is told once. Of a person who is sealed only what
    the law says must be told. Raises KeyError for a topic that there is not.
    """
    chosen = TOPICS[topic]
    if person.sealed and not chosen.sealed_too:
        return []
    subscriptions = Subscription.objects.filter(
        topic=topic, confirmed_at__isnull=False, ended_at=None, client__revoked_at=None
    )
    sent = []
    for subscription in subscriptions.select_related("client").order_by("pk"):
        agency = subscription.client.agency_id
        agreement = Agreement.in_force(agency, topic, office.today(), Agreement.Direction.SEND)
        if agreement is None:
            continue
        row = send(
            agency, topic, person.pk, _for(message, agreement, person), key=f"event:{subscription.pk}:{key}", office=office,
            countries=countries_to_shield(person), route=carrying.route(subscription),
        )  # fmt: skip
        sent.append(row)
    return sent


def _for(message: Message, agreement: Agreement, person: Person) -> Message:
    """What this agency may hear of a message: optional fields that its agreement does not list are not said."""
    unsaid = {
        each.name: None
        for each in dataclasses.fields(message)
        if each.default is None and each.name not in agreement.fields
    }
    if getattr(message, "person_reference", None) and "person_reference" not in unsaid:
        unsaid["person_reference"] = reference_for(agreement.agency_id, person.pk)  # type: ignore[assignment]
    return dataclasses.replace(message, **unsaid)
