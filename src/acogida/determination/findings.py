"""The findings on a claim, read from its rows."""

from __future__ import annotations

from acogida.cases.models import Claim
from acogida.determination.models import Assessment, MaterialFact
from acogida.determination.template import Findings


def of(claim: Claim) -> Findings:
    """What the assessment of `claim` says now; empty when nobody has begun it.

    A derivative claim assessed with the principal's takes its material facts from there.
    """
    assessment = Assessment.objects.filter(claim=claim).first()
    if assessment is None:
        return Findings({})
    return Findings(
        answers=assessment.data.get("answers", {}),
        outcome=assessment.outcome,
        grounds=tuple(assessment.grounds),
        flags=tuple(assessment.data.get("flags", ())),
        facts_assessed=facts_assessed(assessment),
    )


def material_facts(assessment: Assessment) -> list[MaterialFact]:
    """The facts the assessment rests on, in order; those set aside are left out."""
    source = assessment.follows_id or assessment.claim_id
    facts = list(MaterialFact.objects.filter(claim=source, withdrawn=False).prefetch_related("entries"))
    if assessment.follows_id:  # its own facts come on top
        facts += MaterialFact.objects.filter(claim=assessment.claim_id, withdrawn=False).prefetch_related("entries")
    return facts


def facts_assessed(assessment: Assessment) -> bool:
    facts = material_facts(assessment)
    return bool(facts) and all(fact.assessed for fact in facts)
