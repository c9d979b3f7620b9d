"""Telling and asking: the two ways out of the house for anything about a person."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.exchange import delivery, gateway, jobs, wire
from acogida.exchange.firewall import Refusal
from acogida.exchange.lines import next_place
from acogida.exchange.messages import Message, check_class, plain, said, unfit
from acogida.exchange.models import Agreement, OutboxMessage
from acogida.exchange.operations import Strayed, request_of

PATIENCE = 3.0  # seconds somebody at a counter waits for an agency's answer


@transaction.atomic(savepoint=False)
def send(
    agency: str,
    purpose: str,
    person_id: uuid.UUID | None,
    message: Message,
    *,
    key: str,
    countries: set[str],
    office: Office | None = None,
    reference: str = "",
    attachment: bytes | None = None,
    route: str = "",
    also_about: Collection[uuid.UUID] = (),
) -> OutboxMessage:
    """Put a message in the outbox; the worker delivers it once this transaction is kept.

    `message` (one of `exchange.messages`) is all that goes out, with `attachment` (a PDF whose hash is the message's
    `letter_sha256`). `also_about`: others of whom it says something. `countries` are those of nationality, former
    residence and feared persecution of everybody concerned; those the register knows are added. The same `key` gives the
    same message. Messages to one agency about one person arrive in the order of these calls. `route`: how it travels,
    where not to the agency's own address (`exchange.routes`). What the firewall refuses is kept as `refused` without
    its content, so that the act which wanted to tell goes on and the refusal can be seen.

    Raises Agency.DoesNotExist for an unknown agency, TypeError for anything but a message.
    """
    check_class(message)
    if known := OutboxMessage.objects.filter(key=key).first():
        return known
    row, refused = _prepare(agency, purpose, person_id, message, countries, office, attachment, also_about)
    row.key, row.reference, row.route = key, reference, route
    if not refused:
        row.payload, row.attachment = plain(message), attachment
    if person_id is not None:
        row.order_key = _line(route or agency, person_id)
        row.place = next_place(OutboxMessage, row.order_key)
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)
    created = OutboxMessage.objects.get(key=key)
    if created.pk != row.pk:  # it was asked at the same moment
        return created
    write(
        None, f"exchange.{'refused' if refused else 'queued'}", created, detail={"agency": agency, "purpose": purpose}
    )
    if not refused:
        jobs.deliver.defer(message_id=str(created.pk))
    return created


def _line(way: str, person_id: uuid.UUID) -> str:
    """The line of messages that leave by one way about one person."""
    name = f"{way}:{person_id}"
    return name if len(name) <= 60 else hashlib.sha256(name.encode()).hexdigest()[:60]


def _prepare(
    agency: str,
    purpose: str,
    person_id: uuid.UUID | None,
    message: Message,
    countries: set[str],
    office: Office | None,
    attachment: bytes | None = None,
    also_about: Collection[uuid.UUID] = (),
) -> tuple[OutboxMessage, Refusal | None]:
    """The row of a message, unsaved and without content, and why it must not leave, if so."""
    fields, wrong = said(message), unfit(message)
    if attachment is not None and hashlib.sha256(attachment).hexdigest() != fields.get("letter_sha256"):
        wrong = [*wrong, "letter_sha256"]
    decision = gateway.to_agency(
        agency, purpose, Agreement.Direction.SEND, [person_id, *also_about], fields, countries=countries, unfit=wrong,
        on=gateway.today_at(office), address=delivery.host(agency),
    )  # fmt: skip
    row = OutboxMessage(
        agency=decision.agency, agreement=decision.agreement, purpose=purpose, person_id=person_id, office=office,
        field_names=sorted(fields), also_about=[other for other in also_about if other != person_id],
    )  # fmt: skip
    refused = decision.refusal
    if refused is None and not gateway.use_up(decision.consent, str(row.pk)):
        refused = Refusal.CONSENT
    if refused:
        row.state, row.reason = OutboxMessage.State.REFUSED, refused.value
        if refused is Refusal.SHAPE:
            row.last_error = ", ".join(wrong)[:300]
    return row, refused


class Outcome(StrEnum):
    """What became of a direct question."""

    ANSWERED = "answered"
    REFUSED = "refused"  # the firewall, or no agreement: nothing left
    NO_ANSWER = "no_answer"  # the agency cannot be reached, is too slow, or is not itself
    REJECTED = "rejected"  # the agency will not take the question


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of `ask`; always a value, never an exception of the network."""

    outcome: Outcome
    message_id: uuid.UUID | None  # its row in the outbox
    body: Any = None  # JSON, when answered
    status: int = 0
    why: str = ""  # a code, when not answered: see queries.in_words

    @property
    def answered(self) -> bool:
        return self.outcome is Outcome.ANSWERED


def ask(
    who: Any,
    agency: str,
    purpose: str,
    person_id: uuid.UUID | None,
    message: Message,
    *,
    countries: set[str],
    office: Office | None = None,
    reference: str = "",
    seconds: float = PATIENCE,
) -> Reply:
    """Ask an agency and wait for its answer, shortly: the direct question at a counter.

    The same firewall, agreement, audit and receipt as `send`, and it is listed with what was sent; its content is never
    kept, and it is not repeated. `who` (request or user) is on record as the one who asked. Never within a
    transaction (RuntimeError): what left must be on record before it leaves, and nothing is locked while we wait.

    Raises Agency.DoesNotExist for an unknown agency, TypeError for anything but a message.
    """
    row, refused = _prepare(agency, purpose, person_id, message, countries, office)
    row.key, row.reference = f"ask:{row.pk}", reference
    asker = getattr(who, "user", who)
    row.acted_by = asker if getattr(asker, "is_authenticated", False) else None
    row.listed = row.acted_by is not None or bool(refused)
    if not refused:
        row.state, row.attempts = OutboxMessage.State.UNANSWERED, 1
    detail = {"agency": agency, "purpose": purpose}
    with transaction.atomic(durable=True):
        row.save(force_insert=True)
        write(who, f"exchange.{'refused' if refused else 'asked'}", row, detail=detail)
    if refused:
        return Reply(Outcome.REFUSED, row.pk, why=refused.value)
    row.payload = plain(message)  # for the operation; the row was saved without it
    try:
        request = request_of(delivery.outgoing(row))
        answer = delivery.converse(agency, request, str(row.pk), seconds)
    except (Strayed, wire.Rejected, wire.NoAnswer) as error:
        return _not_answered(row, error)
    now = timezone.now()
    receipt = {"status": answer.status, "receipt": answer.receipt, "at": now.isoformat()}
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=row.pk).update(
            state="delivered", delivered_at=now, receipt=receipt, sha256=request.sha256(str(row.pk))
        )
        delivery.answered(agency, now)
    return Reply(Outcome.ANSWERED, row.pk, answer.body, answer.status)


def _not_answered(row: OutboxMessage, error: Exception) -> Reply:
    why = f"{delivery.STRAYED}: {error}" if isinstance(error, Strayed) else str(error)
    OutboxMessage.objects.filter(pk=row.pk).update(last_error=why[:300], listed=True)
    if isinstance(error, wire.NoAnswer):
        delivery.unanswered(row.agency_id, why)
        return Reply(Outcome.NO_ANSWER, row.pk, why=why)
    return Reply(Outcome.REJECTED, row.pk, status=getattr(error, "status", 0), why=why)
