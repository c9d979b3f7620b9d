"""Writing the answer: the draft, one statement, the passages it may rest on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Conflict, Refused
from acogida.coi.models import CoiRequest, CoiResponse, Finding
from acogida.coi.requests import actions, content, screened, states, wording
from acogida.coi.requests.access import in_unit, steps_for
from acogida.coi.requests.forms import CiteForm, FindingForm, HeadForm
from acogida.coi.requests.views.common import complain, find, row_of, version_of
from acogida.coi.search.engine import search
from acogida.coi.search.query import Query
from acogida.ui.posted import key_of

HITS = 8


def _of_unit(request: HttpRequest, pk: uuid.UUID) -> tuple[CoiRequest, CoiResponse]:
    """The request and its answer, for the COI unit only."""
    asked = find(request, pk)
    if not in_unit(request.user):
        raise Http404
    return asked, get_object_or_404(CoiResponse.objects.select_related("request", "drafter"), request=asked)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The draft: its parts and statements, what stands around them, and what it still lacks."""
    asked, response = _of_unit(request, pk)
    form = HeadForm(request.POST or None, instance=response)
    theirs, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.save_head(request, pk, form.cleaned_data, version=version_of(request))
            except Conflict as conflict:
                form.add_error(None, str(conflict))
                theirs = conflict.theirs
            except (Refused, PermissionDenied) as error:
                complain(request, error)
                return redirect("coi_response_draft", pk)
            else:
                messages.success(request, _("Saved."))
                return redirect("coi_response_draft", pk)
        status = 409 if theirs else 422
        response = CoiResponse.objects.select_related("request", "drafter").get(pk=response.pk)
    said = content.of(response)
    found = screened.screen_texts(asked, content.texts(said)) + screened.screen_texts(
        asked, content.quotations(said), hers_only=True
    )
    lacks = content.lacks(response)
    context = row_of(asked) | {
        "response": response, "form": form, "theirs": theirs, "editable": asked.state in states.DRAFTABLE,
        "sections": _sections(response, said), "lacks": lacks, "steps": steps_for(request.user, asked),
        "found": [{"found": each, "words": wording.found(each.finding.kind)} for each in screened.unresolved(found)],
        "comments": response.comments.filter(resolved_at=None).select_related("author", "finding"),
        "answered_comments": response.comments.exclude(resolved_at=None).select_related("author", "resolved_by"),
        "reviews": response.reviews.select_related("reviewer").order_by("-round"), "restricted": content.restricted(response),
        "zone": request.user.office.zone if request.user.office else None,
    }  # fmt: skip
    return render(request, "coi/requests/draft.html", context, status=status)


def _sections(response: CoiResponse, said: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts with their statements, each beside its row."""
    worded = wording.content_words(said)["sections"]
    rows = list(response.sections.prefetch_related("findings"))
    return [
        {"row": row, "findings": list(zip(row.findings.order_by("ordinal"), each["findings"], strict=True))}
        for row, each in zip(rows, worded, strict=True)
    ]


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, pk: uuid.UUID, section: uuid.UUID) -> HttpResponse:
    """A new statement."""
    asked, response = _of_unit(request, pk)
    row = get_object_or_404(response.sections, pk=section)
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_finding(request, pk, row.pk, form.cleaned_data, key=key_of(request))
        except (Refused, PermissionDenied) as error:
            complain(request, error)
            return redirect("coi_response_draft", pk)
        return redirect("coi_finding", pk, made.pk)
    context = {"asked": asked, "section": row, "form": form, "editable": asked.state in states.DRAFTABLE}
    return render(request, "coi/requests/finding.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, pk: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
    """One statement, with its quotations and the search for more."""
    asked, response = _of_unit(request, pk)
    row = get_object_or_404(Finding.objects.select_related("section"), pk=finding, section__response=response)
    form = FindingForm(request.POST or None, instance=row)
    theirs = None
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.save_finding(
                    request, pk, row.section_id, form.cleaned_data, key=key_of(request), finding_id=row.pk, version=version_of(request)
                )  # fmt: skip
            except Conflict as conflict:
                form.add_error(None, str(conflict))
                theirs = conflict.theirs
            except (Refused, PermissionDenied) as error:
                complain(request, error)
                return redirect("coi_finding", pk, finding)
            else:
                messages.success(request, _("Saved."))
                return redirect("coi_finding", pk, finding)
        row = Finding.objects.select_related("section").get(pk=finding)
    return _finding_page(request, asked, row, form, theirs)


def _finding_page(
    request: HttpRequest,
    asked: CoiRequest,
    row: Finding,
    form: FindingForm,
    theirs: Any = None,
    cite: CiteForm | None = None,
) -> HttpResponse:
    citations = list(row.citations.select_related("version__document__source", "passage"))
    context = {
        "asked": asked, "section": row.section, "finding": row, "form": form, "theirs": theirs, "citations": citations,
        "origins": content.origins(citations), "cite": cite, "text": _words(asked, row),
        "editable": asked.state in states.DRAFTABLE, "comments": row.comments.select_related("author", "resolved_by"),
        "tones": wording.ROLE_TONES,
    }  # fmt: skip
    status = 409 if theirs else 422 if form.errors or (cite and cite.errors) else 200
    return render(request, "coi/requests/finding.html", context, status=status)


def _words(asked: CoiRequest, row: Finding) -> str:
    return row.section.question[:300]


@require_POST
def passages(request: HttpRequest, pk: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
    """Passages of the library for a statement, of the request's country unless another is wanted."""
    asked, response = _of_unit(request, pk)
    row = get_object_or_404(Finding, pk=finding, section__response=response)
    text = request.POST.get("text", "").strip()[:400]
    everywhere = request.POST.get("everywhere") == "1"
    results = (
        search(Query(text, countries=() if everywhere else (asked.country,), limit=HITS), request.user)
        if text
        else None
    )
    if results is not None:
        write(request, "coi.search", detail={"terms": text, "found": len(results.hits)})
    context = {"asked": asked, "finding": row, "results": results, "text": text, "form": CiteForm()}
    return render(request, "coi/requests/_passages.html", context)


@require_POST
def cite(request: HttpRequest, pk: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
    """Quote a passage."""
    asked, response = _of_unit(request, pk)
    row = get_object_or_404(Finding.objects.select_related("section"), pk=finding, section__response=response)
    form = CiteForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.cite(request, pk, row.pk, data["passage"], data["quote"], role=data["role"], origin=data["origin"], key=key_of(request))  # fmt: skip
        except Refused as refused:
            form.add_error("quote", refused.messages)
        except PermissionDenied as error:
            complain(request, error)
    if form.errors:
        return _finding_page(request, asked, row, FindingForm(instance=row), cite=form)
    return redirect("coi_finding", pk, finding)


@require_POST
def drop(request: HttpRequest, pk: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
    """Take a quotation away, or the whole statement."""
    _asked, response = _of_unit(request, pk)
    row = get_object_or_404(Finding, pk=finding, section__response=response)
    citation = request.POST.get("citation", "")
    try:
        if citation:
            actions.drop_citation(request, pk, get_object_or_404(row.citations, pk=citation).pk)
            return redirect("coi_finding", pk, finding)
        actions.drop_finding(request, pk, row.pk)
    except (Refused, PermissionDenied) as error:
        complain(request, error)
    return redirect("coi_response_draft", pk)
