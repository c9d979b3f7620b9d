"""Delivering the outbox: claim a row, send it outside any transaction, keep what came of it.

Exactly once at the other side: every attempt carries the message's id as Idempotency-Key. Exactly once here: the row is
claimed by a conditional UPDATE, and its outcome is kept only by the holder of that claim, together with what the reply
handler wrote. A worker killed while sending leaves a claim that runs out; the sweep finds it.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import uuid
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import wire
from acogida.exchange.models import Agency, OutboxMessage
from acogida.exchange.operations import Outgoing, Strayed, request_of
from acogida.exchange.replies import Unusable, replies

CLAIM = dt.timedelta(seconds=60)  # longer than wire.SECONDS and the handler together
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds
MOST_ATTEMPTS = 400  # over a day of waiting; then the message stops, visibly, until somebody asks again
BATCH = 200
INSECURE, STRAYED = "insecure", "strayed"  # why nothing left: the address is not https; the request held too much
LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)")


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
            OutboxMessage.objects.filter(~waits_for_another(), state__in=("pending", "sending"))
            .filter(next_attempt__lte=timezone.now())
            .exclude(agency__in=silent)
            .order_by("next_attempt", "pk")
        )
        free = [pk for pk, state, until in due.values_list("pk", "state", "claimed_until")[:20] if _free(state, until)]
        if not free:
            break
        message = OutboxMessage.objects.get(pk=free[0])
        if _attempt(message.pk) is not None:
            silent.append(message.agency_id)


def waits_for_another() -> Exists:
    """Whether an earlier message about the same person has not arrived (a condition on OutboxMessage)."""
    earlier = OutboxMessage.objects.filter(
        order_key=OuterRef("order_key"), place__lt=OuterRef("place"), state__in=OutboxMessage.OPEN
    )
    return Exists(earlier)


def _free(state: str, claimed_until: dt.datetime | None) -> bool:
    return state == "pending" or claimed_until is None or claimed_until < timezone.now()


def _attempt(message_id: uuid.UUID) -> float | None:
    claim = timezone.now() + CLAIM
    if not _claim(message_id, claim):
        return None
    message = OutboxMessage.objects.select_related("agency", "agreement").get(pk=message_id)
    assert message.agreement is not None  # only what was refused has none, and that is never claimed
    try:
        request = request_of(outgoing(message))
        answer = converse(message.agency_id, request, str(message.pk))
        _keep(message, claim, answer, request.sha256(str(message.pk)))
    except Strayed as error:
        _give_up(message, claim, f"{STRAYED}: {error}")
    except wire.Rejected as error:
        _give_up(message, claim, str(error))
    except (wire.NoAnswer, Unusable) as error:
        return _postpone(message, claim, str(error), agency_down=isinstance(error, wire.NoAnswer))
    return None


def _claim(message_id: uuid.UUID, until: dt.datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_outboxmessage SET state = 'sending', attempts = attempts + 1, claimed_until = %s"
            " WHERE id = (SELECT id FROM exchange_outboxmessage m WHERE id = %s AND next_attempt <= clock_timestamp()"
            " AND (state = 'pending' OR state = 'sending' AND claimed_until < clock_timestamp())"
            " AND NOT EXISTS (SELECT FROM exchange_outboxmessage e WHERE e.order_key = m.order_key"
            " AND e.place < m.place AND e.state IN ('pending', 'sending', 'failed')) FOR UPDATE SKIP LOCKED)",
            [until, message_id],
        )
        return cursor.rowcount == 1


def converse(agency: str, request: wire.Request, key: str, seconds: float = wire.SECONDS) -> wire.Answer:
    """One request to an agency at the address and with the token of the settings. Raises wire.NoAnswer, Rejected."""
    base = str(getattr(settings, f"{agency.upper()}_URL", ""))
    if settings.PRODUCTION and not base.startswith("https://") and not LOCAL.match(base):
        raise wire.NoAnswer(INSECURE if base else wire.NO_ADDRESS)
    token = str(getattr(settings, f"{agency.upper()}_TOKEN", ""))
    return wire.send(base, request, key=key, token=token, seconds=seconds)


def outgoing(message: OutboxMessage) -> Outgoing:
    """The message as operations see it."""
    return Outgoing(
        id=message.pk, agency=message.agency_id, purpose=message.purpose, fields=message.payload,
        path=message.agreement.path if message.agreement else "", person_id=message.person_id,
        attachment=None if message.attachment is None else bytes(message.attachment),
    )  # fmt: skip


def _held(message: OutboxMessage, claim: dt.datetime) -> Any:
    """The row, only as long as this claim is the one in force."""
    return OutboxMessage.objects.filter(pk=message.pk, state="sending", claimed_until=claim)


@transaction.atomic
def _keep(message: OutboxMessage, claim: dt.datetime, answer: wire.Answer, sha256: str) -> None:
    now = timezone.now()
    receipt = {"status": answer.status, "receipt": answer.receipt, "at": now.isoformat()}
    kept = _held(message, claim).update(
        state="delivered", delivered_at=now, claimed_until=None, last_error="", sha256=sha256, payload={}, attachment=None,
        receipt=receipt,
    )  # fmt: skip
    if not kept:  # the claim ran out and somebody else has the message: theirs counts
        return
    message.receipt = receipt  # so that a handler knows the status, where several are answers
    name = f"{message.agency_id}.{message.purpose}"
    if name in replies.names():
        replies[name](message, answer.body)
    write(None, "exchange.delivered", message, detail={"agency": message.agency_id, "purpose": message.purpose})
    answered(message.agency_id, now)


def answered(agency: str, now: dt.datetime) -> None:
    """Keep that the agency answers; when it had not, nobody waits longer."""
    was_down = Agency.objects.filter(pk=agency).values_list("last_failure", "last_success").get()
    Agency.objects.filter(pk=agency).update(last_success=now, failures=0, quiet_until=None)
    if was_down[0] and (was_down[1] is None or was_down[1] < was_down[0]):
        OutboxMessage.objects.filter(agency=agency, state="pending", next_attempt__gt=now).update(next_attempt=now)


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
