"""The memory and the terms: looked through, added to, brought in and taken out as files."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.languages import files, origins, phrases
from acogida.languages.memory import keeping as memory
from acogida.languages.memory import lookup
from acogida.languages.memory.tmx import Unit
from acogida.languages.models import MemoryUnit, Term
from acogida.languages.terms import keeping as terms
from acogida.languages.terms.rows import Row
from acogida.languages.xml_in import Unreadable, tidy

LARGEST = 20 * 1024 * 1024  # bytes on the page; longer files come in by the command line, which shows how far it is
SHOWN = 100
PAIRS = (("en", "es-MX"), ("fr", "es-MX"), ("pt", "es-MX"), ("ht", "es-MX"))


def may_manage(request: HttpRequest) -> None:
    """404 for whoever does not keep the memory and the terms."""
    if not request.user.can("language.manage"):
        raise Http404


def _searched(request: HttpRequest) -> str:
    return " ".join(request.POST.get("q", "").split())[:200]


@require_http_methods(["GET", "POST"])
def memory_page(request: HttpRequest) -> HttpResponse:
    """What the memory holds; a search travels by POST."""
    may_manage(request)
    text = _searched(request)
    rows = MemoryUnit.objects.order_by("-created_at")
    if text:
        rows = rows.filter(Q(source__icontains=text) | Q(target__icontains=text) | Q(source__trigram_similar=text))
    shown = list(rows[:SHOWN])
    write(request, "memory.search", detail={"terms": text, "shown": len(shown)})
    found = _with_origin(shown)
    context = {"rows": found, "q": text, "most": SHOWN, "total": MemoryUnit.objects.count(), "pairs": PAIRS}
    return render(request, "languages/memory.html", context | _report(request, "memory"))


def _with_origin(rows: list[MemoryUnit]) -> list[tuple[MemoryUnit, str, str]]:
    """Each sentence with where it comes from: the text it was approved in (what it is called, its page), or the name of a
    file or of a person."""
    named = {row.pk: tuple(row.origin.split(" ", 1)) for row in rows if row.origin.split(" ")[0] in origins.known()}
    keepers = {code: origins.of(code) for code in {code for code, *_id in named.values()}}
    texts = {
        (code, id): text
        for code, keeper in keepers.items()
        for id, text in keeper.texts({id for of, *ids in named.values() if of == code for id in ids}).items()
    }
    found = {pk: (texts[key].label, keepers[key[0]].url(key[1])) for pk, key in named.items() if key in texts}
    return [(row, *found.get(row.pk, ("" if row.pk in named else row.origin, ""))) for row in rows]


@require_http_methods(["GET", "POST"])
def term_page(request: HttpRequest) -> HttpResponse:
    """The termbase; a search travels by POST."""
    may_manage(request)
    text = _searched(request)
    rows = Term.objects.order_by("source_language", "source", "status", "target")
    if text:
        rows = rows.filter(Q(source__icontains=text) | Q(target__icontains=text))
    shown = list(rows[: SHOWN * 5])
    write(request, "term.search", detail={"terms": text, "shown": len(shown)})
    context = {
        "rows": shown, "q": text, "most": SHOWN * 5, "total": Term.objects.count(), "pairs": PAIRS,
        "statuses": Term.Status.choices,
    }  # fmt: skip
    return render(request, "languages/terms.html", context | _report(request, "terms"))


def _report(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What the last import did, told once."""
    return {"report": request.session.pop(f"languages.{kind}", None)}


def _pair(request: HttpRequest) -> tuple[str, str]:
    source, _arrow, target = request.POST.get("pair", "").partition(">")
    if (source, target) not in PAIRS:
        raise Refused([_("Choose the languages.")])
    return source, target


@require_POST
def memory_add(request: HttpRequest) -> HttpResponse:
    """One sentence and its translation."""
    may_manage(request)
    try:
        source, target = _pair(request)
        unit = Unit(tidy(source), tidy(target), request.POST.get("source", ""), request.POST.get("target", ""), "1")
        report = memory.keep([unit], origin=request.user.name, by=request.user)
        for _where, why in report.errors:
            raise Refused([phrases.of_file(why)])
        write(request, "memory.add", detail={"added": report.added})
        messages.success(request, _("Kept in the memory.") if report.added else _("The memory holds it already."))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("memory_page")


@require_POST
def memory_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a unit out; what was translated with it stays."""
    may_manage(request)
    unit = MemoryUnit.objects.filter(pk=pk).first()
    if unit is not None:
        write(request, "memory.remove", unit, detail={"key": lookup.key(unit.source)})
        unit.delete()
        messages.success(request, _("Taken out of the memory."))
    return redirect("memory_page")


@require_POST
def term_save(request: HttpRequest) -> HttpResponse:
    """One term, new or with another status."""
    may_manage(request)
    sent = request.POST
    try:
        source, target = _pair(request)
        status = sent.get("status", "")
        if status not in Term.Status.values:
            raise Refused([_("Choose whether it is preferred, admitted or must not be used.")])
        texts = {name: " ".join(sent.get(name, "").split()) for name in ("source", "target", "subject", "note")}
        row = Row(source, target, texts["source"], texts["target"], status, texts["subject"][:120], texts["note"])
        terms.save(request, row)
        messages.success(request, _("Term kept."))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("term_page")


@require_POST
def term_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a term out."""
    may_manage(request)
    terms.remove(request, pk)
    messages.success(request, _("Term taken out."))
    return redirect("term_page")


def _bring_in(request: HttpRequest, kind: str, page: str) -> HttpResponse:
    may_manage(request)
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("Choose the file."))
    elif (sent.size or 0) > LARGEST:
        limit = _("The file is larger than %(n)s MB: bring it in by the command line, which shows how far it is.")
        messages.error(request, limit % {"n": LARGEST >> 20})
    else:
        try:
            report = (files.memory_in if kind == "memory" else files.terms_in)(request, sent.file, sent.name or "")
            request.session[f"languages.{kind}"] = {"file": sent.name, **phrases.as_json(report)}
        except Unreadable as problem:
            messages.error(request, phrases.unreadable(problem))
    return redirect(page)


@require_POST
def memory_import(request: HttpRequest) -> HttpResponse:
    """A TMX file."""
    return _bring_in(request, "memory", "memory_page")


@require_POST
def term_import(request: HttpRequest) -> HttpResponse:
    """A TBX file or a table."""
    return _bring_in(request, "terms", "term_page")


@require_GET
def memory_export(request: HttpRequest) -> HttpResponse:
    """The whole memory as TMX."""
    may_manage(request)
    write(request, "memory.export")
    answer = StreamingHttpResponse(files.memory_out(), content_type="application/x-tmx+xml")
    answer["Content-Disposition"] = 'attachment; filename="memoria.tmx"'
    return answer  # type: ignore[return-value]


@require_GET
def term_export(request: HttpRequest, form: str) -> HttpResponse:
    """All terms, as TBX or as a table."""
    may_manage(request)
    if form not in ("tbx", "csv"):
        raise Http404
    write(request, "term.export", detail={"kind": form})
    media = "application/x-tbx" if form == "tbx" else "text/csv; charset=utf-8"
    answer = StreamingHttpResponse(files.terms_out(form), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="terminos.{form}"'
    return answer  # type: ignore[return-value]
