"""Asking an agency to tell us what happens: OSIA v7.1, notification, as its subscribers see it.

An agency is subscribed to where this installation has an address that it can call (`<AGENCY>_CALLBACK_URL`). Asking again
gives the same subscription, and one that was lost there comes back: it is asked once a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings

from acogida.exchange.actions import send
from acogida.exchange.messages import Subscription
from acogida.exchange.models import OutboxMessage
from acogida.exchange.operations import Outgoing, operation
from acogida.exchange.wire import Request

PURPOSE = "subscribe"
PATH = "/notification/v1/subscriptions"
POLICY = "60,-1"  # a notification that we do not take is told again every minute, for as long as it takes


def callback(agency: str) -> str:
    """Where an agency can call us; "" when it is not asked to."""
    return str(getattr(settings, f"{agency.upper()}_CALLBACK_URL", ""))


def speak_of(agency: str) -> None:
    """How to subscribe with an agency: an address is configuration, and no message holds it."""
    address = callback(agency)

    @operation(f"{agency}.{PURPOSE}", f"{PATH} http {address} {POLICY}")
    def subscription(outgoing: Outgoing) -> Request:
        query = {"topic": str(outgoing.fields["topic"]), "protocol": "http", "address": address, "policy": POLICY}
        return Request("POST", PATH, query=query, transaction=False)


def subscribe(agency: str, topics: Collection[str], day: dt.date) -> list[OutboxMessage]:
    """Ask to hear of every topic, once a day; nothing is asked while there is no address to call."""
    if not callback(agency):
        return []
    return [
        send(agency, PURPOSE, None, Subscription(topic=name), key=f"subscribe:{agency}:{name}:{day}", countries=set())
        for name in topics
    ]
