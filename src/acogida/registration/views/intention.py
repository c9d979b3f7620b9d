"""Recording a wish to claim protection before the claim is presented."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.hooks.ids import uuid7
from acogida.registration.actions import intention
from acogida.registration.intention_form import IntentionForm, earliest


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, transition: str) -> HttpResponse:
    """Who came and what the pack asks; then the case with its protective letter."""
    rule = next((each for each in intention.steps() if each.name == transition), None)
    offices = list(in_offices(Office.objects.all(), request.user.offices_for(rule.action), "pk")) if rule else []
    if rule is None or not offices:
        raise Http404
    home = next((office for office in offices if office.pk == request.user.office_id), offices[0])
    today, pack, language = home.today(), packs.current(), get_language() or "es"
    form = IntentionForm(
        request.POST or None, rule=rule, pack=pack, today=today, since=earliest(today), offices=offices,
        initial={"key": uuid7(), "office": home.code},
    )  # fmt: skip
    reasons: list[str] = []
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        office = next(each for each in offices if each.code == data["office"])
        try:
            case = intention.record(
                request, office, rule, people=form.people(), nationality=data["nationality"], language=data["language"],
                on=form.on, answers=form.payload(), key=data["key"],
            )  # fmt: skip
        except Refused as refused:
            reasons = refused.messages
        else:
            messages.success(request, _("The wish is on record. The protective letter is being made."))
            return redirect("case_page", number=case.number)
    context: dict[str, Any] = {
        "form": form, "rule": rule, "label": pack.text(rule.label, language), "reasons": reasons,
        "help": pack.text(rule.help, language) if rule.help else "",
    }  # fmt: skip
    return render(request, "registration/intention.html", context, status=400 if form.is_bound else 200)
