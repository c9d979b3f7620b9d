"""Pages of the lists that the law asks for."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from acogida.exchange import wording
from acogida.exchange.agreements.forms import DecisionForm
from acogida.exchange.models import Agreement
from acogida.exchange.sealing import Unreadable
from acogida.partners.lists import actions
from acogida.partners.lists.models import StatutoryList
from acogida.ui.posted import key_of

TONES = {"prepared": "warning", "released": "success", "declined": "secondary"}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class ListForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What it answers"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The number and date of the request, or the period the law asks for."),
    )  # fmt: skip
    recipient = forms.CharField(label=gettext_lazy("Office that gets it"), max_length=200)


def _may(request: HttpRequest) -> bool:
    return any(request.user.offices_for(action) == "all" for action in (actions.PREPARE, actions.DECIDE))


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The lists there were; asking for one."""
    if not _may(request):
        raise Http404
    prepares = request.user.offices_for(actions.PREPARE) == "all"
    form = ListForm(request.POST or None) if prepares else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                made = actions.prepare(request, **form.cleaned_data, key=key_of(request))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Asked for. Somebody else has to release it."))
                return redirect("statutory_list", made.pk)
    agreement = Agreement.in_force(actions.AGENCY, actions.PURPOSE, timezone.localdate())
    rows = (
        StatutoryList.objects.select_related("agency", "prepared_by", "decided_by")
        .defer("sealed")
        .order_by("-pk")[:100]
    )
    context = {
        "rows": [(row, TONES[row.state]) for row in rows], "form": form, "agreement": agreement,
        "fields": [wording.field(name) for name in sorted(agreement.fields, key=wording.order)] if agreement else [],
    }  # fmt: skip
    return render(request, "partners/lists.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One list: who asked, who released, how many, the hashes; its files."""
    if not _may(request):
        raise Http404
    found = get_object_or_404(
        StatutoryList.objects.select_related("agency", "agreement", "prepared_by", "decided_by").defer("sealed"), pk=pk
    )
    waits = found.state == StatutoryList.State.PREPARED
    decides = waits and request.user.offices_for(actions.DECIDE) == "all" and found.prepared_by_id != request.user.pk
    form = DecisionForm(request.POST or None) if decides else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                actions.decide(request, pk, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The decision was saved."))
                return redirect("statutory_list", pk)
    context = {
        "list": found,
        "tone": TONES[found.state],
        "form": form,
        "own": waits and found.prepared_by_id == request.user.pk,
    }
    return render(request, "partners/list.html", context, status=422 if form and form.errors else 200)


@require_GET
def download(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """The file, as it was released."""
    if not _may(request) or form not in TYPES:
        raise Http404
    found = get_object_or_404(StatutoryList.objects.select_related("agency", "agreement"), pk=pk)
    try:
        made = actions.content(request, found, form)
    except (ValidationError, Unreadable) as error:
        text = (
            " ".join(error.messages) if isinstance(error, ValidationError) else _("What was kept of it cannot be read.")
        )
        messages.error(request, text)
        return redirect("statutory_list", pk)
    response = HttpResponse(made, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="lista-sre-{found.as_of}.{form}"'
    response["Cache-Control"] = "no-store"
    return response
