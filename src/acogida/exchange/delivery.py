"""Delivering the outbox: claim a row, send it outside any transaction, keep what came of it.

Exactly once at the other side: every attempt carries the message's id as Idempotency-Key. Exactly once here: the row is
claimed by a conditional UPDATE, and its outcome is kept only by the holder of that claim, together with what the reply
handler wrote. A worker killed while sending leaves a claim that runs out; the sweep finds it.

No herd: a sweep sends one after the other and leaves an agency alone that does not answer, so one that is down is asked
once a sweep, whatever waits; each failure makes waits longer, by chance a little different.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import backoff, gateway, routes, wire
from acogida.exchange.models import Agency, OutboxMessage
from acogida.exchange.operations import Outgoing, Strayed, request_of
from acogida.exchange.replies import Unusable, replies

MOST_ATTEMPTS = 400  # over a day of waiting; then the message stops, visibly, until somebody asks again
BATCH = 200
ERRORS_IN_A_ROW = 3
INSECURE, STRAYED, FAULT = "insecure", "strayed", "fault"  # codes of our own troubles, beside those of `wire`

log = logging.getLogger(__name__)


def patience() -> float:
    """Seconds the worker waits for an agency's answer."""
    return float(settings.EXCHANGE_PATIENCE)


def claim_time() -> dt.timedelta:
    """For how long a worker that took a message has it alone: longer than the answer and the handler together."""
    return dt.timedelta(seconds=3 * patience())


def deliver_one(message_id: uuid.UUID) -> float | None:
    """Try one message if it is due. Returns after how many seconds to try again; else None, and then whatever else is
    due is tried too (its agency may just have come back, or its next message have waited for this one)."""
    wait = _attempt(message_id)
    if wait is None:
        sweep()
    return wait


def down(message_id: uuid.UUID) -> str:
    """The agency of a message when it did not answer when last asked: one message at a time finds out whether it does
    again, and the others wait for that. "" when it answers, or was never asked."""
    found = Agency.objects.filter(messages=message_id, messages__route="").first()
    return found.pk if found is not None and _silent(found) else ""


def _silent(agency: Agency) -> bool:
    """Whether to leave an agency alone. One that answers with an error now and then still answers; one that cannot be
    reached, is too slow, or gives nothing but errors does not."""
    if agency.answers is not False:
        return False
    return agency.failures >= ERRORS_IN_A_ROW or not agency.last_error.startswith("HTTP")


def agency_of(message_id: uuid.UUID) -> str:
    """The code of a message's agency."""
    return str(OutboxMessage.objects.values_list("agency", flat=True).get(pk=message_id))


def sweep(agency: str = "", limit: int = BATCH) -> float | None:
    """Try everything that is due (of one agency), oldest first. Returns after how many seconds to try again, where
    something did not go well.

    An agency that does not answer is left alone for the rest of the sweep, so that one that is down does not make
    messages to the others wait for its time-outs.
    """
    silent: list[str] = []
    waits: list[float] = []
    for _turn in range(limit):
        rows = due().exclude(agency__in=silent)
        if agency:
            rows = rows.filter(agency=agency)
        found = rows.values_list("pk", "state", "claimed_until", "agency")[:20]
        free = [(pk, code) for pk, state, until, code in found if _free(state, until)]
        if not free:
            break
        pk, code = free[0]
        wait = _attempt(pk)
        if wait is not None:
            waits.append(wait)
            if _silent(Agency.objects.get(pk=code)):
                silent.append(code)
    return min(waits, default=None)


def due() -> Any:
    """Messages whose time and turn have come, oldest first."""
    return (
        OutboxMessage.objects.filter(~waits_for_another(), state__in=("pending", "sending"))
        .filter(next_attempt__lte=timezone.now())
        .order_by("next_attempt", "pk")
    )


def waits_for_another() -> Exists:
    """Whether an earlier message about the same person has not arrived (a condition on OutboxMessage)."""
    earlier = OutboxMessage.objects.filter(
        order_key=OuterRef("order_key"), place__lt=OuterRef("place"), state__in=OutboxMessage.OPEN
    )
    return Exists(earlier)


def _free(state: str, claimed_until: dt.datetime | None) -> bool:
    return state == "pending" or claimed_until is None or claimed_until < timezone.now()


def _attempt(message_id: uuid.UUID) -> float | None:
    claim = timezone.now() + claim_time()
    if not _claim(message_id, claim):
        return None
    message = OutboxMessage.objects.select_related("agency", "agreement", "office").get(pk=message_id)
    try:
        if why := _no_longer(message):
            _give_up(message, claim, why)
            return None
        carried = _carry(message)
        _keep(message, claim, carried.answer, carried.sha256)
    except routes.Closed as error:
        _close(message, claim, str(error))
    except Strayed as error:
        _give_up(message, claim, f"{STRAYED}: {error}")
    except wire.Rejected as error:
        _give_up(message, claim, str(error))
    except wire.NoAnswer as error:
        return _postpone(message, claim, str(error), agency_down=not message.route)
    except Unusable as error:
        return _postpone(message, claim, str(error))
    except Exception as error:  # a fault of ours must not stop what is behind it in the queue
        log.exception("message %s could not be handled", message.pk)
        return _postpone(message, claim, f"{FAULT}: {type(error).__name__}")
    return None


