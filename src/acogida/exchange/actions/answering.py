"""Answering what a partner asks, and handing something to who is no partner: what leaves otherwise than by the outbox."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.exchange import gateway
from acogida.exchange.firewall import Kind, Recipient, Refusal
from acogida.exchange.messages import Message, plain, said, unfit
from acogida.exchange.models import Agreement, Disclosure

KINDS = {
    Kind.ADDRESS: Disclosure.Kind.LETTER, Kind.DOMAIN: Disclosure.Kind.MAIL, Kind.PERSON: Disclosure.Kind.PERSON,
    Kind.EXPORT: Disclosure.Kind.EXPORT, Kind.COI_QUERY: Disclosure.Kind.SEARCH, Kind.QR_AUDIENCE: Disclosure.Kind.CODE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """What may be answered. `why`: a code of `firewall.Refusal` when it may not; `body`: what is said, as JSON values;
    `row`: on record either way, its id is the receipt."""

    allowed: bool
    why: str
    row: Disclosure
    body: dict[str, Any]

    @property
    def receipt(self) -> uuid.UUID:
        return self.row.pk


@transaction.atomic(savepoint=False)
def answer(
    agency: str,
    purpose: str,
    person_id: uuid.UUID | None,
    message: Message,
    *,
    countries: set[str],
    office: Office | None = None,
    reference: str = "",
    asked_sha256: str = "",
    read: Agreement | None = None,
) -> Answered:
    """Ask the gateway whether `message` may be answered to a partner's question, and keep what was answered or refused.

    The twin of `send` and `ask`: the same agreement (with direction "answer" or "both"), field list, consent, firewall,
    audit and receipt. Say to the partner what `body` holds and nothing else. `asked_sha256`: of the question as it came.
    `person_id` None: an answer about nobody. `read`: the agreement, where it was read for this answer. Raises Agency.DoesNotExist, and TypeError for anything but a message.
    """
    decision = gateway.to_agency(
        agency, purpose, Agreement.Direction.ANSWER, [person_id], said(message), countries=countries,
        on=gateway.today_at(office), unfit=unfit(message), read=read,
    )  # fmt: skip
    body = plain(message)
    row = Disclosure(
        kind=Disclosure.Kind.ANSWER, agency=decision.agency, agreement=decision.agreement, purpose=purpose,
        person_id=person_id, office=office, reference=reference, field_names=sorted(body), asked_sha256=asked_sha256,
    )  # fmt: skip
    why = decision.refusal
    if why is None and not gateway.use_up(decision.consent, str(row.pk)):
        why = Refusal.CONSENT
    return _keep(None, row, why, body, decision.consent)


@transaction.atomic
def hand_over(
    who: Any,
    recipient: Recipient,
    label: str,
    purpose: str,
    person_id: uuid.UUID,
    message: Message,
    *,
    countries: set[str],
    office: Office | None = None,
    reference: str = "",
    about: Collection[str] = (),
) -> Answered:
    """The same for a recipient who is no agency: an address on paper or on the net, somebody, a search that leaves, a
    code. `label` names it as a consent would (the address itself). Nothing is sent here: do so when it is allowed."""
    fields = said(message)
    verdict, consent = gateway.to_anybody(
        recipient, person_id, purpose, countries=countries, on=gateway.today_at(office), fields=fields, label=label,
        about=about,
    )  # fmt: skip
    body, why = plain(message), verdict.refusal
    if why is None and unfit(message):
        why = Refusal.SHAPE
    row = Disclosure(
        kind=KINDS[recipient.kind], recipient=label[:200], purpose=purpose, person_id=person_id, office=office,
        reference=reference, field_names=sorted(body), acted_by=_user(who),
    )  # fmt: skip
    used = consent if verdict.consented or recipient.stranger else None
    if why is None and not gateway.use_up(used, str(row.pk)):
        why = Refusal.CONSENT
    return _keep(who, row, why, body, used)


def _user(who: Any) -> Any:
    user = getattr(who, "user", who)
    return user if getattr(user, "is_authenticated", False) else None


def _keep(who: Any, row: Disclosure, why: Refusal | None, body: dict[str, Any], consent: Any) -> Answered:
    if why is None:
        row.sha256 = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        row.consent = consent
    else:
        row.refusal, body = why.value, {}
    row.save(force_insert=True)
    detail = {"agency": row.agency_id, "purpose": row.purpose, "kind": row.kind}
    write(who, f"exchange.{'refused' if why else 'answered'}", row, detail=detail)
    return Answered(why is None, why.value if why else "", row, body)
