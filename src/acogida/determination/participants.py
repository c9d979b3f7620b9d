"""Who took part in a claim, over its whole history: the event log, not only the present draft."""

from __future__ import annotations

import uuid

from acogida.cases.models import Claim, Event

DRAFTING = ("assessment_saved", "draft_saved", "submit_draft")
REVIEWING = ("return_draft", "approve_draft", "review_comment")


def _actors(claim: Claim, kinds: tuple[str, ...]) -> set[uuid.UUID]:
    found = Event.objects.filter(case=claim.case_id, claim=claim, kind__in=kinds, actor__isnull=False)
    return set(found.values_list("actor_id", flat=True))


def drafters(claim: Claim) -> set[uuid.UUID]:
    """Everybody who assessed the claim, wrote its draft or submitted it, also in rounds that were returned."""
    return _actors(claim, DRAFTING)


def reviewers(claim: Claim) -> set[uuid.UUID]:
    """Everybody who commented on, returned or approved a draft of the claim."""
    return _actors(claim, REVIEWING)
