"""Pages of agreements: the list, one of them, a new version, a decision, the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.exchange import actions, wording
from acogida.exchange.agreements import queries
from acogida.exchange.agreements.forms import AgreementForm, DecisionForm, EndForm
from acogida.exchange.models import Agency, Agreement

TONES = {
    "in_force": "success",
    "soon": "warning",
    "later": "info",
    "over": "secondary",
    "proposed": "warning",
    "declined": "danger",
}


def _reader(request: HttpRequest) -> None:
    if not request.user.can("agreement.view"):
        raise Http404


def dressed(agreement: Agreement) -> Any:
    """An agreement with what pages show of it."""
    today, row = timezone.localdate(), agreement
    row.what = row.in_words(get_language() or "es") or wording.purpose(row.purpose)  # type: ignore[attr-defined]
    row.standing = _standing(row, today)  # type: ignore[attr-defined]
    row.tone = TONES[row.standing]  # type: ignore[attr-defined]
    row.standing_words = {  # type: ignore[attr-defined]
        "in_force": _("In force"), "soon": _("Ends soon"), "later": _("Agreed, not yet in force"), "over": pgettext("agreement", "Ended"),
        "proposed": _("Waiting for a second person"), "declined": _("Not agreed"),
    }[row.standing]  # type: ignore[attr-defined]  # fmt: skip
    row.covered = [wording.field(name) for name in sorted(row.fields, key=wording.order)]  # type: ignore[attr-defined]
    return row


def _standing(row: Agreement, today: Any) -> str:
    if row.state != Agreement.State.AGREED:
        return str(row.state)
    if row.ends_soon(today):
        return "soon"
    if row.covers(today):
        return "in_force"
    return "later" if row.start > today else "over"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All agreements by agency, and what ends soon or waits for somebody."""
    _reader(request)
    agencies = list(Agency.objects.order_by("name"))
    chosen = request.GET.get("agency", "")
    chosen = chosen if chosen in {agency.pk for agency in agencies} else ""
    whole = bool(request.GET.get("all"))
    rows = [dressed(row) for row in queries.listed(chosen, whole=whole)]
    context = {
        "rows": rows, "agencies": agencies, "chosen": chosen, "whole": whole,
        "ending": [dressed(row) for row in queries.ending(timezone.localdate())], "waiting": queries.to_decide(),
        "may_propose": request.user.offices_for("agreement.propose") == "all",
    }  # fmt: skip
    return render(request, "exchange/agreements.html", context)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement with its versions; deciding on it, where somebody else proposed it."""
    _reader(request)
    agreement = get_object_or_404(
        Agreement.objects.select_related("agency", "proposed_by", "decided_by", "ended_by"), pk=pk
    )
    waits = agreement.state == Agreement.State.PROPOSED
    decides = (
        waits and request.user.offices_for("agreement.decide") == "all" and agreement.proposed_by_id != request.user.pk
    )
    form = DecisionForm(request.POST or None) if decides else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                done = actions.decide_agreement(request, pk, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                said = _("Agreed.") if done.state == Agreement.State.AGREED else _("Declined.")
                messages.success(request, said)
                return redirect("agreement_page", pk)
    row, today = dressed(agreement), timezone.localdate()
    may_end = row.standing in ("in_force", "soon", "later") and (
        request.user.offices_for("agreement.decide") == "all" or request.user.offices_for("agreement.propose") == "all"
    )
    context = {
        "agreement": row, "form": form, "versions": [dressed(each) for each in queries.history(agreement)],
        "end_form": EndForm(initial={"on": today}) if may_end else None,
        "may_propose": request.user.offices_for("agreement.propose") == "all" and not waits,
        "own": waits and agreement.proposed_by_id == request.user.pk,
    }  # fmt: skip
    return render(request, "exchange/agreement.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Propose an agreement, or a new version of one."""
    if request.user.offices_for("agreement.propose") != "all":
        raise Http404
    former = get_object_or_404(Agreement.objects.select_related("agency"), pk=pk) if pk else None
    initial = {"start": timezone.localdate(), **(AgreementForm.of(former) if former else {"direction": "send"})}
    form = AgreementForm(request.POST or None, former=former, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.content()
        agency = former.agency_id if former else given.pop("agency")
        purpose = former.purpose if former else given.pop("purpose")
        try:
            made = actions.propose_agreement(request, agency, purpose, given)
        except ValidationError as error:
            for name, texts in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
                form.add_error({"fields": "fields_said"}.get(str(name), name), texts)
        else:
            messages.success(request, _("Proposed. Somebody else has to agree before it counts."))
            return redirect("agreement_page", made.pk)
    context = {"form": form, "former": dressed(former) if former else None}
    return render(request, "exchange/agreement_new.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one."""
    _reader(request)
    agreement = get_object_or_404(Agreement, pk=pk)
    may = {request.user.offices_for(action) for action in ("agreement.decide", "agreement.propose")}
    if "all" not in may:
        raise Http404
    form = EndForm(request.POST)
    problem = _("Give the last day and the reason.")
    if form.is_valid():
        try:
            actions.end_agreement(request, agreement.pk, **form.cleaned_data)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("It ends that day. What is sent under it stops on the next."))
            return redirect("agreement_page", pk)
    messages.error(request, problem)
    return redirect("agreement_page", pk)
