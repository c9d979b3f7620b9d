"""The file of a version: asked for, made, taken; and put on record for another authority."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.coi.access import may_research
from acogida.coi.models import PackExport, PackVersion
from acogida.coi.packs import exporting, sharing
from acogida.coi.packs.forms import ShareForm
from acogida.coi.packs.views import reader, refused, version_for
from acogida.files.errors import FileError
from acogida.files.store import get
from acogida.ui.posted import key_of


@require_POST
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the file of a version, or go to it."""
    version = version_for(request, pk)
    try:
        export = exporting.ask(request, version.pk, shared=request.POST.get("shared") == "1")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("coi_pack_version", pk)
    return redirect("coi_pack_file", export.pk)


def _export(request: HttpRequest, pk: uuid.UUID) -> PackExport:
    user = reader(request)
    issued = PackExport.objects.filter(version__state__in=PackVersion.OUT)
    found = get_object_or_404(issued.select_related("version__pack", "blob"), pk=pk)
    if (
        not found.shared
        and not user.can("coi.view_restricted")
        and found.version.items.filter(restricted=True).exists()
    ):
        raise Http404
    return found


@require_GET
def state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far the file is; then the way to take it."""
    export = _export(request, pk)
    whole = "HX-Request" not in request.headers
    return render(request, "coi/packs/file.html" if whole else "coi/packs/_file.html", {"export": export})


@require_GET
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The zip."""
    export = _export(request, pk)
    if export.blob is None:
        raise Http404
    try:
        data = get(export.blob)
    except FileError:
        messages.error(request, _("What was kept of it cannot be read."))
        return redirect("coi_pack_file", pk)
    write(
        request, "coi.pack_file_taken", export.version, detail={"label": export.version.label, "shared": export.shared}
    )
    name = f"{export.version.pack.code}-{export.version.date:%Y-%m-%d}{'-compartido' if export.shared else ''}.zip"
    response = HttpResponse(data, content_type=exporting.ZIP)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put on record that another authority gets the version."""
    version = version_for(request, pk)
    user = cast(User, request.user)
    if not may_research(user) or not user.can("coi.review") or version.is_open:
        raise Http404
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = sharing.share(
                request, version.pk, given["recipient"], given["country"], given["why"], key=key_of(request)
            )
        except ValidationError as problem:
            refused(form, problem)
        else:
            if made.disclosure.refusal:
                messages.error(request, _("Nothing leaves: it is an authority of the country that the pack is about."))
                return redirect("coi_pack_version", pk)
            messages.success(request, _("It is on record. Hand the file over by the way you agreed upon."))
            return redirect("coi_pack_file", version.exports.exclude(state="failed").get(shared=True).pk)
    kept_back = [item.number for item in version.items.all() if item.restricted]
    context = {
        "version": version,
        "form": form,
        "kept_back": kept_back,
        "shares": version.shares.select_related("disclosure"),
    }
    return render(request, "coi/packs/share.html", context, status=422 if form.errors else 200)
