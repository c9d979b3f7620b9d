"""Lengthening the term to decide, and withdrawal."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import ClockInForce
from acogida.determination import actions, queries
from acogida.determination.forms import ExtensionForm, WithdrawalForm
from acogida.determination.views.common import language, refusals
from acogida.ui.posted import key_of


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    case = queries.find_case(request.user, case_id, "clock.extend")
    pack = packs.of(case)
    rule = pack.clock("decide").extension
    allowed = [g for g in pack.extension_grounds if rule and g.code in rule.grounds]
    grounds = [(g.code, pack.text(g.label, language())) for g in allowed]
    form = ExtensionForm(request.POST or None, grounds=grounds, most=rule.max if rule else 0)
    reasons = cases.refusals(case, None, "extend_term")
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            actions.extend_term(
                request,
                case.pk,
                amount=chosen["amount"],
                ground=chosen["ground"],
                reason=chosen["reason"],
                key=key_of(request),
            )
        except Refused as refused:
            reasons = refused.messages
        else:
            messages.success(request, _("The term to decide is extended."))
            return redirect("case_page", number=case.number)
    clock = ClockInForce.objects.filter(case=case, clock=pack.clock("decide").code).order_by("-pk").first()
    context = {"case": case, "form": form, "reasons": reasons, "clock": clock, "rule": rule,
               "heading": pack.text(pack.transition("extend_term").label, language())}  # fmt: skip
    return render(request, "determination/extend.html", context, status=409 if reasons and request.POST else 200)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = queries.find_claim(request.user, claim_id, "case.admit")
    case = claim.case
    pack = packs.of(case)
    form = WithdrawalForm(request.POST or None, initial={"on": case.office.today()})
    reasons = refusals(request, claim, "withdraw")
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(
                request, claim.pk, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], key=key_of(request)
            )
        except Refused as refused:
            reasons = refused.messages
        else:
            messages.success(request, _("The withdrawal is recorded."))
            return redirect("case_page", number=case.number)
    context = {"case": case, "claim": claim, "form": form, "reasons": reasons,
               "heading": pack.text(pack.transition("withdraw").label, language()),
               "source": pack.transition("withdraw").source}  # fmt: skip
    return render(request, "determination/withdraw.html", context, status=409 if reasons and request.POST else 200)
