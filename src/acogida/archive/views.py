"""Letters to open, and information for applicants to read and print."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.accounts.models import User
from acogida.archive import actions, queries
from acogida.archive.access import visible_to
from acogida.archive.menu import papers_of
from acogida.archive.models import Document
from acogida.audit.record import write
from acogida.cases import notices, packs
from acogida.cases.queries import find
from acogida.files.errors import FileError
from acogida.files.media import PDF
from acogida.files.store import get
from acogida.letters import LetterError


@require_GET
def document_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sealed letter. Who opened it is on record."""
    document = get_object_or_404(visible_to(request.user).select_related("blob", "case"), pk=pk)
    if document.blob is None:
        return render(request, "archive/unavailable.html", {"document": document}, status=503)
    write(request, "document.view", document, detail={"number": document.number})
    try:
        data = get(document.blob)
    except FileError as error:
        return render(request, "archive/unavailable.html", {"document": document, "error": error}, status=503)
    response = HttpResponse(data, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{document.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def document_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have a letter that could not be made tried again."""
    document = get_object_or_404(visible_to(request.user).select_related("case"), pk=pk)
    if document.state == Document.State.FAILED:
        actions.try_again(request, document)
        messages.success(request, _("The letter is tried again."))
    return redirect(f"{reverse('case_page', args=[document.case.number])}?tab=documents")


@require_POST
def notice_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed letter of a notice of moved terms, made if it was not yet."""
    user = cast(User, request.user)
    if not user.can(notices.ACTION):
        raise Http404
    notice = get_object_or_404(notices.visible_to(user), pk=pk)
    try:
        return redirect("document_pdf", pk=actions.file_term_letter(request, notice).pk)
    except (LetterError, FileError) as error:
        messages.error(request, str(error))
        return redirect("notice_sheet", pk=pk)


@require_GET
def papers_state(request: HttpRequest, number: str) -> HttpResponse:
    """The list of papers alone, asked for while some are being made."""
    case = find(request.user, number)
    return render(request, "archive/_tab.html", {"case": case, **papers_of(request, case)})


@require_GET
def information_list(request: HttpRequest) -> HttpResponse:
    """Every information package of the pack in force."""
    if not request.user.can("case.list"):
        raise Http404
    return render(request, "archive/information_list.html", {"sheets": queries.sheets(packs.current())})


@require_GET
def case_information(request: HttpRequest, number: str) -> HttpResponse:
    """The packages for the people of one case first, each in their language where it is written in it."""
    case = find(request.user, number)
    write(request, "case.view", case, detail={"page": "information"})
    sheets = queries.sheets(packs.current(), case)
    context = {"case": case, "sheets": sheets, "wanted": queries.spoken_by(case)}
    return render(request, "archive/information_list.html", context)


@require_GET
def information_page(request: HttpRequest, code: str) -> HttpResponse:
    """One package in a chosen language, to read and print. Nothing on it is about anybody."""
    pack = packs.current()
    package = queries.package_of(pack, code)
    if package is None or not request.user.can("case.list"):
        raise Http404
    languages = queries.languages_of(package)
    known = [each for each, _name in languages]
    wanted = request.GET.get("language", "")
    chosen = next((each for each in (wanted, (request.LANGUAGE_CODE or "es").split("-")[0]) if each in known), known[0])
    sections = [(pack.text(s.heading, chosen), pack.text(s.body, chosen)) for s in package.section]
    context = {
        "pack": pack, "package": package, "title": pack.text(package.label, chosen), "languages": languages,
        "language": chosen, "audience": pack.text(package.audience, chosen), "sections": sections,
        "authority": pack.text(pack.authority, chosen),
    }  # fmt: skip
    return render(request, "archive/information_page.html", context)
