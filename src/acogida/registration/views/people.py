"""The persons of a household: taken out and brought back, their photos, and who they may already be."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.cases.errors import Refused
from acogida.files.errors import FileError
from acogida.files.store import get
from acogida.registration import alike, progress, queries
from acogida.registration.actions import drafts as actions
from acogida.registration.answers import Page, full_name
from acogida.registration.models import IntakeDraft
from acogida.registration.views.common import find_draft


def _person(draft: IntakeDraft, key: str) -> dict[str, Any]:
    try:
        return draft.person(key)
    except LookupError:
        raise Http404 from None


@require_POST
def remove(request: HttpRequest, draft_id: uuid.UUID, key: str) -> HttpResponse:
    """Take a person out of the household; the page offers to bring her back."""
    return _set_removed(request, draft_id, key, True)


@require_POST
def restore(request: HttpRequest, draft_id: uuid.UUID, key: str) -> HttpResponse:
    """Bring a removed person back as she was."""
    return _set_removed(request, draft_id, key, False)


def _set_removed(request: HttpRequest, draft_id: uuid.UUID, key: str, removed: bool) -> HttpResponse:
    draft = find_draft(request, draft_id)
    person = _person(draft, key)
    try:
        draft = actions.set_removed(request, draft_id, key, removed)
    except actions.NotADraft:
        return redirect("intake_resume", draft_id)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        name = full_name(person["answers"]) or _("This person")
        sentence = _("%(name)s is no longer in the household.") if removed else _("%(name)s is in the household again.")
        messages.success(request, sentence % {"name": name})
    sheet = queries.sheet(draft, request.user)
    step = next(step for step in sheet.form.steps if step.code == sheet.roster_step)
    shown = key if any(each["key"] == key for each in sheet.members) else sheet.members[-1]["key"]
    return HttpResponseRedirect(progress.address(draft, Page(step, shown)))


@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, draft_id: uuid.UUID, key: str) -> HttpResponse:
    """GET: the photo. POST: a new one from the camera or a file ("photo"), or none ("remove")."""
    draft = find_draft(request, draft_id)
    person = _person(draft, key)
    if request.method == "GET":
        blob = actions.photo_of(person)
        if blob is None:
            raise Http404
        response = HttpResponse(get(blob), content_type=blob.media_type)
        response["Cache-Control"] = "private, no-store"
        return response
    upload = request.FILES.get("photo")
    if upload is None and "remove" not in request.POST:
        return JsonResponse({"error": _("No photo arrived. Try again.")}, status=400)
    try:
        kept = actions.set_photo(request, draft_id, key, upload.read() if upload else None)
    except actions.NotADraft as gone:
        return JsonResponse({"error": " ".join(gone.messages)}, status=410)
    except FileError as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({"photo": kept[:12]})


@require_POST
def likely(request: HttpRequest, draft_id: uuid.UUID, key: str) -> HttpResponse:
    """Who of the register may be this person, as a fragment. The names searched are the draft's own: none is sent."""
    draft = find_draft(request, draft_id)
    _person(draft, key)
    return render(request, "registration/_alike.html", alike_context(request, draft, key))


@require_POST
def judge(request: HttpRequest, draft_id: uuid.UUID, key: str, other: uuid.UUID) -> HttpResponse:
    """Keep the clerk's answer for one likely duplicate."""
    draft = find_draft(request, draft_id)
    _person(draft, key)
    if not request.user.can("person.search_register"):
        raise Http404
    try:
        draft = actions.answer_alike(request, draft_id, key, other, request.POST.get("answer", ""))
    except actions.NotADraft:
        return redirect("intake_resume", draft_id)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    if request.headers.get("X-Fragment"):
        return render(request, "registration/_alike.html", alike_context(request, draft, key))
    return redirect("intake_check", draft_id)


def alike_context(request: HttpRequest, draft: IntakeDraft, key: str) -> dict[str, Any]:
    sheet = queries.sheet(draft, request.user)
    return {
        "draft": draft,
        "person_key": key,
        "name": progress.person_label(sheet, key),
        "candidates": alike.search(request, draft, sheet, key),
    }
