"""Documents: what is known of one, its versions, their text, what changed between them, the file as it was captured."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Conflict
from acogida.coi.access import may_research, visible_documents
from acogida.coi.ages import covered_until, judgement
from acogida.coi.library import actions, differences, panels, rules
from acogida.coi.library.forms import DocumentForm, FeedbackForm
from acogida.coi.library.queries import documents
from acogida.coi.library.views.common import reader, renewed, researcher, said, take_in
from acogida.coi.models import Document, DocumentVersion, Passage
from acogida.files.errors import FileError
from acogida.files.store import get
from acogida.ui.posted import key_of

TONES = {"current": "success", "superseded": "warning", "withdrawn": "danger"}
ENDINGS = {
    "application/pdf": "pdf", "text/html": "html", "text/plain": "txt", "application/json": "json", "image/jpeg": "jpg",
    "image/png": "png", "image/webp": "webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip


def _document(request: HttpRequest, pk: uuid.UUID) -> Document:
    reader(request)
    rows = visible_documents(request.user).select_related("source", "confirmed_by")
    return get_object_or_404(rows, pk=pk)


def _version(request: HttpRequest, pk: uuid.UUID) -> DocumentVersion:
    reader(request)
    return get_object_or_404(documents.one(request.user), pk=pk)


def _seen(request: HttpRequest, document: Document) -> None:
    """Who reads what is not public is on record."""
    if document.access == Document.Access.RESTRICTED:
        write(request, "coi.restricted_view", document)


def _about(request: HttpRequest, document: Document, version: DocumentVersion | None) -> dict[str, Any]:
    """What both pages say of a document: marks, countries, age."""
    today = timezone.localdate()
    covered = covered_until(version.cutoff, version.period_to, version.published_on) if version else None
    return {
        "document": document, "version": version, "countries": documents.countries(document), "today": today,
        "assessed": documents.is_assessed(document.source_id), "covered": covered,
        "judged": judgement(document.topics, covered, today, rules.ages(today)) if version else None,
        "may_research": may_research(request.user), "feedback": documents.feedback(document),
        "feedback_form": FeedbackForm(), "replaced_by": documents.replaced_by(request.user, document),
    }  # fmt: skip


@require_GET
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One document with its versions, and the beginning of the one in use."""
    document = _document(request, pk)
    _seen(request, document)
    version = documents.current(document)
    if version is not None:
        version.document = document
    about = _about(request, document, version)
    waiting = documents.not_seen(request.user).filter(document=document)[:20] if about["may_research"] else ()
    context = {
        **about, "editions": [(edition, TONES[edition.version.standing.state]) for edition in documents.editions(document)],
        "reading": documents.reading(version, size=20) if version else None, "waiting": waiting,
        "panels": panels.drawn("document", request, document),
    }  # fmt: skip
    return render(request, "coi/document.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct and confirm what is known of it. What somebody else saved in between is shown beside."""
    researcher(request)
    document = _document(request, pk)
    others = visible_documents(request.user).filter(source=document.source_id).exclude(pk=pk).order_by("title")
    held = documents.countries(document)
    form = DocumentForm(request.POST or None, others=others, initial=DocumentForm.of(document, held))
    theirs, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.edit_document(
                    request, pk, form.content(), about=given["about"], mentioned=given["mentioned"],
                    version=given["version"],
                )  # fmt: skip
            except ValidationError as error:
                take_in(form, error)
            except Conflict as conflict:
                theirs, status = conflict.theirs, 409
                form.data = renewed(request, theirs.version)
            else:
                messages.success(request, _("Saved and confirmed."))
                return redirect("coi_document", pk)
    context = {"form": form, "document": document, "changed": _differing(form, theirs, held), "theirs": theirs}
    return render(request, "coi/document_edit.html", context, status=status)


def _differing(form: DocumentForm, theirs: Any, held: dict[str, list[str]]) -> list[tuple[Any, Any]]:
    """What the other person saved that is not what stands in the form: label and value in words."""
    if theirs is None:
        return []
    stands = DocumentForm.of(theirs, held)
    found = []
    for name, value in stands.items():
        if name == "version" or form.cleaned_data.get(name) == value or not (value or form.cleaned_data.get(name)):
            continue
        bound = form.fields[name]
        words = dict(getattr(bound, "choices", ()))
        text = (
            "; ".join(str(words.get(one, one)) for one in value) if isinstance(value, list) else words.get(value, value)
        )
        if name in ("about", "mentioned"):
            text = bound.prepare_value(value)
        if name == "superseded_by":
            if getattr(form.cleaned_data.get(name), "pk", None) == value:
                continue
            text = theirs.superseded_by
        found.append((bound.label, text or "–"))
    return found


@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the intake proposed is right."""
    researcher(request)
    document = _document(request, pk)
    try:
        actions.confirm_document(request, pk, version=int(request.POST.get("version", document.version)))
        messages.success(request, _("Confirmed."))
    except (Conflict, ValueError):
        messages.error(request, _("Somebody else saved this in between: look at it again."))
    return redirect("coi_document", pk)


@require_GET
def version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The text of one version, passage by passage."""
    found = _version(request, pk)
    _seen(request, found.document)
    first = request.GET.get("from", "1")
    reading = documents.reading(found, int(first) if first.isdecimal() and len(first) < 8 else 1)
    context = {
        **_about(request, found.document, found), "reading": reading, "tone": TONES[found.standing.state],
        "panels": panels.drawn("version", request, found),
    }  # fmt: skip
    return render(request, "coi/version.html", context)


@require_GET
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a passage stands in its version: an address that does not change."""
    reader(request)
    found = get_object_or_404(Passage.objects.only("version_id", "ordinal"), pk=pk)
    get_object_or_404(documents.readable(request.user).only("pk"), pk=found.version_id)
    first = documents.start_of(found.ordinal)
    query = f"?from={first}" if first > 1 else ""
    return redirect(f"{reverse('coi_version', args=[found.version_id])}{query}#p{found.ordinal}")


@require_GET
def difference(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What this version says that the one before it did not, and the other way round."""
    found = _version(request, pk)
    _seen(request, found.document)
    before = (
        DocumentVersion.objects.filter(document=found.document_id, sequence__lt=found.sequence)
        .select_related("standing")
        .order_by("-sequence")
        .first()
    )
    texts = dict(
        DocumentVersion.objects.filter(pk__in=[found.pk, before.pk if before else None]).values_list("pk", "text")
    )
    result = differences.between(texts[before.pk], texts[found.pk], found.standing.language) if before else None
    context = {"document": found.document, "version": found, "before": before, "difference": result}
    return render(request, "coi/difference.html", context)


@require_GET
def snapshot(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The file as it was captured, to keep and never to be shown by the browser: it is somebody else's page."""
    found = _version(request, pk)
    try:
        data = get(found.snapshot)
    except FileError:
        messages.error(request, _("The file cannot be read any more. Its text is here all the same."))
        return redirect("coi_version", pk)
    write(request, "coi.snapshot", found, detail={"sha256": found.snapshot_id})
    name = (
        slugify(f"{found.document.title[:60]} {found.edition or found.published_on or found.sequence}") or "documento"
    )
    ending = ENDINGS.get(found.snapshot.media_type, "bin")
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def language(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A person says which language a version is in."""
    researcher(request)
    found = _version(request, pk)
    try:
        actions.confirm_language(request, found.pk, request.POST.get("language", ""))
        messages.success(request, _("Saved."))
    except ValidationError as error:
        messages.error(request, said(error))
    return redirect("coi_version", pk)


@require_POST
def feedback(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A reader's word on a version."""
    found = _version(request, pk)
    form = FeedbackForm(request.POST)
    back = redirect("coi_document", found.document_id)
    if not form.is_valid():
        messages.error(request, _("Choose one of the list."))
        return back
    try:
        actions.say(request, version=found, **form.cleaned_data, key=key_of(request))
        messages.success(request, _("Thank you. The COI unit reads it."))
    except ValidationError as error:
        messages.error(request, said(error))
    return back
