"""What every step of a request begins and ends with: the lock, the key, the right, the table, the event."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.models import CoiRequest, RequestEvent
from acogida.coi.requests.access import require_step
from acogida.coi.requests.states import STEPS, may


def locked(pk: uuid.UUID) -> CoiRequest:
    """The request, held until the transaction ends."""
    return CoiRequest.objects.select_for_update(of=("self",)).select_related("unit", "requester").get(pk=pk)


def begin(request: Any, pk: uuid.UUID, name: str, key: uuid.UUID) -> tuple[CoiRequest, bool]:
    """The request, locked, and whether the step is still to be taken (False: `key` took it before). Raises
    PermissionDenied, and Refused where the table has no such step from here."""
    asked = locked(pk)
    if RequestEvent.objects.filter(request=asked, key=key).exists():
        return asked, False
    require_step(request.user, asked, name)
    if not may(name, asked.state):
        raise Refused(
            [_("This cannot be done now: the request is “%(state)s”.") % {"state": asked.get_state_display()}]
        )
    return asked, True


def finish(request: Any, asked: CoiRequest, name: str, key: uuid.UUID, note: str = "") -> CoiRequest:
    """Move the request, and put it on its timeline and in the audit trail. The note stays out of the audit: it is kept for
    ever, and a note is prose."""
    to = STEPS[name].to or asked.state
    if to != asked.state:
        asked.state, asked.state_since = to, timezone.now()
    asked.version += 1
    asked.save()
    told(request, asked, name, key, note)
    return asked


def told(request: Any, asked: CoiRequest, kind: str, key: uuid.UUID, note: str = "") -> None:
    """An act on the timeline and in the audit trail."""
    RequestEvent.objects.create(
        request=asked, kind=kind, state=asked.state, actor=request.user, note=note.strip(), key=key
    )
    write(request, f"coi_request.{kind}", asked, detail={"state": asked.state})
