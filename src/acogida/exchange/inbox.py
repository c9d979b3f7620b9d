"""What agencies tell us: kept in one transaction and answered at once, handled by the worker, each once and in order."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import backoff, delivery, sealing, wire
from acogida.exchange.lines import next_place
from acogida.exchange.models import Agency, InboxMessage
from acogida.exchange.replies import Unusable
from acogida.exchange.topics import News, Topic, topics, whom

CLAIM = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 12  # about an hour; then it stops, visibly
BATCH = 200
CODE = re.compile(r"[A-Za-z0-9_.:-]{0,80}")
NO_HANDLER, NOT_THEIRS, UNREADABLE = "no_handler", "not_theirs", "unreadable"
Kind, State = InboxMessage.Kind, InboxMessage.State

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as the endpoint read it."""

    agency: str
    message_id: str
    kind: str
    topic: str
    subscription: str
    content: dict[str, Any]  # OSIA's Message


@transaction.atomic
def store(arrived: Arrived) -> tuple[InboxMessage, bool]:
    """Keep a message; (row, whether it is new). The same message-id again is the same message."""
    raw = json.dumps(arrived.content, sort_keys=True).encode()
    known = InboxMessage.objects.filter(agency=arrived.agency, message_id=arrived.message_id)
    if again := known.first():
        known.update(repeats=F("repeats") + 1)
        return again, False
    subject = str(arrived.content.get("subject") or "")
    row = InboxMessage(
        agency=Agency.objects.get(pk=arrived.agency), message_id=arrived.message_id, kind=arrived.kind, topic=arrived.topic,
        subscription=arrived.subscription, subject=subject if CODE.fullmatch(subject) else "",
        sha256=hashlib.sha256(raw).hexdigest(),
    )  # fmt: skip
    row.sealed = sealing.seal(arrived.content, row.pk)
    person = whom(f"{arrived.agency}.{arrived.topic}", _body(arrived.content)) if arrived.kind == "notification" else ""
    if person:
        row.order_key = hashlib.sha256(f"{arrived.agency}:{person}".encode()).hexdigest()
        row.place = next_place(InboxMessage, row.order_key)
    InboxMessage.objects.bulk_create([row], ignore_conflicts=True)
    kept = known.get()
    if kept.pk == row.pk:
        from acogida.exchange import jobs  # it imports this module

        write(None, "exchange.told", kept, detail={"agency": arrived.agency, "topic": arrived.topic})
        jobs.handle.defer(message_id=str(kept.pk))
    return kept, kept.pk == row.pk


def _body(content: dict[str, Any]) -> Any:
    """OSIA puts JSON into the text of `message`."""
    text = content.get("message", "")
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def handle_one(message_id: uuid.UUID) -> None:
    """Handle a message if its turn has come, then whatever waited for it."""
    _attempt(message_id)
    sweep()


def sweep(limit: int = BATCH) -> None:
    """Handle everything whose time and turn have come, oldest first."""
    tried: list[uuid.UUID] = []
    for _turn in range(limit):
        now = timezone.now()
        rows = InboxMessage.objects.filter(
            ~waits_for_another(), state__in=("waiting", "working"), next_attempt__lte=now
        )
        free = (
            pk
            for pk, state, until in rows.exclude(pk__in=tried)
            .order_by("next_attempt", "pk")
            .values_list("pk", "state", "claimed_until")[:20]
            if state == "waiting" or until is None or until < now
        )
        pk = next(free, None)
        if pk is None:
            return
        tried.append(pk)
        _attempt(pk)


def waits_for_another() -> Exists:
    """Whether an earlier message about the same person has not been handled (a condition on InboxMessage)."""
    earlier = InboxMessage.objects.filter(
        order_key=OuterRef("order_key"), place__lt=OuterRef("place"), state__in=InboxMessage.OPEN
    )
    return Exists(earlier)


