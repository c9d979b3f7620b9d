"""Pages of identity numbers: from paper, at the counter, about to expire; how offices are joined."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User
from acogida.audit.record import write
from acogida.people import curp
from acogida.people.access import visible_to
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions, joining, queries, rules, wire
from acogida.people.numbers.forms import (
    ASSIGNED,
    RENEWED,
    ExpiringForm,
    JoiningForm,
    KeepForm,
    LookupForm,
    SlipForm,
)
from acogida.ui.cells import harmless
from acogida.ui.paging import BadToken, paginate
from acogida.ui.posted import key_of

PAGE = 50
LIST_ADDRESS = ("days", "office", "state", "after", "before")


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    """The person, if the user sees her and records numbers at her office; else 404."""
    person = get_object_or_404(visible_to(cast(User, request.user)).select_related("office"), pk=pk)
    if not cast(User, request.user).can(actions.ACTION, person.office_id) or not rules.is_curp():
        raise Http404
    return person


def _number(request: HttpRequest, pk: int) -> IdentityNumber:
    number = get_object_or_404(IdentityNumber.objects.select_related("person"), pk=pk)
    _person(request, number.person_id)
    return number


def _held(person: Person) -> IdentityNumber | None:
    return person.numbers.filter(scheme=rules.CURP, status=IdentityNumber.Status.ACTIVE).first()


@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what the paper says. Where the number and the data differ, each difference is said in words, and a reason
    keeps it all the same."""
    person = _person(request, pk)
    held = _held(person)
    form = SlipForm(person, held, request.POST or None, initial={"on": person.office.today()})
    if request.method == "POST" and form.is_valid():
        try:
            _keep_slip(request, person, held, form.cleaned_data)
        except ValidationError as problem:
            form.add_error("value", problem)
        else:
            messages.success(request, _("The number is kept."))
            return redirect("person_page", pk=person.pk)
    language = rules.language()
    root = rules.expected(person)
    context = {
        "person": person, "form": form, "held": held, "root": root,
        "root_open": [each.text(language) for each in root.undecided] if root else [],
        "differences": [each.text(language) for each in form.differences],
    }  # fmt: skip
    return render(request, "people/number_slip.html", context, status=422 if form.errors else 200)


def _keep_slip(request: HttpRequest, person: Person, held: IdentityNumber | None, given: dict[str, Any]) -> None:
    if given["says"] == ASSIGNED or held is None:
        actions.type_from_slip(
            request, person.pk, given["value"], assigned_on=given["on"], temporary=given["kind"] == "temporary",
            valid_until=given["valid_until"], unlike_reason=given["unlike_reason"],
        )  # fmt: skip
    elif given["says"] == RENEWED:
        actions.record_renewal(request, held.pk, on=given["on"], valid_until=given["valid_until"])
    else:
        actions.record_permanent(request, held.pk, on=given["on"])


@require_POST
def slip_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is said beside the field while a number is typed."""
    person = _person(request, pk)
    checked = curp.check(request.POST.get("value", ""))
    language = rules.language()
    context: dict[str, Any] = {"checked": checked, "typed": len(checked.curp)}
    if checked.valid:
        context["differences"] = [each.text(language) for each in rules.differences(person, checked.curp)]
        context["meaning"] = checked.meaning(language)
    else:
        context["problems"] = [each.text(language) for each in checked.problems]
    return render(request, "people/_number_check.html", context)


@require_POST
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for a number, by the step of the person's office."""
    person = _person(request, pk)
    key_of(request)
    number = actions.ask_for(request, person.pk)
    if number is None:
        messages.warning(request, _("No number can be asked for now."))
    else:
        messages.success(request, queries.standing(number, person.office.today()).advice)
    return redirect("person_page", pk=person.pk)


@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the population register, at the counter: by number or by the person's data. What it answers is shown, not kept."""
    person = _person(request, pk)
    if joining.Step.QUERY not in joining.steps_of(person.office_id):
        raise Http404
    form = LookupForm(request.POST or None)
    answer: wire.Lookup | None = None
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        write(request, "person.number_lookup", person, detail={"by": "number" if value else "data"})
        question = ("find_by_number", request, person, value) if value else ("find_by_data", request, person)
        answer = wire.ask(*question) or wire.Lookup(False, why=_("The population register cannot be asked here."))
    found = [
        (each, [difference.text(rules.language()) for difference in rules.differences(person, each.curp)])
        for each in (answer.found if answer else ())
    ]
    context = {"person": person, "form": form, "answer": answer, "found": found, "today": person.office.today()}
    return render(request, "people/number_lookup.html", context, status=422 if form.errors else 200)


