"""Pages of cases: home, list, case, clock, and the small forms on them."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.models import User, colleagues_who
from acogida.audit.record import write
from acogida.cases import actions, panels, presentation, queries
from acogida.cases.errors import Refused
from acogida.cases.forms import AssignForm, FilterForm, SaveFilterForm, key_of
from acogida.cases.models import SavedFilter
from acogida.hooks.ids import uuid7
from acogida.ui.cells import harmless


def _default_queue(user: User) -> str:
    return "mine" if user.can("interview.conduct") or user.can("determination.review") else "all"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The start page: what waits for this person, and in the demonstration what to try first."""
    user = request.user
    context: dict[str, Any] = {"demo": settings.DEMO, "starters": panels.starters_for(user)}
    if user.can("case.list"):
        today = queries.today_of(user)
        queue = "mine" if queries.queue(user, queries.Filters("mine")).exists() else "soon"
        page = queries.case_list(user, queries.Filters(queue), size=8)
        counts = queries.counts(user)
        context |= {
            "counts": counts,
            "stages": presentation.stage_counts(counts),
            "queue": queue,
            "rows": queries.summaries(page, today, get_language() or "es"),
        }
    return render(request, "cases/home.html", context)


@require_http_methods(["GET", "POST"])
def case_list(request: HttpRequest) -> HttpResponse:
    """The case list. A search by name comes by POST, so that no name stands in an address or a server log."""
    user = request.user
    if not user.can("case.list"):
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    filters = FilterForm(data).filters(_default_queue(user))
    page = queries.case_list(user, filters, data.get("page", ""))
    if filters.text:
        write(request, "case.search", detail={"terms": filters.text, "found": len(page)})
    today = queries.today_of(user)
    context = {
        "filters": filters,
        "page": page,
        "rows": queries.summaries(page, today, get_language() or "es"),
        "counts": queries.counts(user),
        "choices": presentation.filter_choices(user),
        "saved": user.saved_filters.order_by("name"),
        "query": filters.as_query(),
        "can_export": user.can("case.export"),
    }
    template = "cases/_list.html" if request.headers.get("HX-Target") == "case-list" else "cases/list.html"
    return render(request, template, context)


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    form = SaveFilterForm(request.POST)
    filters = FilterForm(request.POST).filters("all")
    if form.is_valid():
        SavedFilter.objects.update_or_create(
            user_id=request.user.pk, name=form.cleaned_data["name"], defaults={"query": filters.as_query()}
        )
        messages.success(request, _("View saved."))
    else:
        messages.error(request, _("Give the view a name."))
    return redirect(presentation.list_address(filters.as_query()))


@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedFilter, pk=pk, user=request.user).delete()
    messages.success(request, _("View deleted."))
    return redirect("case_list")


class _Echo:
    def write(self, value: str) -> str:
        return value


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as CSV, streamed; who took it and what was asked is audited."""
    user = request.user
    if not user.can("case.export"):
        raise Http404
    filters = FilterForm(request.POST).filters("all")
    rows = queries.queue(user, filters).filter(
        Q() if user.offices_for("case.export") == "all" else Q(office__in=list(user.offices_for("case.export")))
    )
    write(request, "case.export", detail={"filters": filters.as_query(), "text": filters.text})
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(presentation.EXPORT_HEADINGS)
        for case in rows.select_related("office", "assignee").order_by("-presented_on", "-id").iterator(2000):
            yield writer.writerow([harmless(value) for value in presentation.export_row(case)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="acogida-{queries.today_of(user):%Y-%m-%d}.csv"'
    return response


@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case. Opening it is an audit record."""
    case = queries.find(request.user, number)
    tabs = panels.tabs_for(request.user, case)
    current = next((tab for tab in tabs if tab.code == request.GET.get("tab")), tabs[0])
    write(request, "case.view", case, detail={"tab": current.code})
    if request.user.office_id == case.office_id:
        request.user.office = case.office  # the same row, already here
    context = presentation.case_context(request, case) | {
        "tabs": tabs,
        "tab": current,
        "fetched_notices": panels.notices_for(request.user, case),
        "assign_form": _assign_form(request.user, case),
        **current.context(request, case),
    }
    return render(request, "cases/page.html", context)


def _assign_form(user: User, case: Any, data: Any = None) -> AssignForm | None:
    """Who may be given the case by `user`: every colleague with the grant, or only oneself."""
    if user.can("case.assign", case.office_id):
        staff = colleagues_who("interview.conduct", frozenset({case.office_id}))
        people = {person.pk: person for person in [*staff, user]}
    elif user.can("case.assign_self", case.office_id) and case.assignee_id in (None, user.pk):
        people = {user.pk: user}
    else:
        return None
    choices = [(str(pk), person.name) for pk, person in people.items()]
    return AssignForm(data, staff=choices, initial={"key": uuid7(), "assignee": case.assignee_id or user.pk})


@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    case = queries.find(request.user, number)
    form = _assign_form(request.user, case, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Choose who takes the case."))
        return redirect("case_page", number=case.number)
    chosen = form.cleaned_data["assignee"]
    try:
        actions.assign(
            request, case.pk, User.objects.get(pk=chosen) if chosen else None,
            key=form.cleaned_data["key"], reason=form.cleaned_data["reason"],
        )  # fmt: skip
        messages.success(request, _("Assignment saved."))
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    except PermissionDenied as denied:
        messages.error(request, str(denied))
    return redirect("case_page", number=case.number)


@require_POST
def take_many(request: HttpRequest) -> HttpResponse:
    """Take several unassigned cases of the list for oneself; those taken meanwhile by somebody else stay theirs."""
    try:
        key = key_of(request.POST)
    except ValueError:
        return HttpResponseBadRequest()
    taken = 0
    for number in request.POST.getlist("case")[:50]:
        case = queries.find(request.user, number, "case.list")
        try:
            actions.assign(request, case.pk, request.user, key=uuid.uuid5(key, str(case.pk)))
            taken += 1
        except (Refused, PermissionDenied):
            continue
    messages.success(request, ngettext("%(n)d case is now yours.", "%(n)d cases are now yours.", taken) % {"n": taken})
    return redirect(f"{reverse('case_list')}?queue=mine")
