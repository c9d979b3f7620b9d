"""Asking: a draft, its screening, and sending it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.accounts.access import require
from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.access import visible_to
from acogida.cases.errors import Conflict, Refused
from acogida.cases.models import Case
from acogida.coi.access import decides
from acogida.coi.models import CoiRequest, NotPersonal, RequestCase
from acogida.coi.requests import screened, terms
from acogida.coi.requests.actions.steps import begin, finish, locked, told
from acogida.coi.requests.screening import Kind, redact
from acogida.coi.requests.states import WRITABLE

WORDS = (
    "country", "area", "period_from", "period_to", "language", "purpose", "topics", "title", "question", "sub_questions",
    "background", "consulted", "not_to_contact", "risk", "risk_why", "consent_reference", "sharing", "urgency_reason",
    "needed_by", "channel",
)  # fmt: skip


@transaction.atomic
def ask(request: Any, values: dict[str, Any], *, case: Case | None, key: uuid.UUID) -> CoiRequest:
    """Begin a request: a draft that only who asks sees. `case`: for what; it is kept apart. The same `key` again returns the
    request it made."""
    user: User = request.user
    require(user, "coi.ask")
    if known := CoiRequest.objects.filter(key=key, requester=user).first():
        return known
    if user.office is None:
        raise PermissionDenied(_("Only staff of an office can ask."))
    if case is not None and not visible_to(user).filter(pk=case.pk).exists():
        raise PermissionDenied(_("You do not see this case."))
    asked = CoiRequest(requester=user, unit=user.office, key=key, number=_next_number(user))
    _fill(asked, values)
    asked.save(force_insert=True)
    if case is not None:
        RequestCase.objects.create(request=asked, case=case, office_id=case.office_id, linked_by=user)
    told(request, asked, "begin", key)
    return asked


@transaction.atomic
def rewrite(request: Any, pk: uuid.UUID, values: dict[str, Any], *, version: int) -> CoiRequest:
    """Change a request that was not sent, or came back to be reworded. Raises Conflict when somebody else saved first."""
    asked = _writable(request, pk)
    if asked.version != version:
        raise Conflict(_("A colleague changed this request meanwhile."), asked)
    _fill(asked, values)
    asked.version += 1
    asked.save()
    write(request, "coi_request.save", asked)
    return asked


@transaction.atomic
def confirm_not_personal(request: Any, pk: uuid.UUID, kind: str, fragment: str, reason: str) -> None:
    """Say of something the screening found that it is nobody's data, and why: who asks while she writes, the COI unit
    afterwards. Said twice, it stands once."""
    asked = locked(pk)
    _may_judge(request, asked)
    if not reason.strip():
        raise Refused([_("Say why it is nobody's.")])
    NotPersonal.objects.get_or_create(
        request=asked,
        kind=Kind(kind),
        fragment=fragment[:200],
        defaults={"reason": reason.strip()[:300], "by": request.user},
    )
    write(request, "coi_request.not_personal", asked, detail={"kind": kind})


@transaction.atomic
def remove_found(request: Any, pk: uuid.UUID, kind: str, fragment: str) -> CoiRequest:
    """Take what the screening found out of every text of the request."""
    asked = _writable(request, pk)
    found = [f for f in screened.of_request(asked) if (f.finding.kind, f.finding.fragment) == (kind, fragment)]
    texts = {field: text for field, _where, text in screened.texts_of(asked)}
    for field in {each.field for each in found}:
        cleaned = redact(texts[field], [each.finding for each in found if each.field == field])
        name, _dot, place = field.partition(".")
        if place:
            asked.sub_questions[int(place)] = cleaned
        else:
            setattr(asked, name, cleaned)
    asked.version += 1
    asked.save()
    write(request, "coi_request.redact", asked, detail={"kind": kind, "times": len(found)})
    return asked


@transaction.atomic
def submit(request: Any, pk: uuid.UUID, *, key: uuid.UUID) -> CoiRequest:
    """Send a request to the COI unit. Refused while the screening finds what nobody resolved, or without what was searched
    before; its term begins at the office that asks, on the civil day there."""
    asked, new = begin(request, pk, "submit", key)
    if not new:
        return asked
    reasons = hindrances(asked)
    if reasons:
        raise Refused(reasons)
    asked.received_on = asked.unit.today()
    asked.due_on = terms.due(asked.urgency, asked.received_on, asked.unit, asked.needed_by).day
    return finish(request, asked, "submit", key)


def hindrances(asked: CoiRequest) -> list[str]:
    """Why a request cannot be sent yet; empty when it can."""
    found = []
    if not asked.consulted.strip():
        found.append(_("Say what you searched before asking."))
    if asked.risk and not asked.risk_why.strip():
        found.append(_("Say whom asking could put in danger, and why."))
    open_ = len(screened.unresolved(screened.of_request(asked)))
    if open_:
        found.append(
            ngettext(
                "%(n)d thing that may be somebody's data is not resolved.",
                "%(n)d things that may be somebody's data are not resolved.", open_,
            ) % {"n": open_}
        )  # fmt: skip
    return found


@transaction.atomic
def cancel(request: Any, pk: uuid.UUID, reason: str, *, key: uuid.UUID) -> CoiRequest:
    """Take a request back before it is answered."""
    asked, new = begin(request, pk, "cancel", key)
    return finish(request, asked, "cancel", key, reason) if new else asked


def _writable(request: Any, pk: uuid.UUID) -> CoiRequest:
    asked = locked(pk)
    if asked.requester_id != request.user.pk:
        raise PermissionDenied(_("Only who asked takes this step."))
    require(request.user, "coi.ask")
    if asked.state not in WRITABLE:
        raise Refused([_("The request was sent: its words do not change any more.")])
    return asked


def _may_judge(request: Any, asked: CoiRequest) -> None:
    if asked.state in WRITABLE and asked.requester_id == request.user.pk:
        return
    if asked.state in WRITABLE or not request.user.can("coi.research") or decides(request.user):
        raise PermissionDenied(_("You do not hold the permission for this step."))


def _fill(asked: CoiRequest, values: dict[str, Any]) -> None:
    danger = (asked.risk, asked.risk_why)
    for name in WORDS:
        if name in values:
            setattr(asked, name, values[name])
    if danger != (asked.risk, asked.risk_why):  # what was cleared was another danger
        asked.risk_cleared_by, asked.risk_cleared_at, asked.risk_clearance = None, None, ""
    urgent = bool(asked.urgency_reason)
    asked.urgency = CoiRequest.Urgency.URGENT if urgent else CoiRequest.Urgency.NORMAL


def _next_number(user: User) -> str:
    """COI-MX-2026-0001: by the authority's country and the year, without gaps."""
    year = user.office.today().year if user.office else timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO coi_requestseries (year, last) VALUES (%s, 1) ON CONFLICT (year)"
            " DO UPDATE SET last = coi_requestseries.last + 1 RETURNING last",
            [year],
        )
        return f"COI-{packs.current().jurisdiction}-{year}-{cursor.fetchone()[0]:04d}"
