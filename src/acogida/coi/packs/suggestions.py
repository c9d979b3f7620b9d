"""The box in which those who decide put documents that they miss in a pack."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.coi.access import require_hand
from acogida.coi.models import Document, Pack, PackSuggestion
from acogida.coi.packs import screening

State = PackSuggestion.State


@transaction.atomic
def suggest(
    request: Any, pack_id: uuid.UUID, title: str, why: str, *, url: str = "", document: Document | None = None, key: uuid.UUID
) -> PackSuggestion:  # fmt: skip
    """Suggest a document for a pack. Raises ValidationError by field: nobody's case is named here."""
    require(request.user, "coi.ask")
    if known := PackSuggestion.objects.filter(key=key).first():
        return known
    required = _("Fill this in.")
    problems = {name: required for name, said in (("title", title), ("why", why)) if not said.strip()}
    if problems:
        raise ValidationError(problems)
    screening.refuse({"title": title, "why": why, "url": url})
    made = PackSuggestion.objects.create(
        pack=Pack.objects.get(pk=pack_id), title=title.strip(), why=why.strip(), url=url, document=document,
        suggested_by=request.user, key=key,
    )  # fmt: skip
    write(request, "coi.pack_suggestion", made, detail={"code": made.pack.code})
    return made


@transaction.atomic
def answer(request: Any, suggestion_id: uuid.UUID, taken: bool, text: str) -> PackSuggestion:
    """Say what becomes of a suggestion; answered already, the first answer stands."""
    require_hand(request.user, "coi.research")
    found = PackSuggestion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=suggestion_id)
    if found.state != State.OPEN:
        return found
    if not taken and not text.strip():
        raise ValidationError({"text": _("Say why.")})
    screening.refuse({"text": text})
    found.state = State.TAKEN if taken else State.DECLINED
    found.answer, found.answered_by, found.answered_at = text.strip(), request.user, timezone.now()
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    write(request, "coi.pack_suggestion_answered", found, detail={"code": found.pack.code, "taken": taken})
    return found
