"""A whole document beside its translation: its passages in order, drafted by the worker, edited where they stand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.access import decides, visible_documents
from acogida.coi.models import DocumentVersion, Passage
from acogida.coi.translating import documents, jobs, origin
from acogida.languages import actions, editor, queries
from acogida.languages.models import Translation
from acogida.ui.paging import BadToken, paginate

AT_ONCE = 15  # passages on a page
HERE = 20  # passages drafted while one waits; more are the worker's
TARGET = "es"


def find(request: HttpRequest, pk: uuid.UUID) -> DocumentVersion:
    """The version, or 404 for whoever may not read its document."""
    rows = DocumentVersion.objects.filter(document__in=visible_documents(request.user)).defer("text")
    version = rows.select_related("document__source", "standing").filter(pk=pk).first()
    if version is None:
        raise Http404
    return version


def may_write(request: HttpRequest) -> bool:
    """Whether this person is offered to draft and edit."""
    return request.user.can("language.translate") and not decides(request.user)


@require_GET
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Passages of a version with their translation, some at once."""
    version = find(request, pk)
    rows = version.passages.all()
    token = request.GET.get("after") or request.GET.get("before") or ""
    try:
        shown = paginate(rows, ["ordinal"], token, AT_ONCE)
    except BadToken:
        raise Http404 from None
    write(request, "translation.document", version)
    passages: list[Passage] = list(shown)
    for passage in passages:
        passage.version = version
    latest = queries.latest(origin.ORIGIN, [passage.pk for passage in passages], TARGET)
    sheets = {
        sheet.translation.origin_id: sheet
        for sheet in editor.sheets(
            request.user, latest.values(), {str(passage.pk): origin.label(passage) for passage in passages}
        )
    }
    context = {
        "version": version, "document": version.document, "page": shown, "needed": documents.needed(version, TARGET),
        "rows": [
            {"passage": passage, "sheet": sheets.get(str(passage.pk)), "heading": heading(passage)}
            for passage in passages
        ],
        "target": TARGET, "writes": may_write(request), "back": request.get_full_path(),
        "submits": sum(sheet.ready for sheet in sheets.values()),
        "approves": [sheet.translation.pk for sheet in sheets.values() if sheet.approves],
        **_progress(version),
    }  # fmt: skip
    return render(request, "coi/translating/document.html", context)


def heading(passage: Passage) -> str:
    """Where a passage stands: its number, section and page."""
    parts = [str(passage.ordinal), *passage.section[-1:]]
    if passage.page_from:
        parts.append(_("p. %(n)s") % {"n": passage.page_from})
    return " · ".join(parts)


def _progress(version: DocumentVersion) -> dict[str, Any]:
    return {"progress": documents.progress(version, TARGET), "running": jobs.under_way(version.pk)}


@require_GET
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far it is; asked again every two seconds while the worker drafts."""
    version = find(request, pk)
    found = _progress(version)
    answer = render(request, "coi/translating/_progress.html", {"version": version, "polled": True, **found})
    if not found["running"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draft what has no translation: a short document at once, a long one by the worker."""
    version = find(request, pk)
    if not may_write(request):
        raise Http404
    left = documents.untouched(version, TARGET).count()
    if left > HERE:
        jobs.later(version.pk, request.user.pk, TARGET)
        messages.success(request, _("The passages are being drafted. You may leave this page; it goes on."))
    elif left:
        _made, missing = actions.draft(
            request, origin.ORIGIN, documents.untouched(version, TARGET).values_list("pk", flat=True), TARGET
        )
        if missing:
            messages.warning(request, f"{missing} {_('Write the sentences yourself; memory and terms help.')}")
    return redirect("coi_translation", version.pk)


def _chosen(request: HttpRequest, version: DocumentVersion) -> list[Translation]:
    """The translations a form names, if they are of this version."""
    ids = []
    for text in request.POST.getlist("translation")[: 10 * AT_ONCE]:
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    mine = {str(pk) for pk in version.passages.values_list("pk", flat=True)}
    rows = Translation.objects.filter(pk__in=ids, origin=origin.ORIGIN).order_by("created_at")
    return [row for row in rows if row.origin_id in mine]


def _there(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    here = reverse("coi_translation", args=[version.pk])
    back = request.POST.get("back", "")
    return redirect(back if back == here or back.startswith(f"{here}?") else here)


@require_POST
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Submit every passage of the version in which all is confirmed."""
    version = find(request, pk)
    if not may_write(request):
        raise Http404
    done = 0
    ids = [str(one) for one in version.passages.values_list("pk", flat=True)]
    for row in queries.latest(origin.ORIGIN, ids, TARGET).values():
        if row.state == Translation.State.EDITED and all(one.confirmed for one in row.segments.all()):
            try:
                actions.submit(request, row.pk)
                done += 1
            except Refused:  # a warning is open: the passage says so itself
                continue
    messages.success(
        request, ngettext("%(n)s passage was submitted.", "%(n)s passages were submitted.", done) % {"n": done}
    )
    return _there(request, version)


@require_POST
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve the passages that were shown."""
    version = find(request, pk)
    if not request.user.can("language.review") or decides(request.user):
        raise Http404
    done = 0
    for row in _chosen(request, version):
        try:
            actions.approve(request, row.pk)
            done += 1
        except Refused as refused:
            messages.error(request, " ".join(refused.messages))
    messages.success(
        request, ngettext("%(n)s passage was approved.", "%(n)s passages were approved.", done) % {"n": done}
    )
    return _there(request, version)
