"""Issued answers: their page, their file, what changed, who may read them, and the few that anybody may read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.library.actions.feedback import say
from acogida.coi.models import Feedback, IssuedResponse, Sharing
from acogida.coi.requests import actions, queries, wording
from acogida.coi.requests.access import in_unit, public_issued, steps_for, visible_issued, visible_requests
from acogida.coi.requests.forms import ExportForm
from acogida.coi.requests.views.common import complain
from acogida.files.store import get
from acogida.ui.posted import key_of
from acogida.ui.public import public


def _find(request: HttpRequest, number: str, sequence: int | None = None) -> IssuedResponse:
    found = queries.of_number(request.user, number, sequence)
    if found is None:
        raise Http404
    return found


def _wanted(request: HttpRequest) -> int | None:
    text = request.GET.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@require_GET
def page(request: HttpRequest, answer: str) -> HttpResponse:
    """An answer: the version in force, or the one asked for."""
    return _page(request, _find(request, answer, _wanted(request)))


def _page(request: HttpRequest, issued: IssuedResponse, form: ExportForm | None = None) -> HttpResponse:
    user = request.user
    write(request, "coi_response.view", issued)
    if issued.request.requester_id == user.pk and user.can("coi.ask"):
        actions.seen(request, issued.request_id)
    unit = in_unit(user)
    level = Sharing(issued.standing.sharing)
    versions = visible_issued(user).filter(number=issued.number).order_by("-sequence")
    steps = steps_for(user, issued.request) if unit else set()
    context = {
        "issued": issued, "content": wording.content_words(issued.content), "standing": issued.standing,
        "tone": wording.STANDING_TONES[issued.standing.state], "versions": versions, "unit": unit, "old": queries.old_editions(issued), "kinds": Feedback.Kind.choices, "level": level.label,
        "levels": [(s.value, s.label) for s in Sharing if s.rank >= 1] if "publish" in steps else [], "steps": steps,
        "export_form": (form or ExportForm()) if unit and level.rank >= Sharing.PARTNERS.rank and issued.standing.state == "current" else None,
        "asked": visible_requests(user).filter(pk=issued.request_id).first(),
    }  # fmt: skip
    return render(
        request, "coi/requests/response.html", context, status=422 if form is not None and form.errors else 200
    )


@require_GET
def difference(request: HttpRequest, answer: str) -> HttpResponse:
    """What a version says otherwise than the one before."""
    issued = _find(request, answer, _wanted(request))
    before = (
        visible_issued(request.user).filter(number=answer, sequence__lt=issued.sequence).order_by("-sequence").first()
    )
    names = {"summary": _("Summary"), "method": _("Method"), "limits": _("Limits"), "cutoff": _("Information up to")}
    changes = queries.difference(before.content, issued.content) if before else []
    rows = [{"change": each, "name": names.get(each.no, each.no)} for each in changes]
    return render(request, "coi/requests/difference.html", {"issued": issued, "before": before, "rows": rows})


@require_GET
def paper(request: HttpRequest, answer: str, sequence: int) -> HttpResponse:
    """The sealed PDF of a version."""
    issued = _find(request, answer, sequence)
    write(request, "coi_response.paper", issued)
    return _file(get(issued.pdf), "application/pdf", f"{issued.number}-v{issued.sequence}.pdf")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def publish(request: HttpRequest, answer: str) -> HttpResponse:
    """Let more people read it, or fewer."""
    issued = _find(request, answer)
    if not in_unit(request.user):
        raise Http404
    try:
        level = Sharing(request.POST.get("level", ""))
        actions.publish(request, issued.request_id, level, key=key_of(request))
        messages.success(request, _("Who may read it now: %(who)s.") % {"who": level.label})
    except (Refused, PermissionDenied) as error:
        complain(request, error)
    except ValueError:
        raise Http404 from None
    return redirect("coi_response", answer)


@require_POST
def export(request: HttpRequest, answer: str) -> HttpResponse:
    """The file for a partner authority."""
    issued = _find(request, answer)
    if not in_unit(request.user):
        raise Http404
    form = ExportForm(request.POST)
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            made = actions.export(request, issued.pk, data["form"], to=data["to"], readers=data["readers"])
        except (Refused, PermissionDenied) as error:
            form.add_error("readers", error.messages if isinstance(error, Refused) else str(error))
        else:
            kind = "application/pdf" if data["form"] == "pdf" else "application/json"
            return _file(made, kind, f"{issued.number}-v{issued.sequence}.{data['form']}")
    return _page(request, issued, form)


@require_POST
def feedback(request: HttpRequest, answer: str) -> HttpResponse:
    """A reader's word on an answer: it stands with what readers say about its country."""
    issued = _find(request, answer)
    text = f"{issued}: {request.POST.get('text', '')}".strip(": ")
    try:
        say(request, request.POST.get("kind", ""), country=issued.country, text=text, key=key_of(request))
        messages.success(request, _("Thank you: the unit reads it."))
    except ValidationError as error:
        complain(request, error)
    return redirect("coi_response", answer)


@public
@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """The answers that anybody may read."""
    rows = public_issued().order_by("-issued_on", "number")[:500]
    found = [{"issued": row, "country": wording.country_name(row.country)} for row in rows]
    return render(request, "coi/requests/public_list.html", {"rows": found})


@public
@require_GET
def public_page(request: HttpRequest, answer: str) -> HttpResponse:
    """One of them: the answer, and nothing else."""
    issued = public_issued().filter(number=answer).first()
    if issued is None:
        raise Http404
    return render(
        request, "coi/requests/public.html", {"issued": issued, "content": wording.content_words(issued.content)}
    )


@public
@require_GET
def public_paper(request: HttpRequest, answer: str) -> HttpResponse:
    """Its sealed PDF."""
    issued = public_issued().filter(number=answer).first()
    if issued is None:
        raise Http404
    return _file(get(issued.pdf), "application/pdf", f"{issued.number}-v{issued.sequence}.pdf")
