"""What the pages of a request share."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from acogida.cases.errors import Refused
from acogida.coi.models import CoiRequest
from acogida.coi.requests import states, terms, wording
from acogida.coi.requests.access import visible_requests
from acogida.people.countries import country_name


def language() -> str:
    return get_language() or "es"


def find(request: HttpRequest, pk: uuid.UUID) -> CoiRequest:
    """The request, as far as the user may see it; 404 otherwise."""
    rows = visible_requests(request.user).select_related("unit", "requester", "assignee", "answered_by", "duplicate_of")
    try:
        return rows.get(pk=pk)
    except CoiRequest.DoesNotExist:
        raise Http404 from None


def row_of(asked: CoiRequest) -> dict[str, Any]:
    """A request as lists show it: with words and colour for its state and its term."""
    left = terms.left(asked.due_on, asked.unit) if asked.due_on and asked.state in states.OPEN else None
    tone = "secondary" if left is None else "danger" if left < 0 else "warning" if left <= terms.SOON else "success"
    return {
        "asked": asked, "tone": wording.TONES[asked.state], "country": country_name(asked.country), "left": left,
        "late": -left if left is not None and left < 0 else 0, "term_tone": tone,
        "url": asked.pk,
    }  # fmt: skip


def complain(request: HttpRequest, error: Exception) -> None:
    """Say on the next page why something was not done."""
    for sentence in error.messages if isinstance(error, (Refused, ValidationError)) else [str(error)]:
        messages.error(request, sentence)


def version_of(request: HttpRequest) -> int:
    """The number of writes the form was drawn after; 0, which conflicts with every one, where it is none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
