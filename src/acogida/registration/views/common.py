"""What every page of the counter starts with."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest

from acogida.registration.access import visible_to
from acogida.registration.models import IntakeDraft


def find_draft(request: HttpRequest, draft_id: uuid.UUID) -> IntakeDraft:
    """The form, or 404 outside the user's offices."""
    rows = visible_to(request.user).select_related("office", "updated_by", "case", "case__pack", "wish", "wish__pack")
    draft = rows.filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft


def key_from(data: Any, name: str = "key") -> uuid.UUID:
    """The client-made key of an act; a fresh one when the page sent none that can be read."""
    try:
        return uuid.UUID(str(data.get(name, "")))
    except ValueError:
        return uuid.uuid4()
