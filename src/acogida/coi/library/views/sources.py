"""Sources: the list with what is due, one source, its description, its assessments."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.cases.errors import Conflict
from acogida.coi.access import may_research, visible_documents
from acogida.coi.library import actions, panels, rules, watch
from acogida.coi.library.actions.sources import DESCRIBED
from acogida.coi.library.forms import AssessmentForm, SourceForm, StatusForm
from acogida.coi.library.queries import sources
from acogida.coi.library.views.common import reader, renewed, researcher, take_in
from acogida.coi.library.words import CRITERION_WORDS, GRID_WORDS, RATING_WORDS
from acogida.coi.models import Source, SourceAssessment
from acogida.ui.paging import BadToken, paginate
from acogida.ui.posted import key_of

TONES = {"active": "success", "dormant": "warning", "ceased": "danger", "banned": "danger"}
ONLY = ("due", "unassessed", "dubious")


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Every source, or those that are due, unassessed, doubtful, of a kind, of a status. A name is posted, never linked."""
    reader(request)
    given = request.POST if request.method == "POST" else request.GET
    chosen = {name: given.get(name, "") for name in ("status", "kind", "only")}
    text, today = request.POST.get("text", "").strip()[:100], timezone.localdate()
    rows = sources.listed(request.user, today, **chosen, text=text)
    by_due = chosen["only"] == "due"
    try:
        page = paginate(rows, ("name", "pk"), request.GET.get("after") or request.GET.get("before") or "", 50)
    except BadToken as error:
        raise BadRequest from error
    found = rows[:200] if by_due or text else page
    context = {
        "rows": [(row, TONES[row.status]) for row in found], "page": None if by_due or text else page, "text": text,
        "chosen": chosen, "statuses": Source.Status.choices, "kinds": Source.Kind.choices, "today": today,
        "due": watch.due(today).count(), "may_research": may_research(request.user),
    }  # fmt: skip
    return render(request, "coi/sources.html", context)


@require_GET
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One source: who, what, why, how, when; what was found about it; what the library holds of it."""
    reader(request)
    return _show(request, _source(pk))


def _source(pk: uuid.UUID) -> Source:
    return get_object_or_404(Source.objects.select_related("described_by"), pk=pk)


def _show(request: HttpRequest, source: Source, status: int = 200, **forms: Any) -> HttpResponse:
    research = may_research(request.user)
    sheet = sources.sheet(request.user, source.pk)
    context = {
        "source": source, "sheet": sheet, "tone": TONES[source.status], "today": timezone.localdate(),
        "assessments": [_in_words(row) for row in sheet.assessments],
        "of_documents": [_in_words(row) for row in sheet.of_documents],
        "usual_days": rules.checks()[rules.USUAL], "may_research": research,
        "status_form": forms.get("status_form") or (StatusForm(initial={"status": source.status}) if research else None),
        "panels": panels.drawn("source", request, source),
    }  # fmt: skip
    return render(request, "coi/source.html", context, status=status)


def _in_words(row: SourceAssessment) -> dict[str, Any]:
    """A finding with its questions and criteria in words."""
    return {
        "row": row, "grid": [(GRID_WORDS[name][0], getattr(row, name)) for name in GRID_WORDS],
        "ratings": [
            (words[0], row.ratings.get(name), RATING_WORDS.get(row.ratings.get(name, 0), ""))
            for name, words in CRITERION_WORDS.items()
            if row.ratings.get(name)
        ],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Describe a source; a new one where there is no `pk`. What somebody else saved in between is shown beside."""
    researcher(request)
    source = _source(pk) if pk else None
    initial = {name: getattr(source, name) for name in (*DESCRIBED, "version")} if source else {"priority": 3}
    form, theirs, status = SourceForm(request.POST or None, initial=initial), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            version = given.pop("version") or 0
            try:
                saved = (
                    actions.edit_source(request, source.pk, given, version=version)
                    if source
                    else actions.create_source(request, given, key=key_of(request))
                )
            except ValidationError as error:
                take_in(form, error)
            except Conflict as conflict:
                theirs, status = conflict.theirs, 409
                form.data = renewed(request, theirs.version)
            else:
                messages.success(request, _("Saved."))
                return redirect("coi_source", saved.pk)
    context = {"form": form, "source": source, "theirs": theirs, "changed": _differing(form, theirs)}
    return render(request, "coi/source_edit.html", context, status=status)


def _differing(form: SourceForm, theirs: Any) -> list[tuple[Any, Any]]:
    """What the other person saved that is not what stands in the form: label and value."""
    if theirs is None:
        return []
    mine = form.cleaned_data
    return [
        (form[name].label, form.fields[name].prepare_value(getattr(theirs, name)) if getattr(theirs, name) else "–")
        for name in DESCRIBED
        if getattr(theirs, name) != mine.get(name)
    ]


@require_POST
def status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Active, fell silent, ceased, not to be used."""
    researcher(request)
    source, form = _source(pk), StatusForm(request.POST)
    if form.is_valid():
        try:
            actions.set_status(request, pk, form.cleaned_data["status"], form.cleaned_data["status_reason"])
        except ValidationError as error:
            take_in(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("coi_source", pk)
    return _show(request, source, 422, status_form=form)


@require_POST
def checked(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Looked at today."""
    researcher(request)
    source = actions.check(request, _source(pk).pk)
    text = _("Noted: looked at today.")
    messages.success(request, f"{text} {_('Next:')} {source.due_on:%d/%m/%Y}" if source.due_on else text)
    if request.POST.get("back") == "list":
        return redirect(f"{reverse('coi_sources')}?only=due")
    return redirect("coi_source", pk)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new finding about a source. The last one is shown beside, and stays as it is."""
    researcher(request)
    source = _source(pk)
    held = visible_documents(request.user).filter(source=source).order_by("title")
    form = AssessmentForm(request.POST or None, documents=held, initial={"document": request.GET.get("document")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.assess(
                request, pk, given, given, text=given["text"], next_review=given["next_review"],
                document=given["document"], key=key_of(request),
            )  # fmt: skip
        except ValidationError as error:
            take_in(form, error)
        else:
            messages.success(request, _("Saved. Former findings stay as they were."))
            return redirect("coi_source", pk)
    sheet = sources.sheet(request.user, pk)
    last = _in_words(sheet.assessments[0]) if sheet.assessments else None
    context = {"source": source, "form": form, "last": last}
    return render(request, "coi/source_assess.html", context, status=422 if form.errors else 200)
