"""Bringing publications in: what is handed in, how it is read, and what a person confirms."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.access import visible_documents
from acogida.coi.intake import batches, confirming, countries, fetching, queries, taking, versions, words
from acogida.coi.intake.forms import IntakeForm, ItemForm
from acogida.coi.library import topics
from acogida.coi.library.views.common import researcher
from acogida.coi.models import DocumentVersion, IntakeBatch, IntakeItem
from acogida.people.countries import country_name, language_name
from acogida.ui.paging import BadToken, paginate
from acogida.ui.posted import key_of

TONES = {
    "to_fetch": "warning", "waiting": "secondary", "read": "primary", "taking": "primary", "taken": "success",
    "unchanged": "secondary", "left": "secondary", "failed": "danger",
}  # fmt: skip
State = IntakeItem.State


@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Hand something in; below, what was handed in before."""
    researcher(request)
    form = IntakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, key = form.cleaned_data, key_of(request)
        source, _made = taking.source_named(given["source"])
        batch = batches.begin(
            request, form.way(), source, key=key, uploads=form.uploads(), addresses=given["addresses"],
            country=given["country"], published=given["published"], restricted=given["restricted"],
        )  # fmt: skip
        return redirect("coi_intake_batch", batch.pk)
    context = {
        "form": form, "rows": list(queries.batches(request.user)[:50]), "sources": queries.sources(),
        "fetching": fetching.allowed(), "unconfirmed": queries.unconfirmed(request.user).count(),
    }  # fmt: skip
    return render(request, "coi/intake/intake.html", context, status=422 if form.errors else 200)


