"""What every form of the house sends: the key that its page made (`{% idempotency_key %}`)."""

from __future__ import annotations

import uuid

from django.core.exceptions import BadRequest
from django.http import HttpRequest


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key made with the form; a form sent without one is refused (BadRequest) before anything is written."""
    try:
        return uuid.UUID(str(request.POST.get("idempotency_key", "")))
    except ValueError:
        raise BadRequest("no idempotency key") from None
