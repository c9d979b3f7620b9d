"""The outbox: what was told to other agencies, what waits, what stopped and why, and what can be done about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from acogida.exchange import actions, queries, wording
from acogida.exchange.access import visible_to
from acogida.exchange.lists import may_act, page_of, tabs
from acogida.exchange.models import OutboxMessage

TONES = {
    "pending": "warning", "sending": "info", "delivered": "success", "failed": "danger", "refused": "danger",
    "aside": "secondary", "unanswered": "secondary",
}  # fmt: skip


@require_GET
def outbox_page(request: HttpRequest) -> HttpResponse:
    """Newest first, by state and agency; fifty to a page."""
    if not request.user.can("exchange.view"):
        raise Http404
    found = page_of(request, queries.outbox, OutboxMessage.State.values)
    held_up = queries.held_up(found.rows)
    for message in found.rows:
        _dress(request, message, message.pk in held_up)
    stopped = queries.stopped(request.user) if request.user.can("exchange.act") else {}
    agencies = queries.agencies()
    context = {
        "page": found,
        "states": OutboxMessage.State.choices,
        "agencies": agencies,
        "stopped": [(agency, stopped[agency.code]) for agency in agencies if agency.code in stopped],
        "tabs": tabs(request, "sent"),
    }
    return render(request, "exchange/outbox.html", context)


@require_GET
def outbox_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message: what was said by name of field, why it stopped, what can be done, who did what."""
    rows = visible_to(request.user).select_related("agency", "agreement", "office", "acted_by")
    message = get_object_or_404(rows.defer("payload", "attachment"), pk=pk)
    ahead = queries.ahead_of(message)
    _dress(request, message, ahead is not None)
    context = {
        "message": message,
        "advice": wording.advice(message.state, message.reason or message.last_error),
        "ahead": ahead,
        "behind": queries.waiting_behind(message),
        "said": [wording.field(name) for name in sorted(message.field_names, key=wording.order)],
        "history": [(record, wording.act(record.action)) for record in queries.history(message)],
    }
    return render(request, "exchange/message.html", context)


def _dress(request: HttpRequest, message: Any, held_up: bool) -> None:
    message.tone, message.held_up = TONES[message.state], held_up
    message.what = wording.purpose(message.purpose)
    message.why = wording.why(message.reason or message.last_error)
    acts = may_act(request, message.office_id)
    message.can_retry = acts and message.state in ("pending", "failed", "aside") and not held_up
    message.can_set_aside = acts and message.state in ("pending", "failed")


@require_POST
def outbox_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the agency again now."""
    message = get_object_or_404(visible_to(request.user), pk=pk)
    actions.retry(request, message.pk)
    messages.success(request, _("It will be sent again at once."))
    return redirect("exchange_message", message.pk) if "stay" in request.POST else redirect("exchange_outbox")


@require_POST
def outbox_set_aside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a message out of the line, with a reason."""
    message = get_object_or_404(visible_to(request.user), pk=pk)
    try:
        actions.set_aside(request, message.pk, request.POST.get("reason", ""))
    except ValueError:
        messages.error(request, _("Write why: whoever comes later has to understand it."))
    else:
        messages.success(request, _("Set aside. What waited behind it goes on."))
    return redirect("exchange_message", message.pk)


@require_POST
def outbox_retry_all(request: HttpRequest, agency: str) -> HttpResponse:
    """Everything that stopped on its way to an agency, again."""
    if not request.user.can("exchange.act"):
        raise Http404
    count = actions.retry_all(request, agency)
    text = ngettext("%(n)s message will be sent again.", "%(n)s messages will be sent again.", count) % {"n": count}
    messages.success(request, text)
    return redirect("exchange_outbox")
