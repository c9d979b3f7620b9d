"""Where our register and an agency's do not agree: what differs, since when, what was done about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.exchange import actions, queries, reconciliation, sealing, wording
from acogida.exchange.access import visible_differences
from acogida.exchange.comparing import reconcilers, remedies
from acogida.exchange.lists import may_act, page_of, tabs
from acogida.exchange.models import Difference
from acogida.exchange.replies import Unusable
from acogida.hooks.registry import UnknownName

TONES = {"open": "danger", "explained": "secondary", "resolved": "success"}


@require_GET
def difference_page(request: HttpRequest) -> HttpResponse:
    """Newest first, by state, kind and agency; with the last comparison of each agency and how far it is."""
    if not request.user.can("exchange.view"):
        raise Http404
    found = page_of(request, queries.listed_differences, Difference.State.values, kind=Difference.Kind.values)
    for difference in found.rows:
        difference.tone = TONES[difference.state]
        difference.which = [wording.field(name) for name in difference.fields]
    runs: Any = reconciliation.latest()
    for run in runs:
        run.why = wording.why(run.error)
    compared = {run.agency_id for run in runs}
    may = may_act(request, None)
    context = {
        "page": found,
        "states": Difference.State.choices,
        "kinds": Difference.Kind.choices,
        "agencies": queries.agencies(),
        "runs": runs,
        "never": [agency for agency in queries.agencies() if agency.code in reconcilers.names() - compared],
        "may_run": may,
        "tabs": tabs(request, "differences"),
    }
    return render(request, "exchange/differences.html", context)


@require_GET
def difference_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What both registers say, side by side. Looking at it is on record."""
    rows = visible_differences(request.user).select_related("agency", "office", "acted_by", "first_seen", "last_seen")
    difference: Any = get_object_or_404(rows, pk=pk)
    write(request, "exchange.difference_viewed", difference)
    difference.tone = TONES[difference.state]
    acts = may_act(request, difference.office_id)
    offered = f"{difference.agency_id}.{difference.kind}" in remedies.names()
    context = {
        "difference": difference,
        "rows": _side_by_side(difference),
        "can_explain": acts and difference.state == "open",
        "can_reopen": acts and difference.state == "explained",
        "can_put_right": acts and difference.state == "open" and offered,
        "history": [(record, wording.act(record.action)) for record in queries.history(difference)],
    }
    return render(request, "exchange/difference.html", context)


def _side_by_side(difference: Difference) -> list[dict[str, Any]]:
    """Rows of the comparison: what, ours, theirs, and whether it differs."""
    if difference.sealed is None:
        return []
    try:
        content = sealing.unseal(difference.sealed, difference.pk)
    except sealing.Unreadable:
        return []
    sides = [content["ours"], content["theirs"]]
    others = {name for side in sides for entry in side for name in entry["data"]}
    names = ["number", "status", *sorted(others, key=wording.order)]
    rows = []
    for name in names:
        ours, theirs = ([_value(entry, name) for entry in side] for side in sides)
        if any(ours) or any(theirs):
            rows.append({"what": wording.field(name), "ours": ours, "theirs": theirs, "differs": ours != theirs})
    return rows


def _value(entry: dict[str, Any], name: str) -> str:
    return wording.value(name, str(entry[name] if name in ("number", "status") else entry["data"].get(name, "")))


@require_POST
def difference_explain(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep why it is right as it is."""
    difference = get_object_or_404(visible_differences(request.user), pk=pk)
    try:
        actions.explain(request, difference.pk, request.POST.get("reason", ""))
    except ValueError:
        messages.error(request, _("Write why: whoever comes later has to understand it."))
    else:
        messages.success(request, _("Explained. It is listed again if either register changes."))
    return redirect("exchange_difference", difference.pk)


@require_POST
def difference_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the explanation back."""
    difference = get_object_or_404(visible_differences(request.user), pk=pk)
    actions.reopen(request, difference.pk)
    return redirect("exchange_difference", difference.pk)


@require_POST
def difference_put_right(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have done what a room offers about it."""
    difference = get_object_or_404(visible_differences(request.user), pk=pk)
    try:
        actions.put_right(request, difference.pk)
    except UnknownName:
        raise Http404 from None
    except Unusable as error:
        messages.error(request, wording.why(str(error)))
    else:
        messages.success(request, _("It is being put right. The next comparison shows whether it helped."))
    return redirect("exchange_difference", difference.pk)


@require_POST
def run_now(request: HttpRequest, agency: str) -> HttpResponse:
    """Compare now and not only tonight."""
    try:
        actions.start_run(request, agency)
    except UnknownName:
        raise Http404 from None
    messages.success(request, _("The comparison begins. This page shows how far it is."))
    return redirect("exchange_differences")
