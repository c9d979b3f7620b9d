"""The audit trail, to read: by person, by subject, by action; and whether the chain is sound."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from acogida.audit.models import Pending, Record, Seal

PAGE = 50


@require_GET
def audit_page(request: HttpRequest) -> HttpResponse:
    """The newest records first, narrowed by ids and action; looking is not recorded here, exporting would be."""
    if not request.user.can("audit.view"):
        raise Http404
    rows, before = _narrowed(request), request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    last = Seal.objects.order_by("-position").first()
    context = {
        "records": found[:PAGE],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "sealed": last.position if last else 0,
        "head": last.hash if last else "",
        "waiting": Pending.objects.count(),
        "actor": request.GET.get("actor", ""),
        "action": request.GET.get("action", ""),
    }
    return render(request, "audit/list.html", context)


def _narrowed(request: HttpRequest) -> QuerySet[Record]:
    rows = Record.objects.order_by("-pk")
    if action := request.GET.get("action"):
        rows = rows.filter(action__startswith=action)
    if actor := request.GET.get("actor"):
        try:
            rows = rows.filter(actor_id=uuid.UUID(actor))
        except ValueError:
            rows = rows.none()
    if subject := request.GET.get("subject"):
        rows = rows.filter(subject_id=subject)
    return rows
