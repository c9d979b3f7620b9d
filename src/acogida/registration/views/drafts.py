"""The list of forms begun, and opening a new one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.hooks.ids import uuid7
from acogida.registration import queries
from acogida.registration.actions import drafts as actions
from acogida.registration.actions import intention
from acogida.registration.fields import Context
from acogida.registration.models import IntakeDraft
from acogida.registration.progress import address
from acogida.registration.views.common import find_draft, key_from


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The forms begun at the user's offices, by whom, and where each stopped."""
    if not request.user.can("registration.intake"):
        raise Http404
    rows = queries.drafts(request.user)
    write(request, "registration.list", detail={"shown": len(rows)})
    return render(
        request,
        "registration/drafts.html",
        {"drafts": rows, "discarded": queries.drafts(request.user, IntakeDraft.Status.DISCARDED)[:10]},
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose how much is asked, and begin."""
    offices = list(in_offices(Office.objects.all(), request.user.offices_for("registration.intake"), "pk"))
    if not offices:
        raise Http404
    if request.method == "POST":
        office = next((o for o in offices if o.code == request.POST.get("office")), None)
        if office is None:
            office = next((o for o in offices if o.pk == request.user.office_id), offices[0])
        try:
            draft = actions.start(
                request, office, request.POST.get("level", ""), draft_id=key_from(request.POST, "draft_id")
            )
        except Refused as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            return redirect("intake_resume", draft.pk)
    pack = packs.current()
    context = queries.context(pack, request.user.office.today() if request.user.office else offices[0].today())
    waiting = len(queries.drafts(request.user))
    return render(
        request,
        "registration/new.html",
        {
            "levels": levels_of(context),
            "usual": "basic",
            "offices": offices,
            "draft_id": uuid7(),
            "waiting": waiting,
            "wishes": [{"name": rule.name, "label": context.text(rule.label)} for rule in intention.steps()],
        },
    )


def levels_of(context: Context) -> list[dict[str, Any]]:
    """How much a form may ask, in words."""
    return [
        {
            "code": row.code,
            "label": context.text(row.label),
            "help": context.text(row.help),
            "questions": len(context.pack.form(row.code).fields()),
        }
        for row in context.pack.files.forms.level
    ]


@require_GET
def resume(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Go on where the form was left, on this machine or another."""
    draft = find_draft(request, draft_id)
    if draft.case_id:
        return redirect("registration_result", draft.case_id)
    if draft.status == IntakeDraft.Status.DISCARDED:
        return redirect("intake_drafts")
    sheet = queries.sheet(draft, request.user)
    if draft.step == "check":
        return redirect("intake_check", draft.pk)
    return HttpResponseRedirect(address(draft, sheet.page(draft.step) or sheet.pages[0]))


@require_POST
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Put a form aside; the list offers to take it up again."""
    return _set_aside(request, draft_id, True)


@require_POST
def restore(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Take a discarded form up again."""
    return _set_aside(request, draft_id, False)


def _set_aside(request: HttpRequest, draft_id: uuid.UUID, discarded: bool) -> HttpResponse:
    find_draft(request, draft_id)
    try:
        actions.set_discarded(request, draft_id, discarded)
    except Refused as gone:
        messages.error(request, " ".join(gone.messages))
        return redirect("intake_drafts")
    if discarded:
        messages.success(request, _("Draft discarded. You can take it up again below."))
        return HttpResponseRedirect(f"{reverse('intake_drafts')}#discarded")
    return redirect("intake_resume", draft_id)
