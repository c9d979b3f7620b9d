"""Sending: the one place from which anything about a person leaves the house."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.exchange import jobs
from acogida.exchange.firewall import refusal
from acogida.exchange.models import Agency, Agreement, OutboxMessage


@transaction.atomic(savepoint=False)
def send(
    agency: str,
    purpose: str,
    person_id: uuid.UUID,
    fields: Mapping[str, Any],
    *,
    key: str,
    countries: set[str],
    office: Office | None = None,
    reference: str = "",
    attachment: bytes | None = None,
) -> OutboxMessage:
    """Put a message in the outbox; the worker delivers it once this transaction is kept.

    `fields` (JSON values by the agreement's names) is all that goes out, with `attachment` (a PDF whose hash is in
    `fields["letter_sha256"]`). `countries` are those of nationality, former residence and feared persecution of
    everybody concerned. The same `key` gives the same message. What the firewall refuses is kept as `refused` without
    its content, so that the act which wanted to tell goes on and the refusal can be seen.

    Raises Agency.DoesNotExist for an unknown agency.
    """
    on = office.today() if office else timezone.localdate()
    agreement = Agreement.in_force(agency, purpose, on)
    recipient = agreement.agency if agreement else Agency.objects.get(pk=agency)
    refused = refusal(recipient.country, countries, agreement.fields if agreement else None, fields)
    message = OutboxMessage(
        key=key, agency=recipient, agreement=agreement, purpose=purpose, person_id=person_id, office=office,
        reference=reference, field_names=sorted(fields),
    )  # fmt: skip
    if refused:
        message.state, message.reason = OutboxMessage.State.REFUSED, refused.value
    else:
        message.payload, message.attachment = dict(fields), attachment
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    created = OutboxMessage.objects.get(key=key)
    if created.pk != message.pk:  # it was asked before
        return created
    write(
        None, f"exchange.{'refused' if refused else 'queued'}", created, detail={"agency": agency, "purpose": purpose}
    )
    if not refused:
        jobs.deliver.defer(message_id=str(created.pk))
    return created


@transaction.atomic
def retry(request: Any, message_id: uuid.UUID) -> OutboxMessage:
    """Ask again now, whatever the waiting time; a stopped message starts anew. Others are left as they are."""
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    require(request.user, "exchange.view", message.office_id)
    if message.state not in (OutboxMessage.State.PENDING, OutboxMessage.State.FAILED):
        return message
    message.state, message.next_attempt = OutboxMessage.State.PENDING, timezone.now()
    message.attempts = 0
    message.save(update_fields=["state", "next_attempt", "attempts"])
    write(request, "exchange.retried", message)
    jobs.deliver.defer(message_id=str(message.pk))
    return message
