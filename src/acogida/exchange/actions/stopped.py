"""What people do about messages that stopped, in either direction. Each act is on record with who did it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import jobs
from acogida.exchange.access import require_to_act, visible_to
from acogida.exchange.models import InboxMessage, OutboxMessage

SENT_AGAIN = (OutboxMessage.State.PENDING, OutboxMessage.State.FAILED, OutboxMessage.State.ASIDE)
PUT_ASIDE = (OutboxMessage.State.PENDING, OutboxMessage.State.FAILED)
HANDLED_AGAIN = (InboxMessage.State.WAITING, InboxMessage.State.FAILED, InboxMessage.State.ASIDE)
LEFT = (InboxMessage.State.WAITING, InboxMessage.State.FAILED)


@transaction.atomic
def retry(request: Any, message_id: uuid.UUID) -> OutboxMessage:
    """Send again now, whatever the waiting time; what stopped or was set aside starts anew. Others are left as they are.

    Raises PermissionDenied without `exchange.act` at the message's office.
    """
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    require_to_act(request.user, message.office_id)
    if message.state in SENT_AGAIN:
        _start_anew(request, message)
        jobs.deliver.defer(message_id=str(message.pk))
    return message


@transaction.atomic
def retry_all(request: Any, agency: str) -> int:
    """Send again everything that stopped on its way to an agency, of what the user may act on; how many there were."""
    everything = visible_to(request.user).filter(agency=agency, state=OutboxMessage.State.FAILED)
    offices = request.user.offices_for("exchange.act")
    mine = everything if offices == "all" else everything.filter(office__in=list(offices))
    rows = list(
        OutboxMessage.objects.filter(pk__in=mine.values("pk")).select_for_update(skip_locked=True, of=("self",))
    )
    for message in rows:
        _start_anew(request, message)
    if rows:  # one job for all: they are sent one after the other
        jobs.try_again(agency, 0)
    return len(rows)


def _start_anew(request: Any, message: OutboxMessage) -> None:
    message.state, message.next_attempt, message.attempts = OutboxMessage.State.PENDING, timezone.now(), 0
    _act(request, message, "exchange.retried", "state", "next_attempt", "attempts")


@transaction.atomic
def set_aside(request: Any, message_id: uuid.UUID, reason: str) -> OutboxMessage:
    """Take a message out of the line, with a reason: what waited behind it goes on. It can be sent again later.

    Raises PermissionDenied as `retry`, ValueError without a reason.
    """
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    require_to_act(request.user, message.office_id)
    if message.state in PUT_ASIDE:
        message.state, message.note = OutboxMessage.State.ASIDE, _reason(reason)
        _act(request, message, "exchange.set_aside", "state", "note", reason=message.note)
        jobs.try_again(message.agency_id, 0)
    return message


@transaction.atomic
def retry_told(request: Any, message_id: uuid.UUID) -> InboxMessage:
    """Handle a message of the inbox again now. Raises PermissionDenied without `exchange.act` everywhere."""
    message = InboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    require_to_act(request.user, None)
    if message.state in HANDLED_AGAIN:
        message.state, message.next_attempt, message.attempts = InboxMessage.State.WAITING, timezone.now(), 0
        _act(request, message, "exchange.retried", "state", "next_attempt", "attempts")
        jobs.handle.defer(message_id=str(message.pk))
    return message


@transaction.atomic
def set_told_aside(request: Any, message_id: uuid.UUID, reason: str) -> InboxMessage:
    """Leave a message of the inbox unhandled, with a reason: what waited behind it goes on."""
    message = InboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    require_to_act(request.user, None)
    if message.state in LEFT:
        message.state, message.note = InboxMessage.State.ASIDE, _reason(reason)
        _act(request, message, "exchange.set_aside", "state", "note", reason=message.note)
        jobs.handle.defer(message_id=str(message.pk))  # it finds nothing to do with this one, and goes on with the rest
    return message


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("a reason is needed")
    return text.strip()[:300]


def _act(request: Any, message: Any, action: str, *fields: str, reason: str = "") -> None:
    message.acted_by, message.acted_at = request.user, timezone.now()
    message.save(update_fields=[*fields, "acted_by", "acted_at"])
    write(request, action, message, reason=reason)
