"""Telling subscribers what happened."""

from __future__ import annotations

from django.db import transaction

from acogida.accounts.models import Office
from acogida.exchange.actions import send
from acogida.exchange.messages import Message
from acogida.exchange.models import Agreement, OutboxMessage
from acogida.partners.events import carrying
from acogida.partners.events.models import Subscription
from acogida.partners.events.topics import TOPICS
from acogida.partners.oauth.scopes import in_force
from acogida.people.models import Person
from acogida.people.shielding import countries_to_shield


@transaction.atomic(savepoint=False)
def publish(topic: str, person: Person, message: Message, *, office: Office, key: str) -> list[OutboxMessage]:
    """Put an event in the outbox for every confirmed subscription of a partner whose agreement covers the topic.

    `message` (one of `exchange.messages`) is all they are told: the gateway compares it with each agreement's fields, the
    countries the person must be protected from, and her consent where it is needed, as for everything that leaves; what it
    refuses is kept as refused. `key` names the act: published twice, it is told once. Of a person who is sealed only what
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
        if topic not in in_force(agency, office.today(), Agreement.Direction.SEND):
            continue
        row = send(
            agency, topic, person.pk, message, key=f"event:{subscription.pk}:{key}", office=office,
            countries=countries_to_shield(person), route=carrying.route(subscription),
        )  # fmt: skip
        sent.append(row)
    return sent
