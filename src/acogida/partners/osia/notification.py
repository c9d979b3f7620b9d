"""OSIA's notification services, the subscriber's side: topics, and subscriptions to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from acogida.exchange.models import Agreement
from acogida.partners.events import actions
from acogida.partners.events.models import Subscription
from acogida.partners.events.topics import TOPICS
from acogida.partners.oauth.scopes import SUBSCRIBE, SUBSCRIPTIONS
from acogida.partners.oauth.scopes import TOPICS as READ_TOPICS
from acogida.partners.osia.serving import Call, Problem, address, operation

MOST_OPEN = 100  # subscriptions of one client
MOST = 100


@operation("subscribe", SUBSCRIBE, query="topic protocol address policy", transaction=False)
def subscribe(call: Call) -> dict[str, Any]:
    """A subscription that waits for its address to confirm it."""
    topic = call.text("topic")
    call.choice("protocol", ("http",), "http")
    where, policy = call.request.GET.get("address", ""), call.request.GET.get("policy", "")
    if topic not in TOPICS:
        raise Problem(400, f"topic is one of: {', '.join(TOPICS)}")
    if Agreement.in_force(call.agency, topic, timezone.localdate(), Agreement.Direction.SEND) is None:
        raise Problem(403, "no agreement in force covers this topic")
    if Subscription.objects.filter(client=call.client, ended_at=None).count() >= MOST_OPEN:
        raise Problem(409, f"a client has at most {MOST_OPEN} subscriptions")
    try:
        return _said(actions.subscribe(call.client, topic, where, policy))
    except actions.NotAgreed as refused:
        raise Problem(403, str(refused)) from None
    except ValueError as wrong:
        raise Problem(400, str(wrong)) from None


@operation("listSubscription", SUBSCRIPTIONS, query="offset limit", transaction=False)
def subscriptions(call: Call) -> list[dict[str, Any]]:
    """This client's own, oldest first."""
    offset, limit = call.number("offset", 0, 1_000_000), call.number("limit", MOST, MOST)
    rows = Subscription.objects.filter(client=call.client, ended_at=None).order_by("pk")
    return [_said(each) for each in rows[offset : offset + limit]]


@operation("unsubscribe", SUBSCRIBE, transaction=False)
def unsubscribe(call: Call, uuid_: str) -> None:
    """Nothing more is told, not even what waits."""
    try:
        pk = uuid.UUID(uuid_)
    except ValueError:
        raise Problem(404, "no such subscription of this client") from None
    if not actions.unsubscribe(call.client, pk):
        raise Problem(404, "no such subscription of this client")


@operation("confirm", SUBSCRIBE, query="token", transaction=False)
def confirm(call: Call) -> HttpResponse:
    """From now on it is told."""
    token = call.text("token")
    try:
        actions.confirm(call.client, token)
    except ValueError as wrong:
        raise Problem(400, str(wrong)) from None
    return HttpResponse(status=200)


@operation("listTopics", READ_TOPICS, query="offset limit", transaction=False)
def topics(call: Call) -> list[dict[str, Any]]:
    """The topics that an agreement in force lets this agency hear."""
    offset, limit = call.number("offset", 0, 1_000_000), call.number("limit", MOST, MOST)
    today, send = timezone.localdate(), Agreement.Direction.SEND
    heard = [each for each in TOPICS.values() if Agreement.in_force(call.agency, each.code, today, send)]
    return [{"uuid": each.uuid, "name": each.code} for each in heard[offset : offset + limit]]


subscriptions_view = address(POST=subscribe, GET=subscriptions)
subscription_view = address(DELETE=unsubscribe)
confirm_view = address(GET=confirm)
topics_view = address(GET=topics)


def _said(subscription: Subscription) -> dict[str, Any]:
    """OSIA's Subscription."""
    return {
        "uuid": str(subscription.pk), "topic": TOPICS[subscription.topic].uuid, "protocol": "http",
        "address": subscription.address, "policy": f"{subscription.countdown},{subscription.most}",
        "active": subscription.active,
    }  # fmt: skip
