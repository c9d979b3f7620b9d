"""Review by somebody who wrote nothing of it: remarks on statements, the checklist, and the two ways out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.access import require_hand
from acogida.coi.models import CoiRequest, CoiResponse, Finding, FindingComment, ResponseReview
from acogida.coi.requests import content, screened
from acogida.coi.requests.access import authors
from acogida.coi.requests.actions.steps import begin, finish, locked
from acogida.coi.requests.checklist import ITEMS
from acogida.coi.requests.states import DRAFTABLE

Verdict = ResponseReview.Verdict


@transaction.atomic
def send_to_review(request: Any, pk: uuid.UUID, *, key: uuid.UUID) -> CoiRequest:
    """Put the answer before a colleague. Refused while something is missing, a remark is unanswered, or the screening finds
    what nobody resolved."""
    asked, new = begin(request, pk, "review", key)
    if not new:
        return asked
    response = CoiResponse.objects.get(request=asked)
    reasons = content.lacks(response)
    if response.comments.filter(resolved_at=None).exists():
        reasons.append(_("A remark of the review has no answer."))
    reasons += open_findings(asked, content.of(response))
    if reasons:
        raise Refused(reasons)
    return finish(request, asked, "review", key)


def open_findings(asked: CoiRequest, said: Mapping[str, Any], *, published: bool = False) -> list[str]:
    """What of the answer may still be somebody's data, in words: to whoever screens it is said where, not whose."""
    known = screened.known_of(asked)
    said = dict(said)
    found = screened.screen_texts(asked, content.texts(said), known)
    found += screened.screen_texts(asked, content.quotations(said), known, hers_only=True)
    return [
        _("“%(words)s” (%(where)s) may be somebody's data.") % {"words": each.finding.text, "where": each.where}
        for each in screened.unresolved(found, published=published)
    ]


@transaction.atomic
def comment(
    request: Any, pk: uuid.UUID, text: str, *, finding_id: uuid.UUID | None = None, key: uuid.UUID
) -> FindingComment:
    """Remark on a statement, or on the whole."""
    asked, response = _in_review(request, pk)
    if done := FindingComment.objects.filter(key=key, response=response).first():
        return done
    if not text.strip():
        raise Refused([_("Write the comment.")])
    finding = Finding.objects.filter(pk=finding_id, section__response=response).first() if finding_id else None
    if finding is None and finding_id:
        raise Refused([_("This statement is no longer there.")])
    made = FindingComment.objects.create(
        response=response, finding=finding, about=finding.text[:300] if finding else "", text=text.strip(),
        author=request.user, key=key,
    )  # fmt: skip
    write(request, "coi_response.comment", asked)
    return made


@transaction.atomic
def resolve(request: Any, pk: uuid.UUID, comment_id: uuid.UUID, answer: str) -> FindingComment:
    """Say what was done about a remark: whoever writes once it came back, or its author."""
    asked = locked(pk)
    row = FindingComment.objects.select_for_update(of=("self",)).get(pk=comment_id, response__request=asked)
    if row.resolved_at:
        return row
    if asked.state in DRAFTABLE:
        require_hand(request.user, "coi.research")
        if not answer.strip():
            raise Refused([_("Say what you did about the comment.")])
    elif asked.state == CoiRequest.State.REVIEW and row.author_id == request.user.pk:
        require_hand(request.user, "coi.review")
    else:
        raise PermissionDenied(_("You do not hold the permission for this step."))
    row.answer, row.resolved_by, row.resolved_at = answer.strip(), request.user, timezone.now()
    row.save(update_fields=["answer", "resolved_by", "resolved_at"])
    write(request, "coi_response.resolve", asked)
    return row


@transaction.atomic
def return_it(request: Any, pk: uuid.UUID, reason: str, *, checklist: Mapping[str, Any] | None = None, key: uuid.UUID) -> CoiRequest:  # fmt: skip
    """Send the answer back to be worked on, saying why."""
    if not reason.strip():
        raise Refused([_("Say why you return it.")])
    return _judge(request, pk, "return", Verdict.RETURNED, reason.strip(), checklist or {}, key)


@transaction.atomic
def approve(request: Any, pk: uuid.UUID, checklist: Mapping[str, Any], *, key: uuid.UUID) -> CoiRequest:
    """Approve exactly what stands there. Every point of the checklist is ticked, or says why not."""
    unsaid = [item for item in ITEMS if not _said(checklist.get(item.code))]
    if unsaid:
        raise Refused([_("Tick each point of the checklist, or note why not.")])
    return _judge(request, pk, "approve", Verdict.APPROVED, "", checklist, key)


def _said(mark: Any) -> bool:
    return isinstance(mark, Mapping) and (bool(mark.get("ok")) or bool(str(mark.get("note", "")).strip()))


def _judge(
    request: Any, pk: uuid.UUID, name: str, verdict: str, reason: str, checklist: Mapping[str, Any], key: uuid.UUID
) -> CoiRequest:
    asked, new = begin(request, pk, name, key)
    if not new:
        return asked
    response = CoiResponse.objects.select_for_update(of=("self",)).get(request=asked)
    if verdict == Verdict.APPROVED and response.comments.filter(resolved_at=None).exists():
        raise Refused([_("A remark of the review has no answer.")])
    codes = {item.code for item in ITEMS}
    marks = {
        code: {"ok": bool(mark.get("ok")), "note": str(mark.get("note", "")).strip()[:500]}
        for code, mark in checklist.items() if code in codes
    }  # fmt: skip
    ResponseReview.objects.create(
        response=response, round=response.reviews.count() + 1, verdict=verdict, reason=reason, checklist=marks,
        sha256=content.sha256(content.of(response)), drafter_id=response.drafter_id, reviewer=request.user, key=key,
    )  # fmt: skip
    response.reviewer = request.user
    response.save(update_fields=["reviewer", "updated_at"])
    return finish(request, asked, name, key, reason)


def _in_review(request: Any, pk: uuid.UUID) -> tuple[CoiRequest, CoiResponse]:
    require_hand(request.user, "coi.review")
    asked = locked(pk)
    response = CoiResponse.objects.get(request=asked)
    if asked.state != CoiRequest.State.REVIEW:
        raise Refused([_("The answer is not in review.")])
    if request.user.pk in authors(response):
        raise PermissionDenied(_("Whoever wrote an answer neither reviews nor issues it."))
    return asked, response
