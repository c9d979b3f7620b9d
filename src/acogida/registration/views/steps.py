"""One page of the form at a time, kept on every change."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.files.errors import FileError
from acogida.registration import progress, queries
from acogida.registration.actions import drafts as actions
from acogida.registration.answers import Page, Sheet
from acogida.registration.fields import KEPT_ELSEWHERE
from acogida.registration.models import IntakeDraft
from acogida.registration.questions import Question, questions_of, read, typed, words
from acogida.registration.views.common import find_draft

LARGEST_CHANGE = 200_000  # bytes of one autosave


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, draft_id: uuid.UUID, step: str, person: str = "") -> HttpResponse:
    """Show a page of the form; sent, keep it and go where the button says."""
    draft = find_draft(request, draft_id)
    if draft.status != IntakeDraft.Status.DRAFT:
        return redirect("intake_resume", draft.pk)
    sheet = queries.sheet(draft, request.user)
    here = sheet.page(f"{step}/{person}" if person else step)
    if here is None:  # a person who was removed, a step of another level: begin where something exists
        return HttpResponseRedirect(progress.address(draft, sheet.pages[0]))
    if request.method == "POST":
        return _continue(request, draft, sheet, here)
    IntakeDraft.objects.filter(pk=draft.pk).update(step=here.code)
    write(request, "registration.view", draft, detail={"page": step})
    return _show(request, draft, sheet, here)


def _show(
    request: HttpRequest, draft: IntakeDraft, sheet: Sheet, here: Page, *, saved: actions.Saved | None = None,
    sent: dict[str, Any] | None = None, judged: bool = False, photo_error: str = "",
) -> HttpResponse:  # fmt: skip
    topics = questions_of(sheet, here)
    questions: list[Question] = [question for topic in topics for question in topic["questions"]]
    was = typed(sheet, here)
    problems = {problem.path: problem for problem in sheet.problems_of(here)} if judged else {}
    for question in questions:
        if question.path in problems:
            question.error = problems[question.path].message
        if saved and question.path in saved.conflicts:
            question.theirs = saved.conflicts[question.path]
            question.conflict = words(sheet, question.path, question.theirs) or _("(empty)")
            question.raw = (sent or {})[question.path]
        if photo_error and question.kind == "photo":
            question.error = photo_error
    at = sheet.pages.index(here)
    context = {
        "draft": draft,
        "page": here,
        "heading": sheet.context.text(here.step.label),
        "help": sheet.context.text(here.step.help) if here.step.help else "",
        "topics": topics,
        "errors": [question for question in questions if question.error],
        "conflicts": [question for question in questions if question.conflict is not None],
        "only_missing": judged and all(problem.missing for problem in problems.values()) and not photo_error,
        "was": json.dumps(was),
        "progress": progress.items(draft, sheet, here),
        "previous": progress.address(draft, sheet.pages[at - 1]) if at else "",
        "number": at + 1,
        "total": len(sheet.pages),
        "roster": roster(draft, sheet) if here.step.code == sheet.roster_step else [],
        "removed": [p for p in draft.persons if p.get("removed")] if here.step.code == sheet.roster_step else [],
        "is_roster": here.step.code == sheet.roster_step,
        "person_name": progress.person_label(sheet, here.person) if here.person else "",
        "is_principal": sheet.is_principal(here.person),
        "new_key": uuid.uuid4().hex[:12],
        "colleague": draft.updated_by if draft.updated_by_id != request.user.pk else None,
        "looks_for_known": here.step.code == sheet.roster_step and request.user.can("person.search_register"),
        "person_data": sheet.member(here.person) if here.person else None,
    }
    status = 409 if context["conflicts"] else 422 if context["errors"] else 200
    return render(request, "registration/step.html", context, status=status)


def roster(draft: IntakeDraft, sheet: Sheet) -> list[dict[str, Any]]:
    """The household as it stands, for the row above the questions."""
    step = next(step for step in sheet.form.steps if step.code == sheet.roster_step)
    relation = next((f for f in sheet.form.fields() if f.code == "relation"), None)
    rows = []
    for person in sheet.members:
        said = words(sheet, f"{person['key']}/relation", sheet.raw(person["key"], relation)) if relation else ""
        rows.append(
            {
                "key": person["key"],
                "name": progress.person_label(sheet, person["key"]),
                "relation": said,
                "photo": person.get("photo", ""),
                "url": progress.address(draft, Page(step, person["key"])),
            }
        )
    return rows


def _continue(request: HttpRequest, draft: IntakeDraft, sheet: Sheet, here: Page) -> HttpResponse:
    """Keep what was sent and go on; what cannot stand is shown where it is, and what a colleague wrote beside it."""
    go = request.POST.get("go", "next")
    try:
        was = json.loads(request.POST.get("was", "{}"))
    except json.JSONDecodeError:
        was = {}
    kinds = {path: sheet.form.field(path.partition("/")[2]) for path in typed(sheet, here)}
    asked = set(request.POST.getlist("asked"))  # an unticked box sends nothing: the page says what it asked
    sent = {path: read(field, path, request.POST) for path, field in kinds.items() if path in asked}
    photo_error = ""
    try:
        saved = actions.save_answers(
            request, draft.pk, {path: (was.get(path), now) for path, now in sent.items()}, step=here.code
        )
        for name, upload in request.FILES.items():
            if here.person and name.startswith("photo:"):
                actions.set_photo(request, draft.pk, here.person, upload.read())
        if go == "add":
            key = request.POST.get("new_key", "")[:32] or uuid.uuid4().hex[:12]
            actions.add_person(request, draft.pk, key=key)
    except actions.NotADraft:
        return redirect("intake_resume", draft.pk)
    except FileError as refused:
        photo_error = str(refused)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        go = "stay"
    draft = find_draft(request, draft.pk)
    sheet = queries.sheet(draft, request.user)
    if photo_error:
        return _show(request, draft, sheet, here, judged=True, photo_error=photo_error)
    if saved.conflicts:
        return _show(request, draft, sheet, here, saved=saved, sent=sent, judged=True)
    problems = sheet.problems_of(here)
    wrong = [problem for problem in problems if not problem.missing]
    if (go == "next" and problems) or (go in ("add", "later") and wrong) or go == "stay":
        return _show(request, draft, sheet, here, judged=True)
    return HttpResponseRedirect(_target(request, draft, sheet, here, go))


def _target(request: HttpRequest, draft: IntakeDraft, sheet: Sheet, here: Page, go: str) -> str:
    at = sheet.pages.index(here)
    if go == "add":
        step = here.step
        return progress.address(draft, Page(step, sheet.members[-1]["key"]))
    if go == "leave":
        messages.success(request, _("Draft kept. It waits here, also on another machine."))
        return reverse("intake_drafts")
    if go == "previous":
        return progress.address(draft, sheet.pages[max(at - 1, 0)])
    if at + 1 < len(sheet.pages):
        return progress.address(draft, sheet.pages[at + 1])
    return reverse("intake_check", args=[draft.pk])


@require_POST
def save(request: HttpRequest, draft_id: uuid.UUID) -> JsonResponse:
    """Autosave. Takes {"page", "changes": {path: {"was", "now"}}}; answers 200 {"version", "proposed", "errors",
    "shown"}, or 409 with "conflicts" beside them: what stands instead, raw and in words."""
    draft = find_draft(request, draft_id)
    try:
        sent = json.loads(request.body[:LARGEST_CHANGE])
        changes = {str(path): (each.get("was"), each.get("now")) for path, each in sent["changes"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"error": "unreadable"}, status=400)
    try:
        saved = actions.save_answers(request, draft.pk, changes)
    except actions.NotADraft as gone:
        return JsonResponse({"error": " ".join(gone.messages)}, status=410)
    draft = find_draft(request, draft.pk)
    sheet = queries.sheet(draft, request.user)
    here = sheet.page(str(sent.get("page", "")))
    if here is None and draft.status == IntakeDraft.Status.DRAFT and sheet.pages:
        here = sheet.pages[0]
    if here is None:
        raise Http404
    prefix = here.person or "household"
    missing = len(sheet.problems_of(here))
    answer = {
        "version": saved.version,
        "proposed": saved.proposed,
        "errors": {path: message for path in changes if (message := _wrong(sheet, path)) is not None},
        "shown": {f"{prefix}/{code}": shown for code, shown in sheet.shown(here.person).items()},
        "name": progress.person_label(sheet, here.person) if here.person else "",
        "missing": ngettext("%(n)s answer missing", "%(n)s answers missing", missing) % {"n": missing}
        if missing
        else "",
        "conflicts": {
            path: {
                "theirs": stands,
                "words": words(sheet, path, stands) or _("(empty)"),
                "by": draft.updated_by.name,
            }
            for path, stands in saved.conflicts.items()
        },
    }
    return JsonResponse(answer, status=409 if saved.conflicts else 200)


def _wrong(sheet: Sheet, path: str) -> str | None:
    """What is wrong with one answer now ("" when nothing is; None for a question that is not asked)."""
    key, _slash, code = path.partition("/")
    try:
        field = sheet.form.field(code)
    except KeyError:
        return None
    key = "" if key == "household" else key
    page = next((p for p in sheet.pages if p.person == key and field in list(sheet.fields_of(p))), None)
    if page is None or field.type in KEPT_ELSEWHERE:
        return None
    problem = next((p for p in sheet.problems_of(page) if p.field.code == code and not p.missing), None)
    return problem.message if problem else ""
