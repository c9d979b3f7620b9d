"""Who took part in a claim, over its whole history: the event log, not only the present draft."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from acogida.cases.models import Claim, Event
from acogida.hooks.registry import counts_as

DRAFTING = ("assessment_saved", "draft_saved", "submit_draft")
REVIEWING = ("return_draft", "approve_draft", "review_comment")

# Where a pack keeps a step from who drafted or reviewed (who decides the appeal did neither), this counts, too.
for kind in ("assessment_saved", "draft_saved"):
    counts_as(kind, "submit_draft")
for kind in ("review_comment", "return_draft"):
    counts_as(kind, "approve_draft")


def took_part(events: Iterable[Event], claim: Claim, kinds: tuple[str, ...]) -> set[uuid.UUID]:
    """Who did something of these kinds on the claim, among the events given."""
    return {event.actor_id for event in events if event.kind in kinds and event.claim_id == claim.pk and event.actor_id}


def drafters(claim: Claim) -> set[uuid.UUID]:
    """Everybody who assessed the claim, wrote its draft or submitted it, also in rounds that were returned."""
    return took_part(_events(claim), claim, DRAFTING)


def reviewers(claim: Claim) -> set[uuid.UUID]:
    """Everybody who commented on, returned or approved a draft of the claim."""
    return took_part(_events(claim), claim, REVIEWING)


def _events(claim: Claim) -> Iterable[Event]:
    rows = Event.objects.filter(case=claim.case_id, claim=claim, kind__in=(*DRAFTING, *REVIEWING))
    return rows.only("kind", "claim", "actor")