def _batch(request: HttpRequest, pk: uuid.UUID) -> IntakeBatch:
    researcher(request)
    found = queries.batches(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _item(request: HttpRequest, pk: uuid.UUID) -> IntakeItem:
    researcher(request)
    visible = queries.batches(request.user).values("pk")
    found = IntakeItem.objects.defer("content").select_related("batch__source", "document", "version").filter(
        pk=pk, batch__in=visible
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


@require_GET
def batch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What became of each file of a batch."""
    found = _batch(request, pk)
    write(request, "coi.intake_view", found)
    return render(request, "coi/intake/batch.html", _shown(found))


@require_GET
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far it is; asked again every two seconds while it goes on. The page is drawn anew when it ends."""
    found = _batch(request, pk)
    answer = render(request, "coi/intake/_progress.html", _shown(found))
    if not found.under_way:  # type: ignore[attr-defined]
        answer["HX-Refresh"] = "true"
    return answer


def _shown(batch: IntakeBatch) -> dict[str, Any]:
    rows = [(item, TONES[item.state], _told(item)) for item in queries.items(batch)]
    at_work = next((item for item, _tone, _told in rows if item.state in queries.UNDER_WAY), None)
    return {
        "batch": batch, "rows": rows, "at_work": at_work, "fetching": fetching.allowed(),
        "settled": len(rows) - batch.under_way, "country": country_name(batch.country) if batch.country else "",  # type: ignore[attr-defined]
        "can_confirm": any(item.state == State.READ and not item.near for item, _tone, _t in rows),
    }  # fmt: skip


def _told(item: IntakeItem) -> dict[str, Any]:
    """What a row says of its file, in words."""
    kept = item.proposed
    listed = kept.get("taken") or kept.get("list")
    wrong = [(place, words.problem(code)) for place, code in kept.get("wrong", [])[:20]]
    return {
        "problem": words.problem(item.problem, item.problem_data) if item.problem else "",
        "list": listed, "wrong": wrong, "wrong_count": kept.get("wrong_count", 0), "empty": kept.get("empty", [])[:20],
        "title": kept.get("title", ""), "doubts": words.doubts(kept.get("doubts", [])),
        "language": language_name(kept["language"]) if kept.get("language") else "",
        "about": ", ".join(countries.name(code) for code in kept.get("about", [])),
        "topics": ", ".join(topics.labels(kept.get("topics", []))[:4]), "words": kept.get("words"), "pages": kept.get("pages"),
        "ocr": kept.get("ocr"), "unread_pages": kept.get("unread_pages") or 0, "published": kept.get("published", ""),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One file: what was read, what is proposed, and to confirm it."""
    found = _item(request, pk)
    others = queries.titles([*([found.document_id] if found.document_id else []), *found.near], request.user)
    form = ItemForm(request.POST or None, item=found, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            done = confirming.confirm(request, found.pk, form.said())
        except Refused as refused:
            form.add_error(None, " ".join(refused.messages))
        else:
            _say_confirmed(request, done)
            return redirect("coi_intake_batch", found.batch_id)
    context = {"item": found, "form": form, "told": _told(found), "others": others, "tone": TONES[found.state]}
    return render(request, "coi/intake/item.html", context, status=422 if form.errors else 200)


def _say_confirmed(request: HttpRequest, done: IntakeItem) -> None:
    if done.state == State.TAKING:
        messages.success(request, _("It is being brought in; you may leave this page."))
    elif done.state == State.UNCHANGED:
        messages.info(request, _("The library had exactly this already; nothing was changed."))
    else:
        messages.success(request, _("It is in the library, and will be found by searches within a few minutes."))


@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Several files of a batch as they are proposed."""
    found = _batch(request, pk)
    done, left = confirming.confirm_all(request, found.pk, _chosen(request))
    if done:
        text = ngettext("%(n)s file was confirmed.", "%(n)s files were confirmed.", done) % {"n": done}
        messages.success(request, text)
    if left:
        messages.warning(request, _("To be looked at one by one: %(names)s.") % {"names": ", ".join(left[:5])})
    if not (done or left):
        messages.warning(request, _("Choose at least one."))
    return redirect("coi_intake_batch", pk)


def _chosen(request: HttpRequest) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(each) for each in request.POST.getlist("chosen")]
    except ValueError:
        raise BadRequest("not an id") from None


@require_POST
def leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave one file out."""
    found = _item(request, pk)
    _do(request, lambda: batches.leave(request, found.pk), _("It stays out of the library."))
    return redirect("coi_intake_batch", found.batch_id)


@require_POST
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read one file again."""
    found = _item(request, pk)
    _do(request, lambda: batches.retry(request, found.pk), _("It is read again."))
    return redirect("coi_intake_batch", found.batch_id)


def _do(request: HttpRequest, deed: Any, text: str) -> None:
    try:
        deed()
        messages.success(request, text)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))


@require_POST
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a version of the library out of use, with the reason."""
    researcher(request)
    seen = visible_documents(request.user)
    found = get_object_or_404(DocumentVersion.objects.defer("text"), pk=pk, document__in=seen)
    _do(
        request, lambda: versions.withdraw(request, found, request.POST.get("reason", "")[:1000], key_of(request)),
        _("The version was withdrawn; whoever relies on it is told."),
    )  # fmt: skip
    return redirect("coi_version", pk)


@require_http_methods(["GET", "POST"])
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """Documents that came in without anybody looking at them: found and marked, to be confirmed together or one by one."""
    researcher(request)
    if request.method == "POST":
        done = confirming.confirm_documents(request, _chosen(request))
        if done:
            text = ngettext("%(n)s document was confirmed.", "%(n)s documents were confirmed.", done) % {"n": done}
            messages.success(request, text)
        else:
            messages.warning(request, _("Choose at least one."))
        return redirect("coi_intake_unconfirmed")
    rows = queries.unconfirmed(request.user)
    try:
        page = paginate(rows, ("-created_at", "-pk"), request.GET.get("after") or request.GET.get("before") or "", 50)
    except BadToken as error:
        raise BadRequest from error
    found = [
        (row, ", ".join(country_name(each.country) for each in row.countries.all() if each.role == "main"))
        for row in page
    ]
    context = {"page": page, "rows": found, "total": rows.count()}
    return render(request, "coi/intake/unconfirmed.html", context)