def _attempt(message_id: uuid.UUID) -> None:
    claim = timezone.now() + CLAIM
    if not _claim(message_id, claim):
        return
    message = InboxMessage.objects.select_related("agency").get(pk=message_id)
    try:
        if message.sealed is None:
            raise sealing.Unreadable
        content = sealing.unseal(message.sealed, message.pk)
        if message.kind == Kind.CONFIRMATION:
            _confirm(message, content)
        _finish(message, claim, content)
    except wire.NoAnswer as error:
        _postpone(message, claim, str(error))
    except sealing.Unreadable:
        _stop(message, claim, UNREADABLE)
    except (_Stop, wire.Rejected) as error:
        _stop(message, claim, str(error))
    except Unusable as error:
        _postpone(message, claim, str(error))
    except Exception as error:  # a fault of ours must not stop what is behind it
        log.exception("message %s of the inbox could not be handled", message.pk)
        _postpone(message, claim, f"{delivery.FAULT}: {type(error).__name__}")


class _Stop(Exception):
    """Trying again would not help: somebody has to act."""


def _claim(message_id: uuid.UUID, until: dt.datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_inboxmessage SET state = 'working', attempts = attempts + 1, claimed_until = %s"
            " WHERE id = (SELECT id FROM exchange_inboxmessage m WHERE id = %s AND next_attempt <= clock_timestamp()"
            " AND (state = 'waiting' OR state = 'working' AND claimed_until < clock_timestamp())"
            " AND NOT EXISTS (SELECT FROM exchange_inboxmessage e WHERE e.order_key = m.order_key"
            " AND e.place < m.place AND e.state IN ('waiting', 'working', 'failed')) FOR UPDATE SKIP LOCKED)",
            [until, message_id],
        )
        return cursor.rowcount == 1


def _confirm(message: InboxMessage, content: dict[str, Any]) -> None:
    """Visit the address that confirms a subscription, if it is the agency's own: nobody sends us elsewhere."""
    url = str(content.get("subscribeURL") or "")
    base = delivery.address(message.agency_id)
    if not base or not _same_origin(url, base):
        raise _Stop(NOT_THEIRS)
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    delivery.visit(message.agency_id, path, str(message.pk))


def _same_origin(url: str, base: str) -> bool:
    try:
        one, other = urlsplit(url), urlsplit(base)
        ports = {"http": 80, "https": 443}
        return (
            one.scheme in ports
            and (one.scheme, one.hostname, one.port or ports[one.scheme])
            == (other.scheme, other.hostname, other.port or ports.get(other.scheme))
            and one.username is None
        )
    except ValueError:
        return False


def _held(message: InboxMessage, claim: dt.datetime) -> Any:
    return InboxMessage.objects.filter(pk=message.pk, state="working", claimed_until=claim)


@transaction.atomic
def _finish(message: InboxMessage, claim: dt.datetime, content: dict[str, Any]) -> None:
    kept = _held(message, claim).update(
        state="done", handled_at=timezone.now(), claimed_until=None, sealed=None, last_error=""
    )
    if not kept:  # the claim ran out and somebody else has the message: theirs counts
        return
    if message.kind == Kind.NOTIFICATION:
        name = f"{message.agency_id}.{message.topic}"
        if name not in topics.names():
            raise _Stop(NO_HANDLER)
        chosen: Topic = topics[name]  # type: ignore[assignment]
        chosen.handle(_news(message, content))
    write(None, "exchange.handled", message, detail={"agency": message.agency_id, "topic": message.topic})


def _news(message: InboxMessage, content: dict[str, Any]) -> News:
    return News(
        agency=message.agency_id, message_id=message.message_id, topic=message.topic, body=_body(content),
        subject=str(content.get("subject") or ""), received_at=message.received_at,
        sent_at=str(content.get("timestamp") or ""),
    )  # fmt: skip


def _postpone(message: InboxMessage, claim: dt.datetime, error: str) -> None:
    if message.attempts >= MOST_ATTEMPTS:
        _stop(message, claim, error)
        return
    later = timezone.now() + dt.timedelta(seconds=backoff.wait(message.attempts))
    _held(message, claim).update(state="waiting", claimed_until=None, last_error=error[:300], next_attempt=later)


@transaction.atomic
def _stop(message: InboxMessage, claim: dt.datetime, error: str) -> None:
    if _held(message, claim).update(state="failed", claimed_until=None, last_error=error[:300]):
        write(None, "exchange.unhandled", message, detail={"agency": message.agency_id, "topic": message.topic})
