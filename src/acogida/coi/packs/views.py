"""Pages of packs: what there is, one pack with its versions and its box of suggestions, one version, what changed."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.coi.access import in_libraries, may_research
from acogida.coi.intake import countries
from acogida.coi.models import Pack, PackSuggestion, PackVersion
from acogida.coi.packs import drafting, issuing, queries, showing, suggestions
from acogida.coi.packs.forms import OpenForm, SuggestionForm
from acogida.ui.posted import key_of


def reader(request: HttpRequest) -> User:
    """Whoever asks, if she reads country information at all; else 404."""
    user = cast(User, request.user)
    if not in_libraries(user):
        raise Http404
    return user


def version_for(request: HttpRequest, pk: uuid.UUID) -> PackVersion:
    """A version that the reader may see: issued ones, and for the unit its drafts; else 404."""
    user = reader(request)
    rows = PackVersion.objects.select_related("pack", "follows__pack", "part_of__pack", "made_by", "approved_by")
    if not may_research(user):
        rows = rows.filter(state__in=PackVersion.OUT)
    return get_object_or_404(rows, pk=pk)


def refused(form: Any, problem: ValidationError) -> None:
    """What an action refused, at its field where the form has it."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Every pack; researchers open new ones."""
    user = reader(request)
    researches = may_research(user)
    form = OpenForm(request.POST or None) if researches else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                made = drafting.open_pack(request, **form.cleaned_data, key=key_of(request))
            except ValidationError as problem:
                refused(form, problem)
            else:
                return redirect("coi_pack", made.pk)
    rows = []
    language = get_language() or "es"
    for pack in queries.packs():
        versions = list(pack.versions.all())
        current = next((row for row in versions if row.state == PackVersion.State.ISSUED), None)
        draft = next((row for row in versions if row.is_open), None) if researches else None
        if current or researches:
            rows.append(
                {"pack": pack, "country": countries.name(pack.country, language), "current": current, "draft": draft}
            )
    old = queries.outdated(row["current"].pk for row in rows if row["current"])
    for row in rows:
        row["old"] = old.get(row["current"].pk, 0) if row["current"] else 0
    return render(
        request, "coi/packs/list.html", {"rows": rows, "form": form}, status=422 if form and form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One pack: its versions, and the box in which whoever asks the unit puts documents that she misses."""
    user = reader(request)
    pack = get_object_or_404(Pack, pk=pk)
    researches = may_research(user)
    versions = list(pack.versions.select_related("made_by", "approved_by"))
    if not researches:
        versions = [row for row in versions if not row.is_open]
    if not versions and not researches:
        raise Http404
    form = SuggestionForm(request.POST or None) if user.can("coi.ask") else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                suggestions.suggest(request, pack.pk, **form.cleaned_data, key=key_of(request))
            except ValidationError as problem:
                refused(form, problem)
            else:
                messages.success(request, _("Thank you. The unit answers here."))
                return redirect("coi_pack", pk)
    found = pack.suggestions.select_related("suggested_by", "answered_by")
    if not researches:
        found = found.filter(suggested_by=user)
    context = {
        "pack": pack, "country": countries.name(pack.country, get_language() or "es"), "researches": researches,
        "versions": [(row, showing.STATES[row.state]) for row in versions], "form": form, "suggestions": found[:50],
        "draft": next((row for row in versions if row.is_open), None),
    }  # fmt: skip
    return render(request, "coi/packs/page.html", context, status=422 if form and form.errors else 200)


@require_POST
def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft of the next version, or the one there is."""
    user = reader(request)
    if not may_research(user):
        raise Http404
    pack = get_object_or_404(Pack, pk=pk)
    draft = drafting.start_draft(request, pack.pk, key=key_of(request))
    return redirect("coi_pack_write", draft.pk)


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What becomes of a suggestion."""
    if not may_research(reader(request)):
        raise Http404
    found = get_object_or_404(PackSuggestion, pk=pk)
    try:
        suggestions.answer(request, pk, request.POST.get("taken") == "1", request.POST.get("text", ""))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("coi_pack", found.pack_id)


@require_GET
def version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version, section by section."""
    found = version_for(request, pk)
    user = cast(User, request.user)
    write(request, "coi.pack_view", found, detail={"label": found.label})
    newest = found if found.is_open else queries.newest(found.pack.country, found.pack.profile)
    exports = {row.shared: row for row in found.exports.exclude(state="failed")}
    context = {
        "version": found, "tone": showing.STATES[found.state], "sections": showing.sections(found, user),
        "newest": newest if newest and newest.pk != found.pk else None, "researches": may_research(user),
        "reviews": issuing.may_review(user, found) and found.state == PackVersion.State.REVIEW,
        "judged": found.reviews.select_related("reviewer"), "exports": exports,
        "shares": found.shares.select_related("shared_by", "disclosure") if may_research(user) else (),
        "country": countries.name(found.pack.country, get_language() or "es"),
    }  # fmt: skip
    return render(request, "coi/packs/version.html", context)


@require_GET
def changes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What changed since another version of the pack (`since`, its number; the one before when not said)."""
    found = version_for(request, pk)
    others = [row for row in found.pack.versions.all() if row.sequence < found.sequence and not row.is_open]
    wanted = request.GET.get("since", "")
    before = next((row for row in others if str(row.sequence) == wanted), others[0] if others else None)
    for row in others:
        row.pack = found.pack
    difference = queries.changes(before, found)
    context = {
        "version": found, "before": before, "others": others, "difference": difference,
        "named": queries.titles(before, found), "hides": not request.user.can("coi.view_restricted"),
    }  # fmt: skip
    return render(request, "coi/packs/changes.html", context)
