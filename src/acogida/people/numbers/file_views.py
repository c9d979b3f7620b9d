"""Pages of the files that go to RENAPO and come back."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User
from acogida.audit.record import write
from acogida.exchange.wording import why as in_words
from acogida.people.models import NumberAnswer, NumberAnswers, NumberBatch
from acogida.people.numbers import answers_file, requests_file, rules
from acogida.people.numbers.forms import AnswersForm
from acogida.people.numbers.joining import Step, steps_of
from acogida.people.numbers.requests_file import ACTION
from acogida.ui.cells import harmless

SHOWN = 200


def _user(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.can(ACTION) or not rules.is_curp():
        raise Http404
    return user


def _offices(user: User) -> QuerySet[Office]:
    return in_offices(Office.objects.all(), user.offices_for(ACTION), "pk")


def _of_user(rows: Any, user: User) -> Any:
    return in_offices(rows, user.offices_for(ACTION)).select_related("office")


@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """What waits at each office, the files made, the answers that came."""
    return _page(request, AnswersForm())


def _page(request: HttpRequest, form: AnswersForm, status: int = 200) -> HttpResponse:
    user = _user(request)
    offices = []
    for office in _offices(user):
        if Step.BATCH not in steps_of(office) and not NumberBatch.objects.filter(office=office).exists():
            continue
        free, kept = requests_file.sorted_out(requests_file.waiting(office), office)
        held = [(each.number.person, in_words(each.why)) for each in kept]
        offices.append((office, len(free), held))
    context = {
        "offices": offices,
        "form": form,
        "batches": _of_user(NumberBatch.objects.annotate(count=Count("numbers")), user).order_by("-pk")[:SHOWN],
        "answers": _of_user(NumberAnswers.objects.all(), user).order_by("-pk")[:SHOWN],
        "choices": [(office.code, office.name) for office in _offices(user)],
    }
    return render(request, "people/number_files.html", context, status=status)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Write what waits at an office to a file."""
    user = _user(request)
    office = get_object_or_404(_offices(user), code=request.POST.get("office", ""))
    batch = requests_file.make(request, office)
    if batch is None:
        messages.info(request, _("Nothing waits for a file."))
    else:
        messages.success(request, _("The file is ready: download it and take it to RENAPO."))
    return redirect("number_files")


@require_GET
def as_csv(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _download(request, pk, "csv", "text/csv; charset=utf-8", requests_file.as_csv)


@require_GET
def as_json(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _download(request, pk, "json", "application/json", requests_file.as_json)


def _download(request: HttpRequest, pk: uuid.UUID, ending: str, media_type: str, made: Any) -> HttpResponse:
    """A file of requests; each download is on record."""
    batch = get_object_or_404(_of_user(NumberBatch.objects.all(), _user(request)), pk=pk)
    write(request, "number.batch_downloaded", batch, detail={"form": ending})
    response = HttpResponse(made(batch), content_type=media_type)
    response["Content-Disposition"] = (
        f'attachment; filename="solicitudes-{batch.made_at:%Y-%m-%d}-{str(batch.pk)[-6:]}.{ending}"'
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a file of answers."""
    user = _user(request)
    office = get_object_or_404(_offices(user), code=request.POST.get("office", ""))
    form = AnswersForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > answers_file.MOST_BYTES:
                raise ValidationError(_("The file is too large: split it."))
            known = answers_file.receive(request, office, upload.name, upload.read())
        except ValidationError as problem:
            form.add_error("file", problem)
        else:
            return redirect("number_answers", pk=known.pk)
    return _page(request, form, 422)


def _answers(request: HttpRequest, pk: uuid.UUID) -> NumberAnswers:
    return cast(NumberAnswers, get_object_or_404(_of_user(NumberAnswers.objects.all(), _user(request)), pk=pk))


@require_GET
def answers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a file of answers is, what was kept, and what was not and why; asked again by the page while it runs."""
    file = _answers(request, pk)
    counts = dict(file.rows.values_list("state").annotate(n=Count("pk")))
    state = NumberAnswer.State
    wrong = file.rows.filter(state=state.WRONG).select_related("number").order_by("line")[:SHOWN]
    context = {
        "file": file,
        "kept": counts.get(state.KEPT, 0),
        "known": counts.get(state.KNOWN, 0),
        "wrong": counts.get(state.WRONG, 0),
        "done": file.total - counts.get(state.WAITING, 0),
        "problems": [(row.line, answers_file.PROBLEMS.get(row.problem, row.problem)) for row in wrong],
        "more": counts.get(state.WRONG, 0) > SHOWN,
    }
    template = "people/_number_answers.html" if request.headers.get("HX-Request") else "people/number_answers.html"
    return render(request, template, context)


@require_GET
def report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The rows that were not kept, as CSV: line, problem, what to do."""
    file = _answers(request, pk)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["linea", "codigo", "que_hacer"])
    for row in file.rows.filter(state=NumberAnswer.State.WRONG).order_by("line"):
        writer.writerow([row.line, row.problem, harmless(answers_file.PROBLEMS.get(row.problem, ""))])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="respuestas-{file.received_at:%Y-%m-%d}.csv"'
    return response
