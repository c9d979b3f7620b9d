"""How an event travels: OSIA's notification, signed, to the address of a subscription.

Delivered at least once, in order for each person; tried again as the subscription's policy says, then it stops in the list
where people find everything that stopped. Looked at anew before each attempt: a partner whose agreement has ended, whose
client was revoked, or that has unsubscribed hears nothing more, not even what was waiting.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing as django_signing
from django.utils import timezone

from acogida.certificates.issuing import public_url
from acogida.exchange import routes, wire
from acogida.exchange.firewall import Refusal
from acogida.exchange.models import Agreement, OutboxMessage
from acogida.partners import signing
from acogida.partners.events import addresses
from acogida.partners.events.models import Subscription
from acogida.partners.events.topics import TOPICS

KIND = "callback"
SALT = "partners.subscription"
DAYS_TO_CONFIRM = 3
CONFIRMATION, NOTIFICATION = "SubscriptionConfirmation", "Notification"


def route(subscription: Subscription) -> str:
    """The route of messages to a subscription."""
    return f"{KIND}:{subscription.pk}"


def token(subscription: Subscription) -> str:
    """What confirms a subscription, for three days."""
    return django_signing.TimestampSigner(salt=SALT).sign(str(subscription.pk))


def confirmed_by(text: str) -> str:
    """The id of the subscription that a token confirms. Raises ValueError."""
    signer = django_signing.TimestampSigner(salt=SALT)
    try:
        return signer.unsign(text, max_age=dt.timedelta(days=DAYS_TO_CONFIRM))
    except django_signing.BadSignature:
        raise ValueError("the token is not ours, or too old") from None


class Callback:
    """Deliveries to subscriptions (`exchange.routes`)."""

    def carry(self, message: OutboxMessage, seconds: float) -> routes.Carried:
        subscription = _open(message)
        body = json.dumps(_message(message, subscription), ensure_ascii=False).encode()
        headers = signed_headers(message, subscription, body)
        local = not settings.PRODUCTION
        answer = addresses.post(subscription.address, body, headers, seconds=seconds, local=local)
        if message.attempts > 1:  # it answers again: what waited goes at once
            _waiting(message).update(next_attempt=timezone.now())
        return routes.Carried(answer, hashlib.sha256(body).hexdigest())

    def address(self, message: OutboxMessage) -> str:
        subscription = Subscription.objects.get(pk=message.route.partition(":")[2])
        return "" if wire.LOCAL.match(subscription.address) else subscription.address

    def wait(self, message: OutboxMessage) -> float | None:
        subscription = Subscription.objects.get(pk=message.route.partition(":")[2])
        if 0 <= subscription.most <= message.attempts:
            return None
        # One of them finds out whether the address answers again; the others wait for that.
        later = timezone.now() + dt.timedelta(seconds=subscription.countdown)
        _waiting(message).update(next_attempt=later)
        return float(subscription.countdown)


def _waiting(message: OutboxMessage) -> Any:
    return OutboxMessage.objects.filter(route=message.route, state="pending").exclude(pk=message.pk)


def _open(message: OutboxMessage) -> Subscription:
    """The subscription, if it may still hear. Raises routes.Closed."""
    rows = Subscription.objects.select_related("client")
    subscription = rows.filter(pk=message.route.partition(":")[2], ended_at=None, client__revoked_at=None).first()
    if subscription is None or (subscription.confirmed_at is None and message.person_id is not None):
        raise routes.Closed(Refusal.NO_AGREEMENT.value)
    on = message.office.today() if message.office else timezone.localdate()
    covered = Agreement.in_force(message.agency_id, subscription.topic, on, Agreement.Direction.SEND)
    if covered is None or not addresses.below(subscription.address, subscription.client.addresses):
        raise routes.Closed(Refusal.NO_AGREEMENT.value)
    return subscription


def _message(message: OutboxMessage, subscription: Subscription) -> dict[str, Any]:
    """OSIA's Message. What happened is JSON in the text of `message`."""
    said: dict[str, Any] = {
        "topic": subscription.topic,
        "messageId": str(message.pk),
        "timestamp": message.created_at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if message.person_id is None:
        text = token(subscription)
        url = f"{public_url()}/osia/notification/v1/subscriptions/confirm?{urlencode({'token': text})}"
        label = f"Confirm the subscription to {TOPICS[subscription.topic].code}"
        return {"type": CONFIRMATION, "message": label, "token": text, "subscribeURL": url, **said}
    content = json.dumps(message.payload, ensure_ascii=False, sort_keys=True)
    return {"type": NOTIFICATION, "message": content, "subject": subscription.topic, **said}


def signed_headers(message: OutboxMessage, subscription: Subscription, body: bytes) -> dict[str, str]:
    """The headers of a delivery, and a signature over them and the body: a JWS whose header repeats what they say, with
    the time and the address it is meant for. Whoever receives it can tell a copy sent to somebody else, or later."""
    names = {
        "message-type": CONFIRMATION if message.person_id is None else NOTIFICATION,
        "message-id": str(message.pk),
        "subscription-id": str(subscription.pk),
        "topic-id": TOPICS[subscription.topic].uuid,
    }
    head = {"typ": "event+jws", "iat": int(timezone.now().timestamp()), "aud": subscription.address, **names}
    return {
        **names,
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Idempotency-Key": str(message.pk),
        "X-JWS-Signature": signing.detached(head, body),
    }


routes.register(KIND, Callback())
