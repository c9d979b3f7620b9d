"""Certificates to open and print, and the public page on which anybody checks one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.cases.queries import find
from acogida.certificates import actions, acts, bundle, cover, kinds, publishing, status_token
from acogida.certificates.access import notices_visible_to, visible_to
from acogida.certificates.forms import ActForm
from acogida.files.errors import FileError
from acogida.files.media import PDF
from acogida.files.models import Blob
from acogida.files.store import get
from acogida.letters import LetterError
from acogida.ui.public import public


@require_GET
def certificate_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sealed PDF; made now if the worker has not come to it."""
    certificate = get_object_or_404(visible_to(request.user), pk=pk)
    write(request, "certificate.view", certificate)
    try:
        certificate = actions.make_pdf(certificate.pk)
        assert certificate.pdf is not None
        return _pdf(certificate.pdf, certificate.number)
    except (LetterError, FileError) as error:
        return render(
            request, "certificates/unavailable.html", {"certificate": certificate, "error": error}, status=503
        )


@require_GET
def notice_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The notice as it was sent."""
    notice = get_object_or_404(notices_visible_to(request.user).select_related("pdf"), pk=pk)
    write(request, "certificate.notice_view", notice)
    try:
        return _pdf(notice.pdf, notice.number)
    except FileError as error:
        return render(request, "certificates/unavailable.html", {"error": error}, status=503)


@require_GET
def family_cover(request: HttpRequest, number: str) -> HttpResponse:
    """The cover of the papers of a family, with those that exist now."""
    case = find(request.user, number)
    if not request.user.can("certificate.view", case.office_id):
        raise Http404
    write(request, "certificate.cover", case)
    try:
        return _sent(cover.pdf(request.user, case), f"documentos-{case.number}")
    except LetterError as error:
        return render(request, "certificates/unavailable.html", {"error": error}, status=503)


def _pdf(blob: Blob, number: str) -> HttpResponse:
    return _sent(get(blob), number)


def _sent(data: bytes, number: str) -> HttpResponse:
    response = HttpResponse(data, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def certificate_act(request: HttpRequest, pk: uuid.UUID, act: str) -> HttpResponse:
    """Replace a certificate, report it lost, suspend, resume or revoke it: with a reason, and for the family where asked."""
    certificate = get_object_or_404(visible_to(request.user).select_related("case", "person"), pk=pk)
    if not request.user.can("certificate.issue", certificate.office_id):
        raise Http404
    chosen = acts.ACTS[act]
    form = ActForm(request.POST or None, act=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, acts.carry_out(request, chosen, certificate, form.cleaned_data))
            return redirect("case_page", number=certificate.case.number)
        except Refused as refused:
            form.add_error(None, refused.messages)
    context = {"form": form, "certificate": certificate, "act": chosen}
    return render(request, "certificates/act.html", context, status=400 if form.errors else 200)


@require_POST
def certificate_sign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign the paper of a certificate by hand, where its kind wants a signature."""
    certificate = get_object_or_404(visible_to(request.user).select_related("case"), pk=pk)
    grant = kinds.kind(certificate.kind).signed_by
    if not grant or not request.user.can(grant, certificate.office_id):
        raise Http404
    try:
        actions.sign(request, pk)
    except (LetterError, FileError) as error:
        return render(
            request, "certificates/unavailable.html", {"certificate": certificate, "error": error}, status=503
        )
    messages.success(request, _("Certificate %(number)s signed.") % {"number": certificate.number})
    return redirect("case_page", number=certificate.case.number)


@public
@require_GET
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A signed status list (application/statuslist+cwt), for readers that work offline."""
    if not publishing.is_there(number):
        raise Http404
    return _published(request, publishing.status_list_token(number), status_token.MEDIA_TYPE)


@public
@require_GET
def key_bundle(request: HttpRequest) -> HttpResponse:
    """All a reader needs to check QRs offline (application/cose), signed by the root."""
    return _published(request, publishing.key_bundle(), bundle.MEDIA_TYPE)


def _published(request: HttpRequest, made: publishing.Made, media_type: str) -> HttpResponse:
    """A file that says the same to everybody: kept a minute, then asked for by its name, read from any page."""
    response = HttpResponse(made.content, content_type=media_type)
    response["ETag"] = made.etag
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=made.etag, response=response) or response


@public
@require_GET
def reader_keys(request: HttpRequest) -> HttpResponse:
    """The root and the QR certificates (PEM), for readers of other makers."""
    return HttpResponse(publishing.certificates_pem(), content_type="application/x-pem-file")
