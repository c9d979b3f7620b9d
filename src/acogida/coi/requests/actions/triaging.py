"""Triage: is it asked already, answered already, askable at all, and who answers it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.cases.errors import Refused
from acogida.coi.access import may_research, require_hand
from acogida.coi.models import CoiRequest, IssuedResponse, PackVersion
from acogida.coi.requests import terms
from acogida.coi.requests.actions.steps import begin, finish, locked, told
from acogida.coi.requests.states import OPEN


@transaction.atomic
def accept(request: Any, pk: uuid.UUID, *, key: uuid.UUID, urgency_reason: str | None = None) -> CoiRequest:
    """Take a request in. `urgency_reason` (CoiRequest.Reason) corrects what was asked, and the term with it. Refused while
    asking may endanger somebody and nobody of the unit said how that is avoided."""
    asked, new = begin(request, pk, "accept", key)
    if not new:
        return asked
    _safe(asked)
    if urgency_reason is not None and urgency_reason != asked.urgency_reason:
        asked.urgency_reason = CoiRequest.Reason(urgency_reason)
        asked.urgency = CoiRequest.Urgency.URGENT if urgency_reason else CoiRequest.Urgency.NORMAL
        if asked.received_on:
            asked.due_on = terms.due(asked.urgency, asked.received_on, asked.unit, asked.needed_by).day
    return finish(request, asked, "accept", key)


@transaction.atomic
def clear_danger(request: Any, pk: uuid.UUID, how: str, *, key: uuid.UUID) -> CoiRequest:
    """Say how the research is done so that nobody is put in danger (whom not to ask, from where). Never who asked."""
    asked = locked(pk)
    require_hand(request.user, "coi.research")
    if asked.risk_cleared_by_id:
        return asked
    if asked.state not in OPEN or not asked.risk:
        raise Refused([_("There is no danger to clear.")])
    if not how.strip():
        raise Refused([_("Say how the danger is avoided.")])
    asked.risk_cleared_by, asked.risk_cleared_at, asked.risk_clearance = request.user, timezone.now(), how.strip()
    asked.version += 1
    asked.save()
    told(request, asked, "clear_danger", key, how)
    return asked


@transaction.atomic
def reformulate(request: Any, pk: uuid.UUID, what: str, *, key: uuid.UUID) -> CoiRequest:
    """Give a request back to be reworded: too wide, too narrow, about a person, about the outcome."""
    if not what.strip():
        raise Refused([_("Say what should be worded otherwise.")])
    asked, new = begin(request, pk, "reformulate", key)
    return finish(request, asked, "reformulate", key, what) if new else asked


@transaction.atomic
def close_as(
    request: Any, pk: uuid.UUID, *, duplicate_of: uuid.UUID | None = None, answered_by: uuid.UUID | None = None,
    answered_pack: uuid.UUID | None = None,
    note: str = "", key: uuid.UUID,
) -> CoiRequest:  # fmt: skip
    """Close a request that was asked before (link the other one), or that an issued answer or a pack in force answers (link
    that; the note says where in the pack)."""
    name = "duplicate" if duplicate_of else "answered"
    asked, new = begin(request, pk, name, key)
    if not new:
        return asked
    if duplicate_of:
        other = CoiRequest.objects.exclude(state=CoiRequest.State.DRAFT).filter(pk=duplicate_of).first()
        if other is None or other.pk == asked.pk:
            raise Refused([_("Choose the other request.")])
        asked.duplicate_of = other
    elif answered_pack:
        asked.answered_pack = PackVersion.objects.filter(pk=answered_pack, state=PackVersion.State.ISSUED).first()
        if asked.answered_pack is None:
            raise Refused([_("Choose a pack that is in force.")])
        if not note.strip():
            raise Refused([_("Say which items of the pack answer it.")])
    else:
        found = IssuedResponse.objects.filter(pk=answered_by or asked.pk, standing__state="current").first()
        if found is None:
            raise Refused([_("Choose an answer that is in force.")])
        asked.answered_by = found
    return finish(request, asked, name, key, note)


@transaction.atomic
def assign(request: Any, pk: uuid.UUID, to: User, *, key: uuid.UUID) -> CoiRequest:
    """Give an accepted request to a researcher."""
    asked, new = begin(request, pk, "assign", key)
    if not new:
        return asked
    _safe(asked)
    asked.assignee = _researcher(to)
    return finish(request, asked, "assign", key, to.name)


@transaction.atomic
def hand_over(request: Any, pk: uuid.UUID, to: User, *, key: uuid.UUID) -> CoiRequest:
    """Give a request that is being worked on to another researcher."""
    asked, new = begin(request, pk, "hand_over", key)
    if not new:
        return asked
    asked.assignee = _researcher(to)
    return finish(request, asked, "hand_over", key, to.name)


@transaction.atomic
def research(request: Any, pk: uuid.UUID, *, key: uuid.UUID) -> CoiRequest:
    """Begin the research."""
    asked, new = begin(request, pk, "research", key)
    return finish(request, asked, "research", key) if new else asked


def _safe(asked: CoiRequest) -> None:
    if asked.risk and asked.risk_cleared_by_id is None:
        raise Refused([_("Asking may put somebody in danger. First say how that is avoided.")])


def _researcher(to: User) -> User:
    if not may_research(to):
        raise Refused([_("Only researchers of the COI unit answer requests.")])
    return to
