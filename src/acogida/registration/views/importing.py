"""Bringing an old register in: the file, its questions, what the dry run found, the import and its report."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.registration.access import imports_visible_to
from acogida.registration.importing import mapping, report, run, screen, words
from acogida.registration.importing.detect import NotText
from acogida.registration.importing.questions import WrongAnswer
from acogida.registration.importing.table import NoTable
from acogida.registration.jobs import bring_in_later
from acogida.registration.models import RegisterImport

LARGEST = 60 * 1024 * 1024  # bytes: about half a million persons


def find(request: HttpRequest, import_id: uuid.UUID) -> RegisterImport:
    """The import, or 404 for whoever may not see it."""
    source = imports_visible_to(request.user).defer("content").select_related("created_by").filter(pk=import_id).first()
    if source is None:
        raise Http404
    return source


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The files brought in, and a form to read another."""
    if not request.user.can("registration.import"):
        raise Http404
    problem = ""
    if request.method == "POST":
        answer = _upload(request)
        if not isinstance(answer, str):
            return redirect("import_page", answer.pk)
        problem = answer
    rows = list(imports_visible_to(request.user).defer("content", "mapping").select_related("created_by")[:50])
    write(request, "registration.import_list", detail={"shown": len(rows)})
    context = {"imports": rows, "problem": problem, "mappings": screen.mappings()}
    return render(request, "registration/import/list.html", context, status=422 if problem else 200)


def _upload(request: HttpRequest) -> RegisterImport | str:
    """The file as it was read, or why it cannot be."""
    sent = request.FILES.get("file")
    if sent is None:
        return _("Choose the file.")
    if (sent.size or 0) > LARGEST:
        return _("The file is larger than %(n)s MB: divide it, one family never in two files.") % {"n": LARGEST >> 20}
    held = request.user.offices_for("registration.import")
    offices = None if held == "all" else list(Office.objects.filter(pk__in=list(held)).values_list("code", flat=True))
    data = sent.read()
    try:
        chosen = mapping.load(request.POST.get("mapping") or mapping.DEFAULT)
        return run.keep(data, sent.name or "", chosen, request=request, offices=offices)[0]
    except NoTable:
        return run.keep_unread(data, sent.name or "", chosen, request=request, offices=offices)
    except NotText as problem_:
        return words.unreadable(problem_.code)
    except mapping.MappingError as problem_:
        return str(problem_)


@require_GET
def page(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """One file: how it was read, what is asked, what was found, and what became of it."""
    source = find(request, import_id)
    write(request, "registration.import_view", source)
    try:
        context = screen.context(source, request.GET)
    except NoTable as problem:
        context = screen.unread(source, problem)
    return render(request, "registration/import/page.html", context)


@require_POST
def reading(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Another encoding, separator or column."""
    source = find(request, import_id)
    chosen = {name: request.POST.get(name, "") for name in ("encoding", "separator")}
    columns = {
        name.removeprefix("column-"): value
        for name, value in request.POST.items()
        if name.startswith("column-") and isinstance(value, str) and value
    }
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return _changed(request, source, reading=kept | ({"columns": columns} if columns else {}))


@require_POST
def answers(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Answers to the questions about the whole file."""
    source = find(request, import_id)
    given = {
        name.removeprefix("answer-"): value
        for name, value in request.POST.items()
        if name.startswith("answer-") and isinstance(value, str) and value
    }
    return _changed(request, source, answers=given)


def _changed(request: HttpRequest, source: RegisterImport, **changes: Any) -> HttpResponse:
    try:
        run.change(request, source.pk, **changes)
        messages.success(request, _("Kept. The file was read again."))
    except NoTable as problem:
        messages.error(request, words.no_table(problem.missing, problem.found))
    except WrongAnswer as problem:
        messages.error(request, words.wrong_answer(problem.key, problem.answer, problem.choices))
    except NotText as problem:
        messages.error(request, words.unreadable(problem.code))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("import_page", source.pk)


@require_POST
def start(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Bring it in; a worker does it."""
    source = find(request, import_id)
    try:
        run.start(request, source, then=lambda: bring_in_later(source.pk))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    except mapping.MappingError as problem:
        messages.error(request, str(problem))
    return redirect("import_page", source.pk)


@require_POST
def discard(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Forget a file that was not brought in."""
    source = find(request, import_id)
    try:
        run.discard(request, source.pk)
        messages.success(request, _("The file was discarded; nothing had been brought in."))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("import_list")


@require_GET
def progress(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """How far the import is; asked again every two seconds while it runs."""
    source = find(request, import_id)
    answer = render(request, "registration/import/_progress.html", screen.progress(source))
    if source.state == RegisterImport.State.DONE:
        answer["HX-Refresh"] = "true"  # the page has more to say now
    return answer


@require_GET
def download(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Every error and warning, row by row, for a spreadsheet."""
    source = find(request, import_id)
    try:
        checked = screen.checked(source)
    except NoTable:
        raise Http404 from None
    write(request, "registration.import_report", source)
    answer = HttpResponse(report.as_csv(report.rows(checked)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="importacion-{source.pk}.csv"'
    return answer
