"""The migration institute (INM) and what it is told: presentations and admissions arrive, protection, its end, deaths,
certificates that no longer count. It is told who, by the numbers it knows, and never why."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.cases.models import Case, Event
from acogida.certificates.models import Certificate, Notice
from acogida.certificates.notices import CLAIM_ADMITTED, CLAIM_PRESENTED
from acogida.exchange.messages import CertificateEnd, DeathNotice, ProtectionNotice
from acogida.exchange.models import Agency, OutboxMessage
from acogida.exchange.replies import reply
from acogida.partners.telling import news
from acogida.partners.telling.about import INM, PROTECTION, as_told, document_of, known_by, tell


@reply(f"{INM}.{CLAIM_PRESENTED}")
@reply(f"{INM}.{CLAIM_ADMITTED}")
def notice_arrived(message: OutboxMessage, _answer: Any) -> None:
    """The institute has the notice: the term of 72 hours ends on this day (RLSR art. 22)."""
    case = Case.objects.select_related("office").get(number=message.reference)
    receipt = str((message.receipt or {}).get("receipt") or "")[:60]
    on = case.office.today()
    as_told(case, "inm_informed", key=uuid.uuid5(message.pk, "informed"), informed_on=on.isoformat(), reference=receipt)


def protection_began(event: Event) -> None:
    """A positive decision was notified: the institute issues the residence (LSR art. 48; LM art. 54)."""
    claim = event.claim
    protection = PROTECTION.get(claim.outcome) if claim else None
    if claim is None or protection is None:
        return
    numbers = known_by(claim.person)
    if numbers:
        message = ProtectionNotice(certificate_numbers=numbers, protection_status=protection, protected_since=event.on)
        tell(INM, "protection", claim.person, message, key=f"protection:{event.pk}", case=event.case)


def protection_ended(event: Event) -> None:
    """The status ended and nothing can be said against it any more (LSR arts. 33-39)."""
    claim = event.claim
    protection = PROTECTION.get(claim.outcome) if claim else None
    if claim is None or protection is None:
        return
    numbers, card = known_by(claim.person), document_of(claim.person, INM)
    if numbers:
        message = ProtectionNotice(
            certificate_numbers=numbers, protection_status=protection, ended_on=event.on,
            document_number=card.number if card else None,
        )  # fmt: skip
        tell(INM, "protection_ended", claim.person, message, key=f"protection_ended:{event.pk}", case=event.case)


def died(event: Event) -> None:
    """Somebody whom the institute was told of has died."""
    claim = event.claim
    notice = Notice.objects.filter(case=event.case, agency=INM).order_by("made_at").first()
    if claim is None or (notice is None and not known_by(claim.person)):
        return
    card = document_of(claim.person, INM)
    day = event.payload.get("died_on")
    message = DeathNotice(
        certificate_numbers=known_by(claim.person), died_on=dt.date.fromisoformat(day) if day else event.on,
        notice_number=notice.number if notice else None, document_number=card.number if card else None,
    )  # fmt: skip
    tell(INM, "death", claim.person, message, key=f"death:{event.pk}", case=event.case)


def certificate_ended(certificate: Certificate) -> None:
    """A certificate was revoked: the institute hears of it, where this authority has one to tell, and so do partners."""
    on = certificate.office.today()
    if Agency.objects.filter(pk=INM).exists():
        message = CertificateEnd(certificate_number=certificate.number, ended_on=on)
        tell(
            INM, "certificate_ended", certificate.person, message, key=f"ended:{certificate.pk}", case=certificate.case
        )
    news.tell(
        "credential_revoked",
        certificate.person,
        on,
        certificate.office,
        key=str(certificate.pk),
        certificate=certificate,
    )
