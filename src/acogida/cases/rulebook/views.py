"""Pages of rules: reading the ones in force, and their versions from draft to adoption."""

from __future__ import annotations

import io
import uuid
import zipfile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.cases import packs, queries
from acogida.cases.access import visible_to
from acogida.cases.errors import Conflict, Refused
from acogida.cases.models import PackSnapshot, PackVersion
from acogida.cases.rulebook import moves, presentation, reading, trial, versions
from acogida.cases.rulebook.forms import FILE_NAMES, AdoptForm, DraftForm, FileForm, MoveForm, UploadForm
from acogida.law import Pack
from acogida.law.problems import told
from acogida.ui.posted import key_of

SVG_POLICY = "default-src 'none'; style-src 'none'; sandbox"


def _language() -> str:
    return get_language() or "es"


def _may(request: HttpRequest, action: str = "pack.view") -> None:
    if not (versions.manages(request.user) if action == "pack.manage" else request.user.can(action)):
        raise Http404


def _version(request: HttpRequest, pk: uuid.UUID) -> PackVersion:
    """A version the reader may see: adopted ones with `pack.view`, drafts only with `pack.manage`."""
    found = get_object_or_404(PackVersion.objects.select_related("created_by", "closed_by"), pk=pk)
    _may(request, "pack.view" if found.state == PackVersion.State.ADOPTED else "pack.manage")
    return found


# --- reading ---------------------------------------------------------------------------------------------------


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force today."""
    _may(request)
    return _read(request, packs.current(), running=True)


@require_GET
def rules_of_hash(request: HttpRequest, pack_hash: str) -> HttpResponse:
    """The rules that some cases are judged by, whatever is in force now."""
    _may(request)
    running = packs.current()
    if pack_hash == running.hash:
        return redirect("rules")
    if not PackSnapshot.objects.filter(pk=pack_hash).exists():
        raise Http404
    return _read(request, packs.by_hash(pack_hash), running=False)


@require_GET
def rules_of_version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A version read as rules, also while it is a draft."""
    found = _version(request, pk)
    pack, _problems = versions.checked(found.content)
    if pack is None:
        messages.error(request, _("This draft cannot be read as rules yet: resolve what the check found."))
        return redirect("rules_version", pk=pk)
    return _read(request, pack, running=False, version=found)


def _read(request: HttpRequest, pack: Pack, *, running: bool, version: PackVersion | None = None) -> HttpResponse:
    context = {
        "pack": pack,
        "title": pack.text(pack.title, _language()),
        "authority": pack.text(pack.authority, _language()),
        "running": running,
        "version": version,
        "in_force": presentation.in_force(pack) if running else None,
        "drawing": reading.drawing(pack, _language()),
        "page": reading.rules_page(pack, _language()),
    }
    return render(request, "cases/rules/read.html", context)


@require_GET
def diagram_file(request: HttpRequest) -> HttpResponse:
    """The drawing of the rules in force, to keep or print."""
    _may(request)
    pack = packs.current()
    response = HttpResponse(reading.drawing(pack, _language(), ""), content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pack.name}-{pack.version}.svg"'
    response["Content-Security-Policy"] = SVG_POLICY
    return response


# --- versions --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions, and the form that begins a draft."""
    _may(request)
    may_draft = versions.manages(request.user)
    form = DraftForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        _may(request, "pack.manage")
        if form.is_valid():
            try:
                uploads = [(file.name, file.read()) for file in form.cleaned_data["uploads"]]
                files = versions.bytes_to_files(uploads) if uploads else None
                draft = versions.start_draft(request, note=form.cleaned_data["note"], files=files, key=key_of(request))
            except Refused as refused:
                form.add_error("uploads", refused.messages)
            else:
                return redirect("rules_version", pk=draft.pk)
    rows = PackVersion.objects.filter(pack=packs.current().name).select_related("created_by", "closed_by")
    if not may_draft:
        rows = rows.filter(state=PackVersion.State.ADOPTED)
    context = {"versions": presentation.listed(rows), "form": form, "may_draft": may_draft,
               "installed": packs.installed_one(), "running": packs.current()}  # fmt: skip
    return render(request, "cases/rules/versions.html", context, status=400 if form.errors else 200)


@require_GET
def version_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version: what the check says, what it changes, what it would do, and its adoption."""
    return _page(request, _version(request, pk))


def _page(request: HttpRequest, found: PackVersion, status: int = 200, **more: Any) -> HttpResponse:
    context = presentation.version_context(request, found, _language())
    context |= {
        "upload_form": UploadForm(initial={"revision": found.revision}),
        "adopt_form": AdoptForm(initial={"revision": found.revision}),
        "move_form": MoveForm(initial={"pack": packs.current().hash}),
        **more,
    }
    return render(request, "cases/rules/version.html", context, status=status)


@require_GET
def version_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The files of a version as a zip."""
    found = _version(request, pk)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(found.content.items()):
            archive.writestr(f"{found.pack}/{name}", text)
    response = HttpResponse(buffer.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.pack}-{found.version or "draft"}.zip"'
    return response


