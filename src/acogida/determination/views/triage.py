"""Triage of one case: what is known, what the table proposes and why, and the person's decision."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Case
from acogida.determination import actions, queries, triage_words, triaging
from acogida.determination.triage_forms import ModalityForm, NotesForm
from acogida.determination.views.common import language
from acogida.law import LawError
from acogida.ui.posted import key_of


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Confirm or overrule what the table proposes; the same page changes the modality later."""
    case = queries.find_case(request.user, case_id, "case.triage")
    pack = packs.of(case)
    step = triaging.step_for(case)
    if step not in pack.transitions:
        raise Http404
    try:
        sheet = triaging.sheet(case)
    except LawError as error:
        messages.error(
            request,
            _("The table proposes nothing, because not everything it asks is known: %(what)s") % {"what": error},
        )
        return redirect("case_page", number=case.number)
    form = ModalityForm(
        request.POST or None, pack=pack, on=sheet.on, language=language(),
        initial={"modality": sheet.proposal.modality, "priority": sheet.proposal.priority},
    )  # fmt: skip
    reasons = cases.refusals(case, None, step)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_modality(
                request, case.pk, modality=form.cleaned_data["modality"], priority=form.cleaned_data["priority"],
                reason=form.cleaned_data["reason"], seen=request.POST.get("seen", ""), key=key_of(request),
            )  # fmt: skip
        except Refused as refused:
            reasons = refused.messages
            sheet = triaging.sheet(case)
        else:
            messages.success(request, _("The modality is set."))
            return redirect("case_page", number=case.number)
    if request.method == "GET":
        write(request, "case.view", case, detail={"page": "triage"})
    context = _context(request, case, sheet, form, step) | {"reasons": reasons, "pressed": request.method == "POST"}
    return render(request, "determination/triage.html", context, status=409 if reasons and request.POST else 200)


def _context(request: HttpRequest, case: Case, sheet: triaging.Sheet, form: ModalityForm, step: str) -> dict[str, Any]:
    restricted = request.user.can("need.view_restricted", case.office_id)
    return {
        "case": case,
        "form": form,
        "heading": sheet.pack.text(sheet.pack.transition(step).label, language()),
        "source": sheet.pack.transition(step).source,
        "seen": sheet.print,
        "notes": NotesForm(initial=triaging.noted(case), asked=sheet.facts),
        "sheet": triage_words.sheet(sheet, language(), restricted),
        "choices": [
            triage_words.modality_card(sheet.pack, code, language()) for code, _label in form.fields["modality"].choices
        ],
        "current": triage_words.modality_card(sheet.pack, case.modality, language()),
        "changing": bool(triaging.history(case)),
    }


@require_POST
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note what triage asks and registration does not; the table is asked again."""
    case = queries.find_case(request.user, case_id, "case.triage")
    form = NotesForm(request.POST, asked=triaging.sheet(case).facts)
    if form.is_valid():
        actions.note_for_triage(request, case.pk, form.cleaned_data, key=key_of(request))
        messages.success(request, _("Noted. The table was asked again."))
    else:
        messages.error(request, _("Choose from the list."))
    return redirect("case_triage", case.pk)
