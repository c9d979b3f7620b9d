"""The decisions of one claim, one after another.

A step that clears the outcome (a remand on appeal, a court's ruling, a reopening) sets the decision aside; the claim is
then assessed, drafted, reviewed, signed and notified again. The earlier decision, what was submitted for it, its remarks
and its notification stay as they are: they are the evidence of an earlier round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from acogida.cases import log, packs
from acogida.cases.models import Case, Claim, Event
from acogida.determination.models import Decision, Notification, ReviewComment, Submission
from acogida.law import Pack


@dataclass(frozen=True)
class Round:
    """A signed decision with its acts of notification. `set_aside` is the event that took its force, if one did."""

    decision: Decision
    acts: tuple[Notification, ...]
    set_aside: Event | None
    how: str  # the name of that step, in the language asked for

    @property
    def stands(self) -> bool:
        return self.set_aside is None


def standing(claim: Claim) -> Decision | None:
    """The decision that holds now: the last one signed, unless the claim has been sent back since (its outcome, and with
    it the date of decision, is cleared then)."""
    return None if claim.decided_on is None else latest(claim)


def latest(claim: Claim) -> Decision | None:
    """The last decision signed on the claim, set aside or not."""
    return Decision.objects.filter(claim=claim).select_related("file", "signed_by").order_by("-sequence").first()


def settled(claim: Claim) -> int:
    """The last round of review that led to a decision since set aside: what came up to it is past. 0 in the first round."""
    before = Decision.objects.filter(claim=claim).order_by("-sequence").values_list("pk", "submission__round")
    stands = standing(claim)
    return next((number for key, number in before if stands is None or key != stands.pk), 0)


def submissions(claim: Claim, past: Decision | None = None) -> QuerySet[Submission]:
    """What was put before the reviewer in the present round, or on the way to a decision that is past."""
    rows = Submission.objects.filter(claim=claim)
    if past is None:
        return rows.filter(round__gt=settled(claim))
    before = Decision.objects.filter(claim=claim, sequence__lt=past.sequence).order_by("-sequence")
    after = before.values_list("submission__round", flat=True).first() or 0
    return rows.filter(round__gt=after, round__lte=past.submission.round)


def remarks(claim: Claim, past: Decision | None = None) -> QuerySet[ReviewComment]:
    """The review's remarks on them."""
    return ReviewComment.objects.filter(claim=claim, submission__in=submissions(claim, past))


def of(case: Case, language: str, claim: Claim | None = None) -> list[Round]:
    """Every decision signed in the case (or on one claim), person by person, the latest first."""
    decisions = Decision.objects.filter(claim__case=case).select_related("claim__person", "signed_by")
    if claim:
        decisions = decisions.filter(claim=claim)
    signed = list(decisions.order_by("claim__position", "claim", "-sequence"))
    if not signed:
        return []
    acts: dict[Any, list[Notification]] = {}
    for act in Notification.objects.filter(decision__in=signed).select_related("made_by"):
        acts.setdefault(act.decision_id, []).append(act)
    events, pack = log.of(case), packs.of(case)
    rounds = []
    for decision in signed:
        event = _set_aside(pack, events, decision)
        how = pack.text(pack.transition(event.kind).label, language) if event else ""
        rounds.append(Round(decision, tuple(acts.get(decision.pk, ())), event, how))
    return rounds


def earlier(claim: Claim, language: str) -> list[Round]:
    """The decisions on the claim that hold no more, the latest first."""
    return [each for each in of(claim.case, language, claim) if not each.stands]


def _set_aside(pack: Pack, events: list[Event], decision: Decision) -> Event | None:
    """The first step after its signature that cleared the outcome of the claim."""
    signed = next((e.seq for e in events if e.payload.get("decision") == str(decision.pk)), 0)
    clearing = clearing_steps(pack)
    return next(
        (e for e in events if e.seq > signed and e.kind in clearing and e.claim_id in (None, decision.claim_id)), None
    )


def clearing_steps(pack: Pack) -> frozenset[str]:
    """The steps after which a claim has no outcome any more."""
    return frozenset(step.name for step in pack.transitions.values() if step.clears_outcome)
