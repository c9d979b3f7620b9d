"""Review by a second officer: comment, return with a reason, approve."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions as cases
from acogida.cases.errors import Refused
from acogida.cases.models import Claim, Event
from acogida.determination import participants
from acogida.determination.actions.assessing import writable
from acogida.determination.models import Draft, ReviewComment, Submission
from acogida.hooks.acting import acting_as


@transaction.atomic
def comment(request: Any, claim_id: uuid.UUID, section: str, text: str, *, key: uuid.UUID) -> ReviewComment:
    """Remark on one section of what was submitted. Whoever drafted cannot review, so cannot comment either."""
    case, claim = writable(request, claim_id, "determination.review", ["review"])
    if done := ReviewComment.objects.filter(key=key, claim=claim).first():
        return done
    if request.user.pk in participants.drafters(claim):
        raise Refused([_("Whoever drafted the decision cannot review it.")])
    if not text.strip():
        raise Refused([_("Write the comment.")])
    latest = Submission.objects.filter(claim=claim).latest("round")
    row = ReviewComment.objects.create(
        submission=latest, claim=claim, section=section, text=text.strip(), author=request.user, key=key
    )
    # The log says that there was a comment and who made it; its words belong to the narrative and stay here.
    cases.note(request, case.pk, "review_comment", key=key, claim_id=claim.pk, payload={"comment": str(row.pk)})
    return row


@transaction.atomic
def answer_comment(request: Any, comment_id: uuid.UUID, answer: str) -> ReviewComment:
    """Say what was done about a comment, which closes it: its author in review, or who drafts after a return."""
    claim_id = ReviewComment.objects.values_list("claim_id", flat=True).get(pk=comment_id)
    case = cases.lock(Claim.objects.values_list("case_id", flat=True).get(pk=claim_id))
    row = ReviewComment.objects.select_for_update(of=("self",)).select_related("claim").get(pk=comment_id)
    if row.resolved_at:
        return row
    match row.claim.stage:
        case "review":
            require(request.user, "determination.review", case.office_id)
            if request.user.pk in participants.drafters(row.claim):
                raise Refused([_("Whoever drafted the decision cannot review it.")])
        case "assessment":
            require(request.user, "determination.draft", case.office_id)
            if not answer.strip():
                raise Refused([_("Say what you did about the comment.")])
        case _:
            raise Refused([_("The claim is no longer in review.")])
    row.answer, row.resolved_by, row.resolved_at = answer.strip(), request.user, timezone.now()
    row.save(update_fields=["answer", "resolved_by", "resolved_at"])
    return row


@transaction.atomic
def return_draft(request: Any, claim_id: uuid.UUID, reason: str, *, key: uuid.UUID) -> Event:
    """Send the draft back to be worked on, saying why."""
    if not reason.strip():
        raise Refused([_("Say why you return the draft.")])
    return _judge(request, claim_id, "return_draft", Draft.State.RETURNED, key, reason.strip())


@transaction.atomic
def approve_draft(request: Any, claim_id: uuid.UUID, *, key: uuid.UUID) -> Event:
    """Approve what was submitted; it goes to a signatory."""
    return _judge(request, claim_id, "approve_draft", Draft.State.APPROVED, key)


def _judge(request: Any, claim_id: uuid.UUID, transition: str, state: str, key: uuid.UUID, reason: str = "") -> Event:
    case_id = Claim.objects.values_list("case_id", flat=True).get(pk=claim_id)
    cases.lock(case_id)
    if done := cases.already_done(case_id, key):
        return done
    latest = Submission.objects.filter(claim=claim_id).order_by("-round").first()
    sent = Event.objects.filter(case=case_id, claim=claim_id, kind="submit_draft").order_by("-seq").first()
    # What is judged is what the last submission kept, never an older one.
    if latest is None or sent is None or sent.payload.get("round") != latest.round:
        raise Refused([_("No draft has been submitted.")])
    payload: dict[str, Any] = {"submission": str(latest.pk), "round": latest.round, "sha256": latest.sha256}
    if reason:
        payload["reason_given"] = True
    with acting_as(request.user):
        event = cases.take(request, case_id, transition, key=key, claim_id=claim_id, payload=payload)
    if reason:
        ReviewComment.objects.create(
            submission=latest,
            claim_id=claim_id,
            section="",
            text=reason,
            author=request.user,
            key=uuid.uuid5(key, "reason"),
        )
    Draft.objects.filter(claim=claim_id).update(state=state)
    return event
