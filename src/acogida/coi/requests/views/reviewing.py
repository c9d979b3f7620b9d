"""The review page: what was written, the checklist, remarks, and the two ways out."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.cases.errors import Refused
from acogida.coi.models import CoiResponse
from acogida.coi.requests import actions, content, wording
from acogida.coi.requests.access import authors, in_unit, steps_for
from acogida.coi.requests.checklist import JUDGES, STANDARDS
from acogida.coi.requests.forms import CommentForm, marks_of
from acogida.coi.requests.views.common import complain, find, row_of
from acogida.ui.posted import key_of


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read, remark, judge."""
    asked = find(request, pk)
    if not in_unit(request.user):
        raise Http404
    response = get_object_or_404(CoiResponse.objects.select_related("request", "drafter"), request=asked)
    reasons: list[str] = []
    marks = marks_of(request.POST)
    if request.method == "POST":
        try:
            if request.POST.get("verdict") == "approve":
                actions.approve(request, pk, marks, key=key_of(request))
                messages.success(request, _("Approved. It can be issued."))
            else:
                actions.return_it(request, pk, request.POST.get("reason", ""), checklist=marks, key=key_of(request))
                messages.success(request, _("The answer went back to the researcher."))
        except Refused as refused:
            reasons = refused.messages
        except PermissionDenied as error:
            reasons = [str(error)]
        else:
            return redirect("coi_request", pk)
    said = wording.content_words(content.of(response))
    rows = list(response.sections.prefetch_related("findings"))
    anchors = [(str(f.pk), f"{s.ordinal}.{n}") for s in rows for n, f in enumerate(s.findings.order_by("ordinal"), 1)]
    remarks: dict[str, list[Any]] = {}
    for comment in response.comments.select_related("author", "resolved_by"):
        remarks.setdefault(str(comment.finding_id or ""), []).append(comment)
    by_number = {number: remarks.get(pk_, []) for pk_, number in anchors}
    for section in said["sections"]:
        for each in section["findings"]:
            each["comments"] = by_number.get(each["no"], [])
    steps = steps_for(request.user, asked)
    context = row_of(asked) | {
        "content": said, "response": response, "reasons": reasons, "judges": "approve" in steps,
        "own": request.user.pk in authors(response), "steps": steps, "general": remarks.get("", []),
        "groups": [(_("The four standards"), _marked(STANDARDS, marks)), (_("The nine questions of refugee judges"), _marked(JUDGES, marks))],
        "comment_form": CommentForm(findings=anchors), "reason": request.POST.get("reason", ""),
        "reviews": response.reviews.select_related("reviewer").order_by("-round"),
        "zone": request.user.office.zone if request.user.office else None,
    }  # fmt: skip
    return render(request, "coi/requests/review.html", context, status=409 if reasons else 200)


def _marked(items: Any, marks: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"item": item, **marks[item.code]} for item in items]


@require_POST
def comment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Remark on a statement."""
    find(request, pk)
    if not in_unit(request.user):
        raise Http404
    anchor = request.POST.get("finding", "")
    try:
        found = uuid.UUID(anchor) if anchor else None
        actions.comment(request, pk, request.POST.get("text", ""), finding_id=found, key=key_of(request))
    except (Refused, PermissionDenied) as error:
        complain(request, error)
    except ValueError:
        raise Http404 from None
    return redirect("coi_response_review", pk)


@require_POST
def resolve(request: HttpRequest, pk: uuid.UUID, comment: uuid.UUID) -> HttpResponse:
    """Say what was done about a remark."""
    asked = find(request, pk)
    if not in_unit(request.user):
        raise Http404
    get_object_or_404(CoiResponse.objects.filter(request=asked, comments=comment))
    try:
        actions.resolve(request, pk, comment, request.POST.get("answer", ""))
    except (Refused, PermissionDenied) as error:
        complain(request, error)
    return redirect("coi_response_review" if asked.state == "review" else "coi_response_draft", pk)
