"""The list of countries, and the page of one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.coi.access import may_research
from acogida.coi.intake.countries import alpha2, alpha3
from acogida.coi.library import actions, finding, panels, rules
from acogida.coi.library.forms import FeedbackForm, FlagForm, PriorityForm
from acogida.coi.library.queries import documents, flags, holdings
from acogida.coi.library.views.common import reader, researcher, said, take_in
from acogida.coi.models import CountryFlag, CountryPriority, Feedback
from acogida.people.countries import country_name
from acogida.ui.posted import key_of


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """All countries of the library. A name posted leads to its country, or to those it may mean."""
    reader(request)
    text = request.POST.get("country", "").strip()
    found: list[str] = finding.guess(text) if text else []
    if len(found) == 1:
        return redirect("coi_country", found[0])
    context = {
        "rows": holdings.countries(request.user, timezone.localdate()), "text": text,
        "found": [(code, country_name(code)) for code in found], "may_research": may_research(request.user),
    }  # fmt: skip
    return render(request, "coi/countries.html", context)


def _code(text: str) -> str:
    code = alpha2(text) if len(text) in (2, 3) else None
    if code is None:
        raise Http404
    return code


@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One country: what there is, how old it is, what is lacking, what happened."""
    reader(request)
    known = _code(code)
    if known != code:  # "hnd" → "HN": one address for a country
        return redirect("coi_country", known)
    return _show(request, known)


def _show(request: HttpRequest, code: str, status: int = 200, **forms: Any) -> HttpResponse:
    today, research = timezone.localdate(), may_research(request.user)
    priority = CountryPriority.objects.select_related("set_by").filter(pk=code).first()
    drawn = panels.drawn("country", request, code)
    context = {
        "code": code, "alpha3": alpha3(code), "name": country_name(code), "today": today,
        "holdings": holdings.of_country(request.user, code, today), "facts": holdings.facts(request.user, code),
        "alerts": flags.alerts(request.user, code), "past": flags.past(code),
        "priority": priority, "letter": priority.priority if priority else rules.USUAL,
        "may_research": research, "panels": drawn, "feedback_form": forms.get("feedback") or FeedbackForm(),
        "flag_form": forms.get("flag") or (FlagForm(initial={"on": today}) if research else None),
        "priority_form": forms.get("priority") or (PriorityForm(initial=_priority(priority)) if research else None),
        "missing": documents.not_seen(request.user).filter(country=code)[:20] if research else (),
    }  # fmt: skip
    return render(request, "coi/country.html", context, status=status)


def _priority(row: CountryPriority | None) -> dict[str, str]:
    return {"priority": row.priority if row else rules.USUAL, "reason": row.reason if row else ""}


@require_POST
def set_priority(request: HttpRequest, code: str) -> HttpResponse:
    """Follow a country more or less closely."""
    researcher(request)
    known, form = _code(code), PriorityForm(request.POST)
    if form.is_valid():
        actions.set_priority(request, known, **form.cleaned_data)
        messages.success(request, _("Saved. Its sources are due accordingly."))
        return redirect("coi_country", known)
    return _show(request, known, 422, priority=form)


@require_POST
def raise_flag(request: HttpRequest, code: str) -> HttpResponse:
    """Something happened there."""
    researcher(request)
    known, form = _code(code), FlagForm(request.POST)
    if form.is_valid():
        try:
            actions.raise_flag(request, known, **form.cleaned_data, key=key_of(request))
        except ValidationError as error:
            take_in(form, error)
        else:
            messages.success(request, _("Everybody who relies on older information about this country is told."))
            return redirect("coi_country", known)
    return _show(request, known, 422, flag=form)


@require_POST
def end_flag(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """It is over, or the library caught up with it."""
    researcher(request)
    flag = actions.end_flag(request, get_object_or_404(CountryFlag, pk=pk).pk)
    messages.success(request, _("The alert is over."))
    return redirect("coi_country", flag.country)


@require_POST
def missing(request: HttpRequest, code: str) -> HttpResponse:
    """A reader says what is missing about a country."""
    reader(request)
    known = _code(code)
    form = FeedbackForm({**request.POST.dict(), "kind": Feedback.Kind.MISSING})
    if form.is_valid():
        try:
            actions.say(request, country=known, **form.cleaned_data, key=key_of(request))
        except ValidationError as error:
            take_in(form, error)
        else:
            messages.success(request, _("Thank you. The COI unit reads it."))
            return redirect("coi_country", known)
    return _show(request, known, 422, feedback=form)


@require_POST
def feedback_seen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A researcher read it."""
    researcher(request)
    try:
        row = actions.mark_seen(request, get_object_or_404(documents.not_seen(request.user), pk=pk).pk)
    except ValidationError as error:
        messages.error(request, said(error))
        return redirect("coi_countries")
    return redirect("coi_country", row.country) if row.country else redirect("coi_document", row.document_id)
