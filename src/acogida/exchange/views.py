"""The outbox: what was told to other agencies, what waits, what stopped and why."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.exchange import actions, delivery, queries, wire
from acogida.exchange.access import visible_to
from acogida.exchange.models import OutboxMessage

PAGE = 50
TONES = {
    "pending": "warning",
    "sending": "info",
    "delivered": "success",
    "failed": "danger",
    "refused": "danger",
    "aside": "secondary",
    "unanswered": "secondary",
}


@require_GET
def outbox_page(request: HttpRequest) -> HttpResponse:
    """Newest first, by state; fifty to a page."""
    if not request.user.can("exchange.view"):
        raise Http404
    state = request.GET.get("state", "")
    rows = queries.outbox(request.user, state if state in OutboxMessage.State.values else "")
    if before := request.GET.get("before"):
        try:
            rows = rows.filter(pk__lt=uuid.UUID(before))
        except ValueError:
            raise Http404 from None
    found = list(rows[: PAGE + 1])
    reasons = {
        "country": _("The agency belongs to a country this person must be protected from."),
        "unknown_country": _("The country of the agency is not known."),
        "no_agreement": _("No agreement covers this."),
        "fields": _("The agreement does not cover all of these data."),
        "shape": _("A datum does not look like what it should."),
        delivery.INSECURE: _("The address of the agency is not protected (https)."),
        delivery.STRAYED: _(
            "The message held more than what the agreement allows, so it was not sent."
            " Tell whoever looks after the system."
        ),
        wire.NO_ADDRESS: _("The address of the agency is not set."),
        wire.UNREACHABLE: _("The agency cannot be reached."),
        wire.TIMEOUT: _("The agency took too long to answer."),
        wire.NOT_JSON: _("The answer could not be read."),
        wire.TOO_LONG: _("The answer could not be read."),
    }
    for message in found:
        message.tone = TONES[message.state]
        code = message.reason or message.last_error.split(":")[0]
        message.why = reasons.get(code, message.last_error)
    context = {
        "sent": found[:PAGE],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "state": state,
        "states": OutboxMessage.State.choices,
        "agencies": queries.agencies(),
    }
    return render(request, "exchange/outbox.html", context)


@require_POST
def outbox_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the agency again now."""
    message = get_object_or_404(visible_to(request.user), pk=pk)
    actions.retry(request, message.pk)
    messages.success(request, _("It will be sent again at once."))
    return redirect("exchange_outbox")
