"""Delivering the outbox: claim a row, send it outside any transaction, keep what came of it.

Exactly once at the other side: every attempt carries the message's id as Idempotency-Key. Exactly once here: the row is
claimed by a conditional UPDATE, and its outcome is kept only by the holder of that claim, together with what the reply
handler wrote. A worker killed while sending leaves a claim that runs out; the sweep finds it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import random
import uuid
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import wire
from acogida.exchange.models import Agency, OutboxMessage
from acogida.exchange.replies import Unusable, replies

CLAIM = dt.timedelta(seconds=60)  # longer than wire.SECONDS and the handler together
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds
MOST_ATTEMPTS = 400  # over a day of waiting; then the message stops, visibly, until somebody asks again
BATCH = 200


def deliver_one(message_id: uuid.UUID) -> float | None:
    """Try one message if it is due. Returns after how many seconds to try again; else None, and then whatever else is
    due is tried too (its agency may just have come back)."""
    wait = _attempt(message_id)
    if wait is None:
        sweep()
    return wait


def sweep(limit: int = BATCH) -> None:
    """Try everything that is due, oldest first.

    An agency that does not answer is left alone for the rest of the sweep, so that one that is down does not make
    messages to the others wait for its time-outs.
    """
    silent: list[str] = []
    for _turn in range(limit):
        due = (
            OutboxMessage.objects.filter(state__in=("pending", "sending"), next_attempt__lte=timezone.now())
            .exclude(agency__in=silent)
            .order_by("next_attempt", "pk")
        )
        free = [pk for pk, state, until in due.values_list("pk", "state", "claimed_until")[:20] if _free(state, until)]
        if not free:
            break
        message = OutboxMessage.objects.get(pk=free[0])
        if _attempt(message.pk) is not None:
            silent.append(message.agency_id)


def _free(state: str, claimed_until: dt.datetime | None) -> bool:
    return state == "pending" or claimed_until is None or claimed_until < timezone.now()


def _attempt(message_id: uuid.UUID) -> float | None:
    claim = timezone.now() + CLAIM
    if not _claim(message_id, claim):
        return None
    message = OutboxMessage.objects.select_related("agency", "agreement").get(pk=message_id)
    assert message.agreement is not None  # only what was refused has none, and that is never claimed
    body = _body(message)
    try:
        answer = wire.post(_address(message.agency_id), message.agreement.path, body, key=str(message.pk))
        _keep(message, claim, answer, hashlib.sha256(body).hexdigest())
    except wire.Rejected as error:
        _give_up(message, claim, str(error))
    except (wire.NoAnswer, Unusable) as error:
        return _postpone(message, claim, str(error), agency_down=isinstance(error, wire.NoAnswer))
    return None


def _claim(message_id: uuid.UUID, until: dt.datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_outboxmessage SET state = 'sending', attempts = attempts + 1, claimed_until = %s"
            " WHERE id = (SELECT id FROM exchange_outboxmessage WHERE id = %s AND next_attempt <= clock_timestamp() AND"
            " (state = 'pending' OR state = 'sending' AND claimed_until < clock_timestamp()) FOR UPDATE SKIP LOCKED)",
            [until, message_id],
        )
        return cursor.rowcount == 1


def _address(agency: str) -> str:
    return str(getattr(settings, f"{agency.upper()}_URL", ""))


def _body(message: OutboxMessage) -> bytes:
    content: dict[str, Any] = dict(message.payload)
    if message.attachment is not None:
        content["letter"] = base64.b64encode(bytes(message.attachment)).decode()
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def _held(message: OutboxMessage, claim: dt.datetime) -> Any:
    """The row, only as long as this claim is the one in force."""
    return OutboxMessage.objects.filter(pk=message.pk, state="sending", claimed_until=claim)


@transaction.atomic
def _keep(message: OutboxMessage, claim: dt.datetime, answer: wire.Answer, sha256: str) -> None:
    now = timezone.now()
    kept = _held(message, claim).update(
        state="delivered", delivered_at=now, claimed_until=None, last_error="", sha256=sha256, payload={}, attachment=None,
        receipt={"status": answer.status, "receipt": answer.receipt, "at": now.isoformat()},
    )  # fmt: skip
    if not kept:  # the claim ran out and somebody else has the message: theirs counts
        return
    name = f"{message.agency_id}.{message.purpose}"
    if name in replies.names():
        replies[name](message, answer.body)
    write(None, "exchange.delivered", message, detail={"agency": message.agency_id, "purpose": message.purpose})
    was_down = Agency.objects.filter(pk=message.agency_id).values_list("last_failure", "last_success").get()
    Agency.objects.filter(pk=message.agency_id).update(last_success=now)
    if was_down[0] and (was_down[1] is None or was_down[1] < was_down[0]):  # it answers again: nobody waits longer
        OutboxMessage.objects.filter(agency=message.agency_id, state="pending", next_attempt__gt=now).update(
            next_attempt=now
        )


@transaction.atomic
def _postpone(message: OutboxMessage, claim: dt.datetime, error: str, *, agency_down: bool) -> float | None:
    if message.attempts >= MOST_ATTEMPTS:
        _give_up(message, claim, error)
        return None
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(message.attempts - 1, 20)) * random.uniform(0.7, 1.3)
    now = timezone.now()
    _held(message, claim).update(
        state="pending", claimed_until=None, last_error=error[:300], next_attempt=now + dt.timedelta(seconds=wait)
    )
    if agency_down:
        Agency.objects.filter(pk=message.agency_id).update(last_failure=now, last_error=error[:300])
    return wait


@transaction.atomic
def _give_up(message: OutboxMessage, claim: dt.datetime, error: str) -> None:
    _held(message, claim).update(state="failed", claimed_until=None, last_error=error[:300])
    write(None, "exchange.stopped", message, detail={"agency": message.agency_id, "purpose": message.purpose})