@require_http_methods(["GET", "POST"])
def edit_file(request: HttpRequest, pk: uuid.UUID, file: str) -> HttpResponse:
    """The text of one file of a draft. Whatever is wrong with it, what was typed is kept."""
    found = _version(request, pk)
    _may(request, "pack.manage")
    if file not in FILE_NAMES:
        raise Http404
    if found.state != PackVersion.State.DRAFT:
        return redirect("rules_version", pk=pk)
    form = FileForm(request.POST or None, initial={"text": found.content.get(file, ""), "revision": found.revision})
    theirs = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        try:
            found = versions.save_files(request, pk, {file: text}, revision=form.cleaned_data["revision"])
        except Conflict as conflict:
            theirs = (conflict.theirs or {}).get(file, "")  # type: ignore[attr-defined]
            messages.error(request, str(conflict))
            # Her text stays in the form; saving again, having seen theirs, is a decision.
            form = FileForm(initial={"text": text, "revision": found.revision})
        except Refused as refused:
            for sentence in refused.messages:
                messages.error(request, sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path() if "stay" in request.POST else _address(found))
    checked = versions.checked({**found.content, file: form["text"].value() or ""})[1]
    problems = [told(problem, _language()) for problem in checked]
    context = {"version": found, "file": file, "form": form, "theirs": theirs,
               "problems": [p for p in problems if p.file == file], "others": sum(p.file != file for p in problems)}  # fmt: skip
    return render(request, "cases/rules/file.html", context, status=409 if theirs is not None else 200)


def _address(found: PackVersion) -> str:
    return reverse("rules_version", args=[found.pk])


@require_POST
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Files that replace those of a draft."""
    found = _version(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, 400, upload_form=form)
    try:
        files = versions.bytes_to_files([(file.name, file.read()) for file in form.cleaned_data["uploads"]])
        versions.save_files(request, pk, files, revision=form.cleaned_data["revision"])
    except Refused as refused:
        form.add_error("uploads", refused.messages)
        return _page(request, found, 400, upload_form=form)
    except Conflict as conflict:
        form.add_error("uploads", str(conflict))
        return _page(request, found, 409, upload_form=form)
    messages.success(request, ngettext("%(n)d file saved.", "%(n)d files saved.", len(files)) % {"n": len(files)})
    return redirect("rules_version", pk=pk)


@require_POST
def try_out(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask what the version would do to the open cases."""
    found = _version(request, pk)
    _may(request, "pack.manage")
    trial.try_version(request, found)
    return redirect(f"{_address(found)}#trial")


@require_POST
def adopt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the draft the law from a day on."""
    found = _version(request, pk)
    form = AdoptForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 400, adopt_form=form)
    try:
        versions.adopt(request, pk, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.messages)
        return _page(request, found, 409, adopt_form=form)
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _page(request, found, 409, adopt_form=form)
    messages.success(request, _("Adopted."))
    return redirect("rules_version", pk=pk)


@require_POST
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the draft away."""
    _version(request, pk)
    try:
        versions.discard(request, pk, request.POST.get("reason", "")[:500])
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        return redirect("rules_version", pk=pk)
    messages.success(request, _("The draft was put away. It can still be read."))
    return redirect("rules_versions")


# --- moving cases ----------------------------------------------------------------------------------------------


@require_POST
def move_cases(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move the chosen cases to the rules in force."""
    found = _version(request, pk)
    _may(request, "pack.manage")
    form = MoveForm(request.POST)
    numbers = request.POST.getlist("case")[:200]
    if not form.is_valid() or not numbers:
        messages.error(request, _("Choose cases and say why they move."))
        return redirect(f"{_address(found)}#trial")
    chosen = visible_to(request.user, moves.ACTION).filter(number__in=numbers).order_by("pk")
    moved, refused = moves.move_many(
        request, chosen, form.cleaned_data["pack"], reason=form.cleaned_data["reason"], key=key_of(request)
    )
    trial.try_version(request, found)  # those that moved leave the list
    messages.success(request, ngettext("%(n)d case moved.", "%(n)d cases moved.", moved) % {"n": moved})
    if refused:
        text = ngettext("%(n)d case cannot move: open it to see why.", "%(n)d cases cannot move: open them to see why.", refused)  # fmt: skip
        messages.warning(request, text % {"n": refused})
    return redirect(f"{_address(found)}#trial")


@require_http_methods(["GET", "POST"])
def move_case(request: HttpRequest, number: str) -> HttpResponse:
    """Move one case to the rules in force: what would change, what stands against it, and why."""
    case = queries.find(request.user, number)
    if not request.user.can(moves.ACTION, case.office_id):
        raise Http404
    new = packs.current()
    form = MoveForm(request.POST or None, initial={"pack": new.hash})
    reasons = moves.why_not(case, new)
    if request.method == "POST" and form.is_valid():
        try:
            moves.move_to_pack(request, case.pk, **_moved(form), key=key_of(request))
        except Refused as refused:
            reasons = refused.messages
        else:
            messages.success(request, _("The case is judged by version %(version)s now.") % {"version": new.version})
            return redirect("case_page", number=case.number)
    context = {"case": case, "form": form, "reasons": reasons, "new": new, "old": packs.of(case),
               **presentation.move_context(case, new, _language())}  # fmt: skip
    return render(
        request, "cases/rules/move.html", context, status=409 if reasons and request.method == "POST" else 200
    )


def _moved(form: MoveForm) -> dict[str, Any]:
    return {"pack_hash": form.cleaned_data["pack"], "reason": form.cleaned_data["reason"]}
