"""Admission of a presented case by who holds it: admit, ask to complete or explain, record the answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.actions import refusals
from acogida.cases.errors import Refused
from acogida.cases.models import Case
from acogida.registration import facts, queries
from acogida.registration.actions import admission as actions
from acogida.registration.answers import Sheet
from acogida.registration.views.common import key_from
from acogida.registration.views.result import find_case, summary

ASKED_ELSEWHERE = ("late_reason", "impossible_until")  # the reasons of a delay have their own question
HOLDERS = ("case.admit", "case.prevent", "registration.intake")


@require_GET
def admission(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is complete, whether the claim came late, and what can be done now."""
    case = find_case(request, case_id)
    if not any(request.user.can(action, case.office_id) for action in HOLDERS):
        raise Http404
    write(request, "case.view", case, detail={"page": "admission"})
    return _show(request, case)


def _show(request: HttpRequest, case: Case, refused: list[str] | None = None) -> HttpResponse:
    user = request.user
    may = {name: user.can(name, case.office_id) for name in HOLDERS}
    presented = facts.last_payload(case, "present")
    context: dict[str, Any] = {
        **summary(request, case),
        "refused": refused or [],
        "presented": presented,
        "late_explained": facts.late_explained(case, None),
        "prevention": facts.last_payload(case, "prevent") if facts.prevention_open(case, None) else None,
        "gaps": gaps(case, user),
        "why_not": refusals(case, None, "admit") if case.stage == "presented" else [],
        "may_admit": may["case.admit"] and case.stage == "presented",
        "may_prevent": may["case.prevent"] and case.stage == "presented",
        "may_answer": may["case.prevent"] and case.stage == "prevention",
        "needs_representative": facts.unaccompanied_child(case, None) and not facts.representative_present(case, None),
        "representative": facts.last_payload(case, "representative_appointed"),
        "may_represent": may["registration.intake"],
    }
    context["prevention_missing"] = _labels(case, (context["prevention"] or {}).get("missing", []))
    return render(request, "registration/admission.html", context, status=422 if refused else 200)


@require_POST
def act(request: HttpRequest, case_id: uuid.UUID, act: str) -> HttpResponse:
    """Admit, prevent, record an answer or a representative; refused, the page says why."""
    case = find_case(request, case_id)
    data, key = request.POST, key_from(request.POST)
    try:
        if act == "admit":
            actions.admit(request, case, key=key)
        elif act == "prevent":
            actions.prevent(
                request, case, missing=data.getlist("missing"), other=data.get("other", "").strip(),
                ask_why_late="ask_why_late" in data, key=key,
            )  # fmt: skip
        elif act == "answer":
            actions.answer_prevention(
                request, case, answer=data.get("answer", "").strip(), why_late=data.get("why_late", "").strip(),
                answered=data.get("answered") != "no", key=key,
            )  # fmt: skip
        elif act == "representative":
            actions.appoint_representative(
                request, case, name=data.get("name", "").strip(), authority_told="authority_told" in data, key=key
            )
        else:
            raise Http404
    except Refused as refused:
        return _show(request, case, refused.messages)
    done = {
        "admit": _("Claim admitted."),
        "prevent": _("The applicant is asked to complete or explain."),
        "answer": _("Answer recorded."),
        "representative": _("Representative recorded."),
    }
    messages.success(request, done[act])
    return redirect("registration_result" if act == "admit" else "registration_admission", case.pk)


def gaps(case: Case, user: Any) -> list[dict[str, str]]:
    """Questions the form asked and nobody answered: what the applicant may be asked to complete."""
    draft = queries.intake_of(case)
    if draft is None:
        return []
    sheet: Sheet = queries.sheet(draft)
    found: dict[str, dict[str, Any]] = {}
    for page in sheet.pages:
        shown = sheet.shown(page.person)
        for field in sheet.fields_of(page):
            if field.code in ASKED_ELSEWHERE:
                continue
            if shown.get(field.code, True) and sheet.raw(page.person, field) in (None, "", [], {}):
                row = found.setdefault(
                    field.code, {"code": field.code, "label": sheet.context.text(field.label), "who": []}
                )
                if page.person:
                    row["who"].append(sheet.member(page.person)["answers"].get("given_names", ""))
    return [{**row, "who": ", ".join(row["who"])} for row in found.values()]


def _labels(case: Case, codes: list[str]) -> list[str]:
    pack, language = packs.of(case), get_language() or "es"
    known = {field.code: pack.text(field.label, language) for field in pack.form("comprehensive").fields()}
    return [known.get(code, code) for code in codes]