def _carry(message: OutboxMessage) -> routes.Carried:
    """Deliver it, by its route or to the agency's own address."""
    if route := routes.route_of(message):
        return route.carry(message, patience())
    request, key = request_of(outgoing(message)), str(message.pk)
    return routes.Carried(converse(message.agency_id, request, key, patience()), request.sha256(key))


def _no_longer(message: OutboxMessage) -> str:
    """Why what waited may not leave now: the agreement ended, or another country is to be kept from it by now."""
    on = gateway.today_at(message.office)
    route = routes.route_of(message)
    where = route.address(message) if route else host(message.agency_id)
    return str(gateway.still_agreed(message, on, address=where) or "")


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


def converse(agency: str, request: wire.Request, key: str, seconds: float, *, below: bool = True) -> wire.Answer:
    """One request to an agency at the address and with the token of the settings. `below`: its path is below that address,
    not of the host's root. Raises wire.NoAnswer, Rejected."""
    base = address(agency)
    if settings.PRODUCTION and not base.startswith("https://") and not wire.LOCAL.match(base):
        raise wire.NoAnswer(INSECURE if base else wire.NO_ADDRESS)
    token = str(getattr(settings, f"{agency.upper()}_TOKEN", ""))
    if not below:
        parts = urlsplit(base)
        base = f"{parts.scheme}://{parts.netloc}"
    return wire.send(base, request, key=key, token=token, seconds=seconds)


def visit(agency: str, path: str, key: str) -> None:
    """Open an address of the agency's own that it gave us (it confirms a subscription): nothing is said. Raises as
    `converse`."""
    converse(agency, wire.Request("GET", path, transaction=False), key, patience(), below=False)


def address(agency: str) -> str:
    """Where an agency's service is, by the settings; "" when it is not set."""
    return str(getattr(settings, f"{agency.upper()}_URL", ""))


def host(agency: str) -> str:
    """The address as the firewall looks at it; "" where it is this machine's own (a simulator, a relay)."""
    base = address(agency)
    return "" if wire.LOCAL.match(base) else base


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
    if not message.route:
        answered(message.agency_id, now)


def answered(agency: str, now: dt.datetime) -> None:
    """Keep that the agency answers; when it had not, nobody waits longer (sweeps still send one after the other)."""
    was_down = Agency.objects.filter(pk=agency).values_list("last_failure", "last_success").get()
    Agency.objects.filter(pk=agency).update(last_success=now, failures=0)
    if was_down[0] and (was_down[1] is None or was_down[1] < was_down[0]):
        OutboxMessage.objects.filter(agency=agency, route="", state="pending", next_attempt__gt=now).update(
            next_attempt=now
        )


def unanswered(agency: str, error: str) -> None:
    """Keep that the agency does not answer."""
    now = timezone.now()
    Agency.objects.filter(pk=agency).update(last_failure=now, last_error=error[:300], failures=F("failures") + 1)


@transaction.atomic
def _postpone(message: OutboxMessage, claim: dt.datetime, error: str, *, agency_down: bool = False) -> float | None:
    failures = message.attempts
    if agency_down:
        unanswered(message.agency_id, error)
        failures = max(failures, Agency.objects.values_list("failures", flat=True).get(pk=message.agency_id))
    route = routes.route_of(message)
    if route:
        wait = route.wait(message)
    else:
        wait = backoff.wait(failures) if message.attempts < MOST_ATTEMPTS else None
    if wait is None:
        _give_up(message, claim, error)
        return None
    _held(message, claim).update(
        state="pending", claimed_until=None, last_error=error[:300],
        next_attempt=timezone.now() + dt.timedelta(seconds=wait),
    )  # fmt: skip
    return wait


@transaction.atomic
def _close(message: OutboxMessage, claim: dt.datetime, reason: str) -> None:
    closed = {"state": "refused", "reason": reason, "claimed_until": None, "payload": {}, "attachment": None}
    if _held(message, claim).update(**closed):
        write(None, "exchange.refused", message, detail={"agency": message.agency_id, "purpose": message.purpose})


@transaction.atomic
def _give_up(message: OutboxMessage, claim: dt.datetime, error: str) -> None:
    if _held(message, claim).update(state="failed", claimed_until=None, last_error=error[:300]):
        write(None, "exchange.stopped", message, detail={"agency": message.agency_id, "purpose": message.purpose})
