"""Subscribing, confirming, and ending a subscription."""

from __future__ import annotations

import re
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange.actions import send
from acogida.exchange.messages import Nothing
from acogida.partners.events import addresses, carrying
from acogida.partners.events.models import COUNTDOWN, MOST, Subscription
from acogida.partners.oauth.models import PartnerClient

POLICY = re.compile(r"(\d{1,6})(?:,(-1|\d{1,4}))?")
SHORTEST, LONGEST = 10, 86_400  # seconds between attempts


class NotAgreed(ValueError):
    """The address is not one that was agreed with this client."""


def policy(text: str) -> tuple[int, int]:
    """Seconds between attempts, and how many (-1: no end) of OSIA's "countdown,max". Raises ValueError."""
    if not text:
        return COUNTDOWN, MOST
    found = POLICY.fullmatch(text)
    if found is None:
        raise ValueError("policy is countdown,max: seconds between attempts, and how many (-1: no end)")
    countdown = int(found[1])
    if not SHORTEST <= countdown <= LONGEST:
        raise ValueError(f"the countdown is {SHORTEST} to {LONGEST} seconds")
    return countdown, int(found[2] or MOST)


@transaction.atomic
def subscribe(client: PartnerClient, topic: str, address: str, policy_text: str = "") -> Subscription:
    """A subscription that waits for its confirmation: a message with the token goes to the address. The same topic and
    address again is the same subscription. Raises ValueError for a policy that is none, NotAgreed."""
    countdown, most = policy(policy_text)
    if not addresses.below(address, client.addresses):
        raise NotAgreed("the address is not below one that was agreed for this client")
    open_ones = Subscription.objects.filter(client=client, topic=topic, address=address, ended_at=None)
    if known := open_ones.first():
        return known
    try:
        with transaction.atomic():
            made = Subscription.objects.create(
                client=client, topic=topic, address=address, countdown=countdown, most=most
            )
    except IntegrityError:  # at the same moment
        return open_ones.get()
    write(None, "partners.subscribed", made, detail={"topic": topic, "client": str(client.pk)})
    send(
        client.agency_id, topic, None, Nothing(), key=f"subscription:{made.pk}", countries=set(),
        route=carrying.route(made),
    )  # fmt: skip
    return made


@transaction.atomic
def confirm(client: PartnerClient, text: str) -> Subscription:
    """Begin to tell. Done twice, it is done once. Raises ValueError for a token that is not this client's."""
    pk = carrying.confirmed_by(text)
    rows = Subscription.objects.select_for_update().filter(pk=pk, client=client, ended_at=None)
    subscription = rows.first()
    if subscription is None:
        raise ValueError("the token is not ours, or too old")
    if subscription.confirmed_at is None:
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["confirmed_at"])
        write(None, "partners.subscription_confirmed", subscription, detail={"client": str(client.pk)})
    return subscription


@transaction.atomic
def unsubscribe(client: PartnerClient, subscription_id: uuid.UUID) -> bool:
    """Tell nothing more; what waits to be told is dropped when its turn comes. False for none of this client's."""
    ended = Subscription.objects.filter(pk=subscription_id, client=client, ended_at=None).update(
        ended_at=timezone.now()
    )
    if ended:
        write(None, "partners.unsubscribed", Subscription.objects.get(pk=subscription_id))
    return bool(ended)
