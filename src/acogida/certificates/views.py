"""Certificates to open and print, and the public page on which anybody checks one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from acogida.audit.record import write
from acogida.certificates import actions, bundle, publishing, status_token
from acogida.certificates.access import notices_visible_to, visible_to
from acogida.certificates.forms import ReasonForm
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


def _pdf(blob: Blob, number: str) -> HttpResponse:
    response = HttpResponse(get(blob), content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def certificate_replace(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Issue again (the old QR stops), with a reason."""
    return _end(request, pk, again=True)


@require_http_methods(["GET", "POST"])
def certificate_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a certificate invalid, with a reason."""
    return _end(request, pk, again=False)


def _end(request: HttpRequest, pk: uuid.UUID, *, again: bool) -> HttpResponse:
    certificate = get_object_or_404(visible_to(request.user).select_related("case", "person"), pk=pk)
    if not request.user.can("certificate.issue", certificate.office_id):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, key = form.cleaned_data["reason"], form.cleaned_data["idempotency_key"]
        if again:
            new = actions.reissue(request, pk, reason=reason, key=key)
            messages.success(
                request, _("Certificate %(number)s issued; the former one is no longer valid.") % {"number": new.number}
            )
        else:
            actions.revoke(request, pk, reason=reason, key=key)
            messages.success(request, _("Certificate %(number)s revoked.") % {"number": certificate.number})
        return redirect("case_page", number=certificate.case.number)
    context = {"form": form, "certificate": certificate, "again": again}
    return render(request, "certificates/end.html", context, status=400 if form.errors else 200)


@public
@require_GET
def status_list(request: HttpRequest, year: int) -> HttpResponse:
    """The signed status list of a year (application/statuslist+cwt), for readers that work offline."""
    response = HttpResponse(publishing.status_list(year), content_type=status_token.MEDIA_TYPE)
    response["Cache-Control"] = f"public, max-age={status_token.SECONDS}"
    return response


@public
@require_GET
def key_bundle(request: HttpRequest) -> HttpResponse:
    """All a reader needs to check QRs offline (application/cose), signed by the root."""
    response = HttpResponse(publishing.key_bundle(), content_type=bundle.MEDIA_TYPE)
    response["Cache-Control"] = f"public, max-age={status_token.SECONDS}"
    return response


@public
@require_GET
def reader_keys(request: HttpRequest) -> HttpResponse:
    """The root and the QR certificates (PEM), for readers of other makers."""
    return HttpResponse(publishing.certificates_pem(), content_type="application/x-pem-file")
