"""Taking down the application of people whose wish to claim is on record."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.registration import queries, wishes
from acogida.registration.actions import taking_down
from acogida.registration.views.common import find_draft
from acogida.registration.views.drafts import levels_of


@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Whose wish it is, and how much will be asked; a form that was begun already is gone on with."""
    case = wishes.find(request.user, case_id)
    if case is None:
        raise Http404
    if begun := taking_down.open_draft(case):
        return redirect("intake_resume", begun.pk)
    if request.method == "POST":
        try:
            return redirect("intake_resume", taking_down.take_down(request, case.pk, request.POST.get("level", "")).pk)
        except Refused as refused:
            messages.error(request, " ".join(refused.messages))
    write(request, "case.view", case, detail={"page": "take_down"})
    pack = packs.of(case)
    context = {
        "case": case,
        "stage": pack.text(pack.stage(case.stage).label, get_language() or "es"),
        "people": wishes.persons_of(case),
        "levels": levels_of(queries.context(pack, case.office.today())),
        "usual": "basic",
        "on": case.intent_on or case.presented_on,
    }
    return render(request, "registration/take_down.html", context)


@require_POST
def go_on_with(
    request: HttpRequest, draft_id: uuid.UUID, key: str, other: uuid.UUID, case_id: uuid.UUID
) -> HttpResponse:
    """Go on with the wish of somebody who was found to be the person at the counter, instead of opening a second case."""
    draft = find_draft(request, draft_id)
    case = wishes.find(request.user, case_id)
    if case is None or all(person["key"] != key for person in draft.persons):
        raise Http404
    try:
        found = taking_down.go_on_with(request, draft_id, key, other, case_id)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("intake_resume", draft_id)
    if found.pk == draft_id:
        messages.success(request, _("The form goes on with case %(number)s.") % {"number": case.number})
    else:
        messages.info(request, _("A form of case %(number)s was begun already: this is it.") % {"number": case.number})
    return redirect("intake_resume", found.pk)
