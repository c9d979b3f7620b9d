"""Pages of refusals: write one down, follow it up, the list, the figures."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User
from acogida.audit.record import write
from acogida.certificates.refusals import actions, queries, words
from acogida.certificates.refusals.access import RECORD, visible_to
from acogida.certificates.refusals.forms import FilterForm, FollowUpForm, RefusalForm
from acogida.certificates.refusals.models import Refusal
from acogida.certificates.standing.makers import document_of
from acogida.people.access import visible_to as people_visible_to
from acogida.people.models import Person
from acogida.ui.cells import harmless
from acogida.ui.paging import BadToken, paginate
from acogida.ui.posted import key_of

PAGE = 50
FIELDS = ("state", "service", "document", "region", "office", "since", "until")
HEADINGS = (
    "fecha", "persona", "oficina", "estado", "municipio", "servicio", "institucion", "documento", "motivo", "seguimiento"
)  # fmt: skip


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    """The person, if the user sees her and records refusals at her office; else 404."""
    user = cast(User, request.user)
    person = get_object_or_404(people_visible_to(user).select_related("office"), pk=pk)
    if not user.can(RECORD, person.office_id):
        raise Http404
    return person


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a refusal down. What is most likely is filled in."""
    person = _person(request, pk)
    office = person.office
    likely = {
        "happened_on": office.today(), "region": words.region_of(office), "municipality": office.name,
        "document": _shown(person),
    }  # fmt: skip
    form = RefusalForm(office.today(), request.POST or None, initial=likely)
    if request.method == "POST" and form.is_valid():
        refusal = actions.record(request, person, form.cleaned_data, key=key_of(request))
        messages.success(request, _("Written down. Say here what is done about it."))
        return redirect("refusal_page", pk=refusal.pk)
    context = {"person": person, "form": form, "organisations": queries.organisations()}
    return render(request, "certificates/refusals/new.html", context, status=422 if form.errors else 200)


def _shown(person: Person) -> str:
    """The paper she most likely showed: the last certificate she was given."""
    valid = person.certificates.filter(status="valid").order_by("-issued_at")
    return next((document_of(kind) for kind in valid.values_list("kind", flat=True)[:1]), "")


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One refusal, and what was done about it."""
    found = visible_to(cast(User, request.user)).select_related("person__office", "office", "recorded_by")
    refusal = get_object_or_404(found, pk=pk)
    today = refusal.office.today()
    form = FollowUpForm(refusal, today, request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.follow_up(request, pk, given["kind"], on=given["on"], note=given["note"], key=key_of(request))
        messages.success(request, _("Saved."))
        return redirect("refusal_page", pk=pk)
    if request.method == "GET":
        write(request, "refusal.view", refusal)
    context = {
        "refusal": refusal, "row": _row(refusal), "form": form,
        "follow_ups": refusal.follow_ups.select_related("by").order_by("-at", "-id"),
    }  # fmt: skip
    return render(request, "certificates/refusals/page.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, data: QueryDict) -> FilterForm:
    user = cast(User, request.user)
    if not user.can(RECORD):
        raise Http404
    offices = in_offices(Office.objects.order_by("name"), user.offices_for(RECORD), "pk")
    given = {name: data.get(name, "") for name in FIELDS}
    return FilterForm([(office.code, office.name) for office in offices], given)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Refusals of one's offices, newest first; nobody's words are in it."""
    form = _form(request, request.GET)
    rows = queries.listed(cast(User, request.user), form.chosen())
    keys, token = ("-happened_on", "-id"), request.GET.get("after") or request.GET.get("before") or ""
    try:
        shown = paginate(rows, keys, token, PAGE)
    except (BadToken, ValidationError, ValueError):
        shown = paginate(rows, keys, "", PAGE)
    write(request, "refusal.listed", detail={"shown": len(shown)})
    context = {"form": form, "page": shown, "rows": [_row(each) for each in shown], "total": rows.count()}
    return render(request, "certificates/refusals/list.html", context)


def _row(refusal: Refusal) -> dict[str, Any]:
    """A refusal as lists show it."""
    tones = {"open": "warning", "in_hand": "info", "solved": "success"}
    return {
        "of": refusal,
        "document": words.documents().get(refusal.document, refusal.document),
        "region": words.region_name(refusal.region),
        "tone": tones.get(refusal.state, "secondary"),
    }


class _Echo:
    def write(self, value: str) -> str:
        return value


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as CSV, by the same filters; cells that a spreadsheet could take for formulas are made harmless."""
    form = _form(request, request.POST)
    rows = queries.listed(cast(User, request.user), form.chosen())
    write(request, "refusal.exported", detail={"count": rows.count()})
    papers, regions, writer = words.documents(), words.regions(), csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(HEADINGS)
        for each in rows.iterator(2000):
            cells = (
                each.happened_on, each.person.display_name, each.office.name, regions.get(each.region, each.region),
                each.municipality, each.get_service_display(), each.named, papers.get(each.document, each.document),
                each.get_reason_display(), each.get_state_display(),
            )  # fmt: skip
            yield writer.writerow([harmless(cell) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = f"rechazos-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
