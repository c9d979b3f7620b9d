"""What readers say of an item, and that a researcher saw it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.coi.access import require_hand, visible_documents
from acogida.coi.library import topics
from acogida.coi.models import DocumentVersion, Feedback


@transaction.atomic
def say(
    request: Any, kind: str, *, version: DocumentVersion | None = None, country: str = "", topic: str = "", text: str = "",
    key: uuid.UUID,
) -> Feedback:  # fmt: skip
    """A reader's word on a version, or on what a country (ISO 3166-1 alpha-2) lacks. Any reader may, an officer too: it writes
    no country information. The same `key` again is the same word. Raises PermissionDenied, ValidationError at the field."""
    require(request.user, "coi.view")
    if known := Feedback.objects.filter(key=key).first():
        return known
    if version is None and not country:
        raise ValidationError(_("Say what it is about."))
    if version is not None and not visible_documents(request.user).filter(pk=version.document_id).exists():
        raise PermissionDenied(_("You do not hold the permission for this step."))
    if kind not in Feedback.Kind.values:
        raise ValidationError({"kind": [_("Choose one of the list.")]})
    if topic and topic not in topics.codes():
        raise ValidationError({"topic": [_("Choose one of the list.")]})
    if kind == Feedback.Kind.MISSING and not text.strip() and not topic:
        raise ValidationError({"text": [_("Say what is missing.")]})
    found = Feedback.objects.create(
        kind=kind, document_id=version.document_id if version else None, version=version, country=country, topic=topic,
        text=text.strip()[:500], said_by=request.user, key=key,
    )  # fmt: skip
    write(request, "coi.feedback", version.document if version else None, detail={"kind": kind, "country": country})
    return found


@transaction.atomic
def mark_seen(request: Any, pk: uuid.UUID) -> Feedback:
    """A researcher read it. Done once. Raises PermissionDenied."""
    require_hand(request.user, "coi.research")
    found = Feedback.objects.select_for_update(of=("self",)).get(pk=pk)
    if found.seen_at is None:
        found.seen_at, found.seen_by = timezone.now(), request.user
        found.save(update_fields=["seen_at", "seen_by"])
        write(request, "coi.feedback_seen", detail={"feedback": str(pk)})
    return found