@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the renewal of a temporary number."""
    number = _number(request, pk)
    key_of(request)
    try:
        asked = actions.ask_renewal(request, number.pk)
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    else:
        messages.success(request, queries.renewal_words(asked))
    if "back" in request.POST:  # the list, with its filters
        known = {name: value for name, value in QueryDict(request.POST["back"]).items() if name in LIST_ADDRESS}
        return redirect(f"{reverse('number_expiring')}?{urlencode(known)}")
    return redirect("person_page", pk=number.person_id)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a number as it is although data that enter it were corrected."""
    number = _number(request, pk)
    form = KeepForm(request.POST)
    if form.is_valid():
        actions.confirm_as_it_is(request, number.pk, form.cleaned_data["reason"])
        messages.success(request, _("The number stays as it is."))
    else:
        messages.error(request, _("Say why."))
    return redirect("person_page", pk=number.person_id)


# --- about to expire -------------------------------------------------------------------------------------------------


def _expiring_form(request: HttpRequest, data: Any) -> ExpiringForm:
    user = cast(User, request.user)
    if not user.can(actions.ACTION):
        raise Http404
    offices = in_offices(Office.objects.all(), user.offices_for("person.view"), "pk")
    return ExpiringForm([(office.code, office.name) for office in offices], data or None)


def _today(request: HttpRequest) -> Any:
    office = cast(User, request.user).office
    return office.today() if office else timezone.localdate()


@require_GET
def expiring(request: HttpRequest) -> HttpResponse:
    """Temporary numbers that end soon, or have ended, earliest first; one press asks for a renewal."""
    form = _expiring_form(request, {name: request.GET.get(name, "") for name in ("days", "office", "state")})
    today = _today(request)
    rows = queries.expiring(cast(User, request.user), form.chosen(), today)
    try:
        page = paginate(rows, ("valid_until", "id"), request.GET.get("after") or request.GET.get("before") or "", PAGE)
    except (BadToken, ValidationError, ValueError):
        page = paginate(rows, ("valid_until", "id"), "", PAGE)
    write(request, "person.numbers_listed", detail={"shown": len(page)})
    shown = [(n, queries.standing(n, today), (n.valid_until - today).days, actions.renewable(n)) for n in page]
    context = {"form": form, "rows": shown, "page": page, "total": rows.count(), "today": today,
               "address": request.GET.urlencode()}  # fmt: skip
    return render(request, "people/numbers_expiring.html", context)


class _Echo:
    def write(self, value: str) -> str:
        return value


HEADINGS = ("clave", "apellidos", "nombre", "oficina", "asignada", "vence", "dias", "renovaciones", "estado")


@require_POST
def expiring_export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as CSV; cells that a spreadsheet could take for formulas are made harmless."""
    form = _expiring_form(request, request.POST)
    user, today = cast(User, request.user), _today(request)
    rows = queries.expiring(user, form.chosen(), today).order_by("valid_until", "id")
    write(request, "person.numbers_exported", detail={"count": rows.count()})
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(HEADINGS)
        for number in rows.iterator(2000):
            person = number.person
            cells = (
                number.value, person.surnames, person.given_names, person.office.name, number.assigned_on,
                number.valid_until, (number.valid_until - today).days, number.renewals,
                queries.standing(number, today).label,
            )  # fmt: skip
            yield writer.writerow([harmless(cell) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="claves-por-vencer-{today:%Y-%m-%d}.csv"'
    return response


# --- joining ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """For each office the steps of joining the population register that it has taken."""
    user = cast(User, request.user)
    if not user.can("number.joining") or not rules.is_curp():
        raise Http404
    offices = in_offices(Office.objects.all(), user.offices_for("number.joining"), "pk")
    if request.method == "POST":
        office = get_object_or_404(offices, code=request.POST.get("office", ""))
        form = JoiningForm(request.POST)
        if form.is_valid():
            joining.join(request, office, form.cleaned_data["steps"])
            messages.success(request, _("Saved for %(office)s.") % {"office": office.name})
        return redirect("number_joining")
    taken = joining.steps_by_office()
    context = {
        "steps": [(step, joining.CAN[step], joining.CANNOT[step]) for step in joining.Step],
        "offices": [(office, [(step, step in taken[office.pk]) for step in joining.Step]) for office in offices],
    }
    return render(request, "people/number_joining.html", context)
