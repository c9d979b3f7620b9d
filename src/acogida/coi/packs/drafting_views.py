"""Pages on which a version is written, reviewed and issued."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.coi.access import may_research
from acogida.coi.models import PackItem, PackVersion
from acogida.coi.packs import drafting, issuing, queries, showing
from acogida.coi.packs.forms import NoteForm, ReviewForm
from acogida.coi.packs.views import refused, version_for
from acogida.coi.search import Query, search
from acogida.ui.posted import key_of

FOUND = 12  # passages asked for; documents of which are offered


def _draft(request: HttpRequest, pk: uuid.UUID) -> PackVersion:
    version = version_for(request, pk)
    if not may_research(cast(User, request.user)):
        raise Http404
    return version


@require_http_methods(["GET"])
def page(request: HttpRequest, pk: uuid.UUID, form: NoteForm | None = None) -> HttpResponse:
    """The draft, section by section, with what can be done to each item."""
    draft = _draft(request, pk)
    if draft.state != PackVersion.State.DRAFT:
        return redirect("coi_pack_version", pk)
    user = cast(User, request.user)
    context = {
        "version": draft, "sections": showing.sections(draft, user, queries.offered(draft)),
        "choices": showing.section_labels(), "form": form or NoteForm(initial={"note": draft.note}),
        "missing": queries.missing_from(draft), "difference": queries.changes(draft.follows, draft),
        "returned": draft.reviews.select_related("reviewer").first(), "focus": request.GET.get("item", ""),
    }  # fmt: skip
    return render(request, "coi/packs/write.html", context, status=422 if form and form.errors else 200)


@require_POST
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One change to the draft: `act` says which."""
    draft = _draft(request, pk)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        item = act(request, draft)
    except (ValidationError, PermissionDenied) as problem:
        text = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        messages.error(request, text)
        item = request.POST.get("item", "")
    if isinstance(item, HttpResponse):
        return item
    place = f"?item={item}#item-{item}" if item else ""
    return redirect(reverse("coi_pack_write", args=[pk]) + place)


def _uuid(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdigit() and len(text) < 5 else 0


def _own(request: HttpRequest, draft: PackVersion) -> PackItem:
    return get_object_or_404(PackItem, pk=_uuid(request, "item"), version=draft)


def _add(request: HttpRequest, draft: PackVersion) -> Any:
    source = PackItem.objects.filter(pk=_uuid(request, "from")).first() if request.POST.get("from") else None
    made = drafting.add_item(
        request, draft.pk, _number(request, "section"), _uuid(request, "version"), request.POST.get("why", ""),
        taken_from=source,
    )  # fmt: skip
    messages.success(request, _("Item %(number)s added.") % {"number": made.number})
    return made.pk


def _replace(request: HttpRequest, draft: PackVersion) -> Any:
    item = _own(request, draft)
    return drafting.replace_item(request, item.pk, _uuid(request, "version"), request.POST.get("reason", "")).pk


def _rewrite(request: HttpRequest, draft: PackVersion) -> Any:
    return drafting.rewrite_item(request, _own(request, draft).pk, request.POST.get("why", "")).pk


def _remove(request: HttpRequest, draft: PackVersion) -> Any:
    item = PackItem.objects.filter(pk=_uuid(request, "item"), version=draft).first()
    if item is not None:  # taken out already: pressed twice
        drafting.remove_item(request, item.pk, request.POST.get("reason", ""))
        messages.success(request, _("Taken out."))
    return ""


def _place(request: HttpRequest, draft: PackVersion) -> Any:
    item = _own(request, draft)
    section = _number(request, "section") or item.section_no
    number = _number(request, "number") or draft.items.filter(section_no=section).count() + 1
    return drafting.place_item(request, item.pk, section, number, request.POST.get("reason", "")).pk


def _note(request: HttpRequest, draft: PackVersion) -> Any:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            drafting.write_note(request, draft.pk, form.cleaned_data["note"])
        except ValidationError as problem:
            refused(form, problem)
        else:
            messages.success(request, _("Saved."))
            return ""
    request.method = "GET"
    return page(request, draft.pk, form)


def _send(request: HttpRequest, draft: PackVersion) -> Any:
    issuing.send_to_review(request, draft.pk)
    messages.success(request, _("A colleague who has not written in it reviews it now."))
    return redirect("coi_pack_version", draft.pk)


def _discard(request: HttpRequest, draft: PackVersion) -> Any:
    drafting.discard(request, draft.pk)
    messages.success(request, _("The draft was thrown away."))
    return redirect("coi_pack", draft.pack_id)


_ACTS: dict[str, Callable[[HttpRequest, PackVersion], Any]] = {
    "add": _add, "replace": _replace, "rewrite": _rewrite, "remove": _remove, "place": _place, "note": _note,
    "send": _send, "discard": _discard,
}  # fmt: skip


@require_POST
def find(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Documents of the library for the draft, by the search of the library; terms travel by POST."""
    draft = _draft(request, pk)
    text = request.POST.get("text", "").strip()[:300]
    rows: list[dict[str, Any]] = []
    if text:
        everywhere = request.POST.get("everywhere") == "1"
        asked = Query(text, countries=() if everywhere else (draft.pack.country,), limit=FOUND, per_document=1)
        hits = search(asked, cast(User, request.user)).hits
        write(request, "coi.pack_search", draft, detail={"terms": text, "found": len(hits)})
        known = showing.documents_of([hit.version_id for hit in hits], cast(User, request.user))
        inside = set(draft.items.values_list("document_version_id", flat=True))
        rows = [
            {**known[hit.version_id], "text": hit.text, "inside": hit.version_id in inside}
            for hit in hits
            if hit.version_id in known
        ]
    context = {"version": draft, "rows": rows, "text": text, "choices": showing.section_labels()}
    return render(request, "coi/packs/_found.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The quality review: every point, every item, then the verdict."""
    version = _draft(request, pk)
    user = cast(User, request.user)
    if version.state != PackVersion.State.REVIEW and request.method == "GET":
        return redirect("coi_pack_version", pk)
    form = ReviewForm(request.POST or None)
    allowed = issuing.may_review(user, version)
    if request.method == "POST" and form.is_valid():
        notes = {
            str(item): request.POST.get(f"item-{item}", "").strip()
            for item in version.items.values_list("pk", flat=True)
        }
        try:
            done = issuing.judge(
                request, pk, form.cleaned_data["verdict"], form.answers(), form.cleaned_data["text"],
                notes={item: note for item, note in notes.items() if note}, key=key_of(request),
            )  # fmt: skip
        except ValidationError as problem:
            refused(form, problem)
        else:
            said = _("%(label)s is issued.") % {"label": done.label} if form.issues else _("Returned to the colleague.")
            messages.success(request, said)
            return redirect("coi_pack_version", pk)
    context = {
        "version": version, "form": form, "allowed": allowed, "sections": showing.sections(version, user),
        "difference": queries.changes(version.follows, version),
    }  # fmt: skip
    return render(request, "coi/packs/review.html", context, status=422 if form.errors else 200)
