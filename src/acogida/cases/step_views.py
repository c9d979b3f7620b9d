"""The page of a step of the procedure, whatever the pack asks at it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.cases import actions, packs, panels, queries, steps
from acogida.cases.errors import Refused
from acogida.cases.models import Case
from acogida.cases.presentation import language
from acogida.cases.step_form import StepForm
from acogida.hooks.ids import uuid7
from acogida.law import Transition


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, transition: str, claim: uuid.UUID | None = None) -> HttpResponse:
    """Take a transition that has no page of its own: what the pack asks, and what the step does."""
    case = queries.find(request.user, number)
    pack = packs.of(case)
    rule = pack.transitions.get(transition)
    if rule is None or not rule.from_ or not request.user.can(rule.action, case.office_id):
        raise Http404
    if page := panels.page_of(transition):  # a step with a page of its own is taken there, with all it needs
        return redirect(page[0], claim or case.pk)
    context: dict[str, Any] = {"case": case, "rule": rule, "label": pack.text(rule.label, language())}
    target = get_object_or_404(case.claims.select_related("person"), pk=claim) if claim else None
    if rule.unit == "claim" and target is None:
        there = case.claims.select_related("person").filter(stage__in=rule.from_).order_by("position")
        return render(request, "cases/step.html", context | {"choose": list(there)})
    form = StepForm(
        request.POST or None, rule=rule, pack=pack, today=case.office.today(), since=case.presented_on,
        initial={"key": uuid7()},
    )  # fmt: skip
    valid = form.is_bound and form.is_valid()
    context |= {
        "claim": target,
        "form": form,
        "shown": json.dumps(form.shown()),
        "help": pack.text(rule.help, language()) if rule.help else "",
        "does": steps.outcome_of(case, target, rule, form.payload(), form.on),
        "note": pack.text(rule.note, language()) if rule.note else "",
    }
    if request.headers.get("X-Step-Preview"):  # the page asks what its answers lead to; nothing is written
        does = render_to_string("cases/_step_does.html", context, request)
        return JsonResponse({"shown": form.shown(), "does": does})
    if not form.is_bound:
        reasons = actions.refusals(case, target, transition)
        return render(request, "cases/step.html", context | {"reasons": reasons, "blocked": bool(reasons)})
    reasons = _take(request, case, rule, target, form) if valid else []
    if valid and not reasons:
        messages.success(request, _("Done: %(step)s.") % {"step": context["label"]})
        return redirect("case_page", number=case.number)
    return render(request, "cases/step.html", context | {"reasons": reasons}, status=409 if reasons else 400)


def _take(request: HttpRequest, case: Case, rule: Transition, claim: Any, form: StepForm) -> list[str]:
    """Take the step; the reasons when it is refused."""
    try:
        actions.take(
            request, case.pk, rule.name, key=form.cleaned_data["key"], claim_id=claim.pk if claim else None, on=form.on,
            payload=form.payload(),
        )  # fmt: skip
    except Refused as refused:
        return refused.messages
    return []
