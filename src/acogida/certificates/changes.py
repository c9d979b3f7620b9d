"""The one place where the status of a certificate changes."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from acogida.audit.record import write
from acogida.certificates.models import Certificate
from acogida.hooks.registry import effects

FIELDS = ("status", "status_changed_at", "ended_at", "ended_by", "cause", "end_reason")


def change(actor: Any, certificate: Certificate, status: str, cause: str = "", reason: str = "") -> None:
    """Set the status of a certificate, whose row the caller has locked, and audit it. `actor`: a request, a user or None."""
    now = timezone.now()
    user = getattr(actor, "user", actor)
    certificate.status, certificate.status_changed_at = status, now
    certificate.cause, certificate.end_reason = cause, reason[:200]
    certificate.ended_at = None if status in Certificate.OPEN else now
    certificate.ended_by = user if getattr(user, "is_authenticated", False) else None
    certificate.save(update_fields=FIELDS)
    write(actor, f"certificate.{status}", certificate, reason=reason, detail={"cause": cause})
    if status == Certificate.Status.REVOKED and "certificate_revoked" in effects.names():
        effects["certificate_revoked"](certificate)  # agencies that were told of it hear that it counts no longer
