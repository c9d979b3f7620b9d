"""What people do about differences between registers."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import jobs
from acogida.exchange.access import require_to_act
from acogida.exchange.comparing import reconcilers, remedies
from acogida.exchange.models import Difference

State = Difference.State


@transaction.atomic
def explain(request: Any, difference_id: uuid.UUID, note: str) -> Difference:
    """Keep why a difference is right as it is; it is not listed again while both sides say the same.

    Raises PermissionDenied without `exchange.act` at its office, ValueError without a note.
    """
    difference = _locked(request, difference_id)
    if not note.strip():
        raise ValueError("an explanation is needed")
    if difference.state == State.OPEN:
        difference.state, difference.note = State.EXPLAINED, note.strip()[:300]
        _act(request, difference, "exchange.explained", difference.note)
    return difference


@transaction.atomic
def reopen(request: Any, difference_id: uuid.UUID) -> Difference:
    """Take an explanation back; the old one stays in the audit trail."""
    difference = _locked(request, difference_id)
    if difference.state == State.EXPLAINED:
        difference.state, difference.note = State.OPEN, ""
        _act(request, difference, "exchange.reopened", "")
    return difference


@transaction.atomic
def put_right(request: Any, difference_id: uuid.UUID) -> Difference:
    """Do what a room offers about this kind of difference (`comparing.remedy`). It stays open until a run finds that both
    sides agree. Raises UnknownName where nothing is offered, Unusable where it cannot be done."""
    difference = _locked(request, difference_id)
    if difference.state == State.OPEN:
        remedies[f"{difference.agency_id}.{difference.kind}"](request, difference.person_id)
        _act(request, difference, "exchange.put_right", "")
    return difference


@transaction.atomic
def start_run(request: Any, agency: str) -> None:
    """Compare now and not only tonight. Raises UnknownName for an agency that is not compared with, PermissionDenied
    without `exchange.act`."""
    require_to_act(request.user, None)
    reconcilers[agency]
    write(request, "exchange.reconcile_asked", detail={"agency": agency})
    jobs.compare_with(agency)


def _locked(request: Any, difference_id: uuid.UUID) -> Difference:
    difference = Difference.objects.select_for_update(of=("self",)).get(pk=difference_id)
    require_to_act(request.user, difference.office_id)
    return difference


def _act(request: Any, difference: Difference, action: str, reason: str) -> None:
    difference.acted_by, difference.acted_at = request.user, timezone.now()
    difference.save(update_fields=["state", "note", "acted_by", "acted_at"])
    write(request, action, difference, reason=reason)
