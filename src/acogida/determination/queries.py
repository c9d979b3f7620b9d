"""Reads of determination: the queues, and what was said, for whoever may see it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from acogida.accounts.access import in_offices
from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases import queries as cases
from acogida.cases.access import visible_to
from acogida.cases.models import Case, Claim
from acogida.determination.access import claims_for
from acogida.determination.models import Decision, Interview
from acogida.ui.paging import BadToken, Page, paginate


@dataclass(frozen=True)
class Queue:
    """A list of claims that wait for one kind of work: who sees it, and which stages it holds."""

    code: str
    action: str
    stages: tuple[str, ...]


QUEUES = {
    "interviews": Queue("interviews", "interview.conduct", ("admitted", "interview")),
    "assessments": Queue("assessments", "determination.draft", ("assessment",)),
    "reviews": Queue("reviews", "determination.review", ("review",)),
    "signatures": Queue("signatures", "determination.sign", ("signature",)),
    "notifications": Queue("notifications", "determination.notify", ("notification",)),
}


def waiting(user: User, queue: Queue, mine: bool = False) -> QuerySet[Claim]:
    """The claims of a queue that `user` may work on, ordered by what is due first.

    `mine` narrows to cases assigned to the user. A derivative claim that is not yet heard waits with the principal's
    and is not listed by itself. `decided_again` marks one whose decision was set aside.
    """
    offices = visible_to(user).filter(open=True)
    claims = Claim.objects.filter(case__in=in_offices(offices, user.offices_for(queue.action)), stage__in=queue.stages)
    if mine:
        claims = claims.filter(Q(case__assignee=user) | Q(draft__author=user) | Q(interviews__held_by=user)).distinct()
    if queue.code == "interviews":
        ahead = Claim.objects.filter(case=OuterRef("case"), position=0, stage__in=queue.stages)
        claims = claims.exclude(Q(basis=Claim.Basis.DERIVATIVE) & Exists(ahead))
    again = Q(decided_on=None) & Exists(Decision.objects.filter(claim=OuterRef("pk")))
    return claims.annotate(due=F("case__next_due"), decided_again=again).select_related(
        "case__office", "case__assignee", "case__principal", "person"
    )


def queue_page(user: User, queue: Queue, token: str = "", mine: bool = False, size: int = 25) -> Page:
    """One page of a queue. A page token that is not ours is the first page."""
    keys = ("due", "case_id", "position", "id")
    try:
        return paginate(waiting(user, queue, mine), keys, token, size)
    except (BadToken, ValidationError, ValueError):
        return paginate(waiting(user, queue, mine), keys, "", size)


def queue_rows(user: User, queue: Queue, page: Page) -> list[dict[str, Any]]:
    """What the list shows of each claim: its case's term, and the decision that waits for its notification."""
    today = cases.today_of(user)
    language, closures = get_language() or "es", packs.closures()
    signed = Decision.objects.filter(claim__in=[c.pk for c in page]).select_related("signed_by").order_by("sequence")
    decisions = {d.claim_id: d for d in signed} if queue.code == "notifications" else {}  # the latest of each
    rows = []
    for claim in page:
        pack = packs.by_hash(claim.case.pack_id)
        rows.append(
            cases.row_summary(claim.case, today, language, closures)
            | {
                "claim": claim,
                "claim_stage": pack.text(pack.stage(claim.stage).label, language),
                "decision": decisions.get(claim.pk),
            }
        )
    return rows


def find_claim(user: User, claim_id: uuid.UUID, *actions: str) -> Claim:
    """The claim, if `user` holds one of `actions` at its office and may open its case; else 404, the same as for one
    that never was."""
    claim = claims_for(user, *actions).filter(pk=claim_id).first()
    if claim is None or not user.can("case.view", claim.case.office_id):
        raise Http404
    return claim


def find_case(user: User, case_id: uuid.UUID, action: str) -> Case:
    case = in_offices(visible_to(user), user.offices_for(action)).select_related("office").filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def find_interview(user: User, interview_id: uuid.UUID, *actions: str) -> Interview:
    rows = Interview.objects.select_related("claim__case__office", "claim__person", "held_by", "office")
    interview = rows.filter(pk=interview_id).first()
    if interview is None:
        raise Http404
    find_claim(user, interview.claim_id, *actions)
    return interview


def record(interview: Interview) -> list[dict[str, Any]]:
    """The entries in order, each with the corrections that were made to it."""
    entries = list(interview.entries.select_related("author", "corrects"))
    corrections: dict[int, list[Any]] = {}
    for entry in entries:
        if entry.corrects_id:
            corrections.setdefault(entry.corrects_id, []).append(entry)
    return [{"entry": entry, "corrections": corrections.get(entry.pk, [])} for entry in entries]
