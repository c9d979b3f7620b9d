"""What determination does when a pack asks."""

from __future__ import annotations

import uuid

from acogida.cases.models import Event
from acogida.determination.actions.signing import document_is_whole
from acogida.determination.models import Draft, ReviewComment, Submission
from acogida.hooks.registry import effect


@effect("make_decision_letter")
def make_decision_letter(event: Event) -> None:
    """The letter is made and stored before the claim moves; here, inside the same transaction, it is read back.

    A missing or damaged file raises, and with it the whole signature is undone.
    """
    document_is_whole(event)


@effect("draft_approved")
def draft_approved(event: Event) -> None:
    """Somebody above the reviewer (a higher review, a commission in session) let the draft go to signature."""
    Draft.objects.filter(claim=event.claim).update(state=Draft.State.APPROVED)


@effect("draft_returned")
def draft_returned(event: Event) -> None:
    """The draft goes back from above the reviewer; why stands beside it as a remark to be answered."""
    Draft.objects.filter(claim=event.claim).update(state=Draft.State.RETURNED)
    reason = event.payload.get("reasons") or event.payload.get("reason")
    latest = Submission.objects.filter(claim=event.claim).order_by("-round").first()
    if reason and latest and event.actor_id:
        ReviewComment.objects.create(
            submission=latest, claim_id=latest.claim_id, section="", text=reason, author_id=event.actor_id,
            key=uuid.uuid5(event.key, "reason"),
        )  # fmt: skip
