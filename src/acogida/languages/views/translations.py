"""Lists of translations, the page of one, and what its page sends: sentences, acceptances, submission, approval."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Conflict, Refused
from acogida.languages import actions, editor, queries, reviewing
from acogida.languages.memory import lookup
from acogida.languages.models import Segment, Translation
from acogida.languages.terms import matching
from acogida.languages.terms import queries as terms

View = Callable[..., HttpResponse]


def found_or_404(view: View) -> View:
    """A translation, or a text, that is not this person's to see does not exist."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Translation.DoesNotExist, Segment.DoesNotExist):
            raise Http404 from None

    return inner


def find(request: HttpRequest, pk: uuid.UUID) -> Translation:
    """The translation if she works on translations and may read its text."""
    rows = queries.visible(request.user).filter(pk=pk).select_related("approved_by")
    row = rows.prefetch_related("segments__edited_by").first()
    if row is None or not queries.readable(request.user, [row]):
        raise Http404
    return row


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What is to be edited, and what is to be approved."""
    user = request.user
    if not (user.can("language.translate") or user.can("language.review")):
        raise Http404
    tab = request.GET.get("tab") if request.GET.get("tab") in ("edit", "approve") else "edit"
    edit = [*queries.waiting(user, Translation.State.EDITED), *queries.waiting(user, Translation.State.MACHINE)]
    approve = queries.waiting(user, Translation.State.SUBMITTED)
    shown = approve if tab == "approve" else edit
    labels = editor.labelled(shown)
    rows = [
        {
            "row": row, "label": labels.get((row.origin, row.origin_id), ""),
            "confirmed": sum(one.confirmed for one in row.segments.all()), "total": len(row.segments.all()),
            "mine": user.pk in {row.edited_by_id, *(one.edited_by_id for one in row.segments.all())},
        }
        for row in shown
    ]  # fmt: skip
    tabs = [
        {"label": _("To be edited"), "url": "?tab=edit", "count": len(edit), "active": tab == "edit"},
        {"label": _("To be approved"), "url": "?tab=approve", "count": len(approve), "active": tab == "approve"},
    ]
    write(request, "translation.list", detail={"tab": tab, "shown": len(rows)})
    context = {
        "tabs": tabs, "rows": rows, "tab": tab, "most": queries.LISTED, "manages": user.can("language.manage"),
    }  # fmt: skip
    return render(request, "languages/list.html", context)


@require_GET
@found_or_404
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One text beside its translation."""
    row = find(request, pk)
    write(request, "translation.view", row)
    label = editor.labelled([row]).get((row.origin, row.origin_id), "")
    context = {
        "sheet": editor.sheet(request.user, row, label),
        "history": editor.history(row),
        "no_engine": editor.engine_missing(row),
    }
    return render(request, "languages/page.html", context)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the page the form stood on: this translation's, or that of the whole document."""
    there = request.POST.get("back", "")
    if there and url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        return redirect(there)
    return redirect("translation_edit", pk)


@require_POST
@found_or_404
def segment(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """Keep a sentence; `confirmed` where a person now answers for it."""
    find(request, pk)
    sent = request.POST
    confirmed = {"1": True, "0": False}.get(sent.get("confirmed", ""))
    try:
        row, kept = actions.save_segment(
            request, pk, position, sent.get("text", ""), base=sent.get("base", ""), confirmed=confirmed
        )
    except Conflict as conflict:
        if not wants_json(request):
            messages.error(request, f"{conflict} {conflict.theirs}")
            return back(request, pk)
        return JsonResponse({"message": str(conflict), "theirs": conflict.theirs}, status=409)
    except Refused as refused:
        return _refused(request, pk, refused)
    return _kept(request, row, kept)


@require_POST
@found_or_404
def accept(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """Let a warning stand, with a reason; an empty reason takes that back."""
    row = find(request, pk)
    try:
        kept = actions.accept_warning(
            request, pk, position, request.POST.get("warning", ""), request.POST.get("reason", "")
        )
    except Refused as refused:
        return _refused(request, pk, refused)
    return _kept(request, row, kept)


def _refused(request: HttpRequest, pk: uuid.UUID, refused: Refused) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": " ".join(refused.messages)}, status=422)
    for sentence in refused.messages:
        messages.error(request, sentence)
    return back(request, pk)


def _kept(request: HttpRequest, row: Translation, kept: Segment) -> HttpResponse:
    if not wants_json(request):
        return back(request, row.pk)
    line = editor.line(kept, reviewing.warnings_of(row, [kept])[kept.position])
    return JsonResponse({
        "text": kept.target, "confirmed": kept.confirmed, "open": line.open,
        "state": render_to_string("languages/_state.html", {"row": row}, request),
        "under": render_to_string(
            "languages/_under.html", {"line": line, "translation": row, "editable": True}, request
        ),
    })  # fmt: skip


@require_GET
@found_or_404
def helping(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """What memory and terms hold for a sentence."""
    row = find(request, pk)
    one = row.segments.get(position=position)
    entries = terms.entries(row.source_language, row.target_language)
    context = {
        "segment": one,
        "matches": lookup.matches(one.source, row.source_language, row.target_language),
        "terms": matching.in_text(entries, one.source),
    }
    return render(request, "languages/_help.html", context)


def _act(request: HttpRequest, pk: uuid.UUID, act: Callable[[], Translation], words: str) -> HttpResponse:
    find(request, pk)
    try:
        row = act()
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        return back(request, pk)
    messages.success(request, words)
    return back(request, row.pk)


@require_POST
@found_or_404
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand it to somebody else for approval."""
    return _act(request, pk, lambda: actions.submit(request, pk), _("Submitted: somebody else approves it."))


@require_POST
@found_or_404
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve what somebody else wrote."""
    return _act(request, pk, lambda: actions.approve(request, pk), _("Approved: it can be quoted now."))


@require_POST
@found_or_404
def give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send it back, with a remark."""
    remark = request.POST.get("remark", "")
    return _act(request, pk, lambda: actions.give_back(request, pk, remark), _("Sent back with your remark."))


@require_POST
@found_or_404
def better(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the next translation of the same text."""
    return _act(
        request, pk, lambda: actions.better(request, pk), _("A new translation was begun with the approved words.")
    )
