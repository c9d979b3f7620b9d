"""Check the answers, then present the claim."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.registration import alike, progress, queries, wishes
from acogida.registration.actions import taking_down
from acogida.registration.actions.presentation import Incomplete, lateness, present
from acogida.registration.answers import Page, Sheet, full_name
from acogida.registration.fields import KEPT_ELSEWHERE
from acogida.registration.models import IntakeDraft
from acogida.registration.questions import words
from acogida.registration.views.common import find_draft, key_from


@require_GET
def check(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Every answer with a link to change it, what is missing, and who may already be in the register."""
    draft = find_draft(request, draft_id)
    if draft.status != IntakeDraft.Status.DRAFT:
        return redirect("intake_resume", draft.pk)
    IntakeDraft.objects.filter(pk=draft.pk).update(step="check")
    write(request, "registration.view", draft, detail={"page": "check"})
    return _show(request, draft)


@require_POST
def present_claim(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Present; twice is once."""
    draft = find_draft(request, draft_id)
    said = {name[5:]: answer for name, answer in request.POST.items() if name.startswith("left-") and answer}
    try:
        if said and draft.status == IntakeDraft.Status.DRAFT:
            taking_down.answer_left(request, draft.pk, said)
            draft = find_draft(request, draft_id)
        case = present(request, draft.pk, key=key_from(request.POST))
    except Incomplete:
        return _show(request, draft, tried=True)
    except Refused as refused:
        if draft.status == IntakeDraft.Status.DISCARDED:
            return redirect("intake_drafts")
        return _show(request, draft, tried=True, refused=refused.messages)
    return redirect("registration_result", case.pk)


def _show(
    request: HttpRequest, draft: IntakeDraft, *, tried: bool = False, refused: list[str] | None = None
) -> HttpResponse:
    sheet = queries.sheet(draft, request.user)
    candidates = {person["key"]: alike.search(request, draft, sheet, person["key"]) for person in draft.members}
    unanswered = alike.unanswered(candidates)
    unsaid = [person for person in wishes.left_out(draft) if not person.get("left")]
    problems = [
        {"problem": p, "url": f"{progress.address(draft, p.page)}#q-{p.path.replace('/', '-')}",
         "person": progress.person_label(sheet, p.page.person) if p.page.person else ""}
        for p in sheet.problems
    ]  # fmt: skip
    presented_on = sheet.value("", "presented_on") or draft.office.today()
    late = lateness(sheet, presented_on, draft.office)
    context = {
        "draft": draft,
        "sections": sections(draft, sheet),
        "problems": problems,
        "open": len(problems) + len(unanswered) + len(unsaid),
        "wish": draft.wish,
        "left": [{"person": each, "name": full_name(each["answers"])} for each in wishes.left_out(draft)],
        "unsaid": [{"key": each["key"], "name": full_name(each["answers"])} for each in unsaid],
        "left_choices": wishes.choices(queries.rules_of(draft), draft.wish.stage) if draft.wish else [],
        "refused": refused or [],
        "tried": tried,
        "alike": [
            {"key": key, "name": progress.person_label(sheet, key), "candidates": found}
            for key, found in candidates.items()
            if found
        ],
        "unanswered": [{"key": key, "name": progress.person_label(sheet, key)} for key in unanswered],
        "searched": request.user.can("person.search_register"),
        "late": late if late["late_filing"] else None,
        "members": len(draft.members),
        "progress": progress.items(draft, sheet, None),
        "previous": progress.address(draft, sheet.pages[-1]),
    }
    return render(request, "registration/check.html", context, status=422 if tried else 200)


def sections(draft: IntakeDraft, sheet: Sheet, *, hidden: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The answers in words, page by page. `hidden`: codes of questions to leave out."""
    found = []
    for page in sheet.pages:
        rows = [row for row in _rows(sheet, page) if row["code"] not in hidden]
        person = sheet.member(page.person) if page.person else None
        found.append(
            {
                "title": sheet.context.text(page.step.label),
                "person": progress.person_label(sheet, page.person) if page.person else "",
                "photo": bool(person and person.get("photo")) and any(f.type == "photo" for f in sheet.fields_of(page)),
                "key": page.person,
                "url": progress.address(draft, page),
                "rows": rows,
                "answered": [row for row in rows if row["answer"]],
                "empty": [row["label"] for row in rows if not row["answer"] and not row["missing"]],
            }
        )
    return found


def _rows(sheet: Sheet, page: Page) -> list[dict[str, Any]]:
    shown = sheet.shown(page.person)
    problems = {problem.field.code: problem for problem in sheet.problems_of(page)}
    rows = []
    for field in sheet.fields_of(page):
        if not shown.get(field.code, True) or (field.type in KEPT_ELSEWHERE and field.code not in problems):
            continue
        path = f"{page.person or 'household'}/{field.code}"
        rows.append(
            {
                "code": field.code,
                "label": sheet.context.text(field.label),
                "answer": words(sheet, path, sheet.raw(page.person, field)),
                "problem": problems[field.code].message if field.code in problems else "",
                "missing": field.code in problems,
                "anchor": "q-" + path.replace("/", "-"),
                "long": field.type == "longtext",
            }
        )
    return rows
