"""The lists of claims that wait for one kind of work."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from acogida.cases.models import Claim
from acogida.determination import queries
from acogida.determination.models import Interview, Submission


def _words(code: str) -> dict[str, str]:
    """Heading, what the list is, and what it says when it is empty."""
    return {
        "interviews": {
            "heading": _("To be interviewed"),
            "lead": _("Admitted claims without an interview, and interviews that are still open."),
            "empty": _("Nobody is waiting for an interview"),
            "icon": "messages",
        },
        "assessments": {
            "heading": _("My assessments"),
            "lead": _("Claims that were heard and wait for their assessment and draft."),
            "empty": _("No claim waits for its assessment"),
            "icon": "scale",
        },
        "reviews": {
            "heading": _("To be reviewed"),
            "lead": _("Drafts that wait for a second officer."),
            "empty": _("No draft waits for review"),
            "icon": "checks",
        },
        "signatures": {
            "heading": _("To be signed"),
            "lead": _("Approved drafts, one by one, each with the evidence of its review."),
            "empty": _("Nothing waits for your signature"),
            "icon": "signature",
        },
        "notifications": {
            "heading": _("To be notified"),
            "lead": _("Signed decisions that the person does not know yet."),
            "empty": _("Every decision has been notified"),
            "icon": "mail-opened",
        },
    }[code]


@require_GET
def queue(request: HttpRequest, code: str) -> HttpResponse:
    """One queue; somebody without its grant finds nothing here."""
    wanted = queries.QUEUES[code]
    if not request.user.can(wanted.action):
        raise Http404
    has_mine = code in ("interviews", "assessments")
    mine = has_mine and request.GET.get("show", "mine" if code == "assessments" else "all") == "mine"
    page = queries.queue_page(request.user, wanted, request.GET.get("after") or request.GET.get("before") or "", mine)
    rows = queries.queue_rows(request.user, wanted, page)
    _addresses(code, rows)
    tabs = []
    if has_mine:
        here = reverse(request.resolver_match.view_name)
        tabs = [
            {"label": _("Mine"), "url": f"{here}?show=mine", "active": mine},
            {"label": _("Whole office"), "url": f"{here}?show=all", "active": not mine},
        ]
    context = {"queue": wanted, "page": page, "rows": rows, "tabs": tabs, "mine": mine, **_words(code)}
    return render(request, "determination/queue.html", context)


def _addresses(code: str, rows: list[dict[str, Any]]) -> None:
    """Where each row leads, and what it says of the work done before (one query for the page)."""
    pages = {"assessments": "assessment_page", "reviews": "review_page", "signatures": "signature_page",
             "notifications": "notification_page"}  # fmt: skip
    ids = [row["claim"].pk for row in rows]
    if code == "interviews":
        opened = dict(Interview.objects.filter(claim__in=ids, state="open").values_list("claim_id", "pk"))
        for row in rows:
            claim: Claim = row["claim"]
            found = opened.get(claim.pk)
            row["url"] = (
                reverse("interview_page", args=[found]) if found else reverse("interview_start", args=[claim.pk])
            )
            row["open"] = bool(found)
        return
    submissions = Submission.objects.filter(claim__in=ids).select_related("submitted_by").order_by("round")
    latest = {submission.claim_id: submission for submission in submissions}
    for row in rows:
        row["url"] = reverse(pages[code], args=[row["claim"].pk])
        row["submission"] = latest.get(row["claim"].pk)
