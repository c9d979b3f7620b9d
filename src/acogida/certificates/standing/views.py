"""Pages of a person's papers: the page, the button, the printed sheet, evidence."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.archive.queries import own_name
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.models import Case
from acogida.cases.queries import find as find_case
from acogida.certificates.requirements import actions as evidence
from acogida.certificates.requirements import matrix
from acogida.certificates.requirements.access import RECORD as RECORD_EVIDENCE
from acogida.certificates.requirements.access import visible_to as evidence_visible_to
from acogida.certificates.requirements.models import Evidence
from acogida.certificates.standing import making, printing, queries, wording
from acogida.certificates.standing.forms import EvidenceForm, WithdrawForm
from acogida.certificates.standing.panel import context_of
from acogida.files.errors import FileError
from acogida.files.media import PDF
from acogida.files.store import get
from acogida.letters import LetterError
from acogida.people.access import visible_to as people_visible_to
from acogida.people.models import Person
from acogida.ui.posted import key_of

VIEW, ISSUE = "certificate.view", "certificate.issue"
MADE = "papers_made"  # what the last press of the button did, until it was shown


def _person(request: HttpRequest, pk: uuid.UUID, action: str = VIEW) -> Person:
    """The person, if the user sees her and holds `action` at her office; else 404."""
    user = cast(User, request.user)
    person = get_object_or_404(people_visible_to(user).select_related("office"), pk=pk)
    if not user.can(action, person.office_id):
        raise Http404
    return person


def _case(request: HttpRequest, number: str, action: str = VIEW) -> Case:
    user = cast(User, request.user)
    case = find_case(user, number)
    if not user.can(action, case.office_id):
        raise Http404
    return case


@require_GET
def person_papers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every paper of one person. `want` (repeated) narrows what is asked of her to the papers she wants."""
    person = _person(request, pk)
    write(request, "paper.view", person)
    wanted = [code for code in request.GET.getlist("want") if code in matrix.in_force().documents] or None
    context = {"person": person, **context_of(request, [person], person, wanted=wanted)}
    return render(request, "certificates/standing/page.html", context)


# --- the button ------------------------------------------------------------------------------------------------------


@require_POST
def person_make(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Issue or request what is ready for one person."""
    person = _person(request, pk, ISSUE)
    _make(request, [person])
    return redirect(_back(request, reverse("person_papers", args=[pk])))


@require_POST
def case_make(request: HttpRequest, number: str) -> HttpResponse:
    """Issue or request what is ready for everybody in a case."""
    case = _case(request, number, ISSUE)
    _make(request, queries.members(case))
    return redirect(f"{reverse('case_page', args=[case.number])}?tab=papers")


def _make(request: HttpRequest, persons: Sequence[Person]) -> None:
    key = key_of(request)
    if request.session.get(MADE, {}).get("key") == str(key):
        return  # a double click: what the first did is still to be shown
    outcomes = making.make_ready(request, persons, key)
    rows = [[each.person, each.document, each.result, each.why] for each in outcomes]
    request.session[MADE] = {"key": str(key), "outcomes": rows}
    if not rows:
        messages.info(request, _("Nothing was ready."))


def _back(request: HttpRequest, page: str) -> str:
    """To the tab of the case from which it came, if any."""
    number = request.POST.get("case", "")
    if number and Case.objects.filter(number=number).exists():
        person = request.resolver_match.kwargs["pk"] if request.resolver_match else ""
        return f"{reverse('case_page', args=[number])}?tab=papers&person={person}"
    return page


# --- the printed sheet -----------------------------------------------------------------------------------------------


def _sheet(request: HttpRequest, persons: Sequence[Person], name: str, case_number: str = "") -> HttpResponse:
    wanted = request.GET.get("language", "own")
    if wanted != "own" and wanted not in wording.languages():
        raise Http404
    for person in persons:
        write(request, "paper.sheet", person, detail={"language": wanted})
    try:
        data = printing.pdf(packs.current(), persons[0].office, persons, wanted, case_number=case_number)
    except LetterError as error:
        return render(request, "certificates/unavailable.html", {"error": error}, status=503)
    response = HttpResponse(data, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def person_sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sheet of one person, to give her."""
    person = _person(request, pk)
    case = Case.objects.filter(members__person=person, members__end=None).order_by("-presented_on").first()
    return _sheet(request, [person], "documentos", case.number if case else "")


@require_GET
def person_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same on the screen, to read together; the fragment `_sheet.html` is what a page of hers would show."""
    person = _person(request, pk)
    chosen = request.GET.get("language") or queries.own_language(person)
    if chosen not in wording.languages():
        raise Http404
    write(request, "paper.sheet", person, detail={"language": chosen})
    languages = [(code, own_name(code)) for code in wording.languages()]
    context = {"person": person, "sheet": queries.sheet_of(person, chosen), "languages": languages}
    return render(request, "certificates/standing/read.html", context)


@require_GET
def case_sheets(request: HttpRequest, number: str) -> HttpResponse:
    """The sheets of everybody in a case, a page of her own for each."""
    case = _case(request, number)
    return _sheet(request, queries.members(case), f"documentos-{case.number}", case.number)


# --- evidence --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def evidence_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what the person brought, said or signed; `item` in the address chooses it."""
    person = _person(request, pk, RECORD_EVIDENCE)
    today, chosen = person.office.today(), request.GET.get("what", "")
    form = EvidenceForm(today, request.POST or None, request.FILES or None, initial={"on": today, "what": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, person, form.cleaned_data)
        except ValidationError as problem:
            form.add_error("what", problem.messages)
        except FileError as problem:
            form.add_error("copy", str(problem))
        else:
            messages.success(request, _("Recorded. No paper asks for it again."))
            return redirect("person_papers", pk=pk)
    context = {"person": person, "form": form}
    return render(request, "certificates/standing/evidence.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, person: Person, given: dict[str, Any]) -> Evidence:
    return evidence.record_evidence(
        request, person.pk, item=given["item"], evidence=given["evidence"], on=given["on"], until=given["until"],
        source=given["source"], form=given["form"], basis=given["basis"], copy=given["copy"], key=key_of(request),
    )  # fmt: skip


def _evidence(request: HttpRequest, pk: uuid.UUID) -> Evidence:
    return get_object_or_404(
        evidence_visible_to(cast(User, request.user)).select_related("person__office", "copy", "office"), pk=pk
    )


@require_GET
def evidence_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The copy that was kept, to whom may see the evidence."""
    row = _evidence(request, pk)
    if row.copy is None:
        raise Http404
    write(request, "evidence.file", row)
    try:
        data = get(row.copy)
    except FileError as error:
        return render(request, "certificates/unavailable.html", {"error": error}, status=503)
    response = HttpResponse(data, content_type=row.copy.media_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def evidence_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an evidence back, with a reason: it counts no longer, and stays on record."""
    row = _evidence(request, pk)
    if not cast(User, request.user).can(RECORD_EVIDENCE, row.office_id) or row.withdrawn_at:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        evidence.withdraw_evidence(request, row.pk, why=form.cleaned_data["reason"], key=key_of(request))
        messages.success(request, _("Withdrawn. It counts no longer; who withdrew it and why is kept."))
        return redirect("person_papers", pk=row.person_id)
    item = matrix.in_force().items.get(row.item)
    context = {"row": row, "form": form, "label": item.label.in_(queries.language()) if item else row.item}
    return render(request, "certificates/standing/withdraw.html", context, status=422 if form.errors else 200)
