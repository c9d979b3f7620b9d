"""The inbox: what agencies told us, what stopped and why."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.exchange import actions, queries, wording
from acogida.exchange.access import visible_told
from acogida.exchange.lists import may_act, page_of, tabs
from acogida.exchange.models import InboxMessage

TONES = {"waiting": "warning", "working": "info", "done": "success", "failed": "danger", "aside": "secondary"}


@require_GET
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Newest first, by state and agency; fifty to a page."""
    if request.user.offices_for("exchange.view") != "all":
        raise Http404
    found = page_of(request, queries.told, InboxMessage.State.values)
    for message in found.rows:
        _dress(request, message)
    context = {
        "page": found, "states": InboxMessage.State.choices, "agencies": queries.agencies(),
        "tabs": tabs(request, "told"),
    }  # fmt: skip
    return render(request, "exchange/inbox.html", context)


@require_GET
def inbox_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message: when, how often, why it stopped, what can be done, who did what. Its content is not shown."""
    message = get_object_or_404(visible_told(request.user).select_related("agency", "acted_by").defer("sealed"), pk=pk)
    _dress(request, message)
    context = {
        "message": message,
        "advice": wording.advice(message.state, message.last_error),
        "history": [(record, wording.act(record.action)) for record in queries.history(message)],
    }
    return render(request, "exchange/told.html", context)


def _dress(request: HttpRequest, message: Any) -> None:
    message.tone, message.why = TONES[message.state], wording.why(message.last_error)
    acts = may_act(request, None)
    message.can_retry = acts and message.state in ("waiting", "failed", "aside")
    message.can_set_aside = acts and message.state in ("waiting", "failed")


@require_POST
def inbox_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Handle it again now."""
    message = get_object_or_404(visible_told(request.user), pk=pk)
    actions.retry_told(request, message.pk)
    messages.success(request, _("It will be handled again at once."))
    return redirect("exchange_told", message.pk)


@require_POST
def inbox_set_aside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave it unhandled, with a reason."""
    message = get_object_or_404(visible_told(request.user), pk=pk)
    try:
        actions.set_told_aside(request, message.pk, request.POST.get("reason", ""))
    except ValueError:
        messages.error(request, _("Write why: whoever comes later has to understand it."))
    else:
        messages.success(request, _("Set aside. What waited behind it goes on."))
    return redirect("exchange_told", message.pk)
