"""What guards ask of an assessment: contradictions put, inclusion before exclusion, dual criminality, the principal."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from acogida.cases.models import Claim
from acogida.determination import actions, facts
from acogida.hooks.registry import gather
from tests.cast import Cast
from tests.determination.journey import LONG, Journey, findings

pytestmark = pytest.mark.django_db


def fact(name: str, journey: Journey, claim: Claim | None = None) -> Any:
    claim = Claim.objects.select_related("person").get(pk=(claim or journey.mother).pk)
    return gather([name], journey.case, claim)[name]


def save(cast: Cast, journey: Journey, outcome: str, **changes: Any) -> None:
    """The mother's assessment, heard first."""
    journey.mother.refresh_from_db()
    if journey.mother.stage == "admitted":
        journey.heard(journey.mother)
    version = getattr(getattr(Claim.objects.get(pk=journey.mother.pk), "assessment", None), "version", 0)
    actions.save_assessment(
        cast.as_("officer"), journey.mother.pk, findings(outcome, **changes), version=version, base={}
    )


def a_fact(cast: Cast, journey: Journey, **values: Any) -> None:
    given = {"statement": "La amenazaron", "result": "accepted", "reasons": LONG, **values}
    actions.save_fact(cast.as_("officer"), journey.mother.pk, given, fact_id=uuid.uuid4(), version=0, base={})


def test_nothing_held_against_the_person_needs_no_answer(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "recognised")
    a_fact(cast, journey, indicators={"internal": "supports", "plausibility": "against"})
    assert fact("contradictions_put", journey) is True


@pytest.mark.parametrize("indicator", ["internal", "family", "external"])
def test_an_inconsistency_is_put_to_the_person_before_it_counts(cast: Cast, journey: Journey, indicator: str) -> None:
    save(cast, journey, "recognised")
    a_fact(cast, journey, indicators={indicator: "against"})
    assert fact("contradictions_put", journey) is False


def test_an_inconsistency_with_her_explanation_was_put(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "recognised")
    a_fact(cast, journey, indicators={"internal": "against"}, explanation="Confundió las fechas.")
    assert fact("contradictions_put", journey) is True


def test_a_rejected_fact_needs_her_explanation(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "recognised")
    a_fact(cast, journey, result="rejected")
    assert fact("contradictions_put", journey) is False


def test_an_assessment_that_does_not_believe_her_says_what_she_answered(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "refused", credibility_result="rejected")
    a_fact(cast, journey)
    assert fact("contradictions_put", journey) is False
    save(cast, journey, "refused", credibility_result="rejected", explanations="Dijo que no recordaba.")
    assert fact("contradictions_put", journey) is True


def test_inclusion_is_examined_when_risk_nexus_and_cartagena_are_answered(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "excluded", cartagena_reasons="")
    a_fact(cast, journey)
    assert fact("inclusion_examined", journey) is False
    save(cast, journey, "excluded")
    assert fact("inclusion_examined", journey) is True
    save(cast, journey, "excluded", nexus_reasons="")
    assert fact("inclusion_examined", journey) is False


def test_inclusion_is_not_examined_without_an_assessed_fact(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "excluded")
    assert fact("inclusion_examined", journey) is False


def test_dual_criminality_is_examined_when_something_is_written_about_it(cast: Cast, journey: Journey) -> None:
    save(cast, journey, "excluded", dual_criminality="   ")
    assert fact("dual_criminality_examined", journey) is False
    save(cast, journey, "excluded", dual_criminality="Punible en ambos lugares.")
    assert fact("dual_criminality_examined", journey) is True


@pytest.mark.parametrize(
    ("outcome", "positive"),
    [("recognised", True), ("complementary_protection", True), ("refused", False), ("excluded", False)],
)
def test_a_proposal_is_positive_when_it_gives_protection(
    cast: Cast, journey: Journey, outcome: str, positive: bool
) -> None:
    assert fact("proposed_positive", journey) is False
    save(cast, journey, outcome)
    assert fact("proposed_positive", journey) is positive


def test_the_principal_is_recognised_once_it_is_signed_and_until_the_status_is_lost(
    cast: Cast, journey: Journey
) -> None:
    assert fact("principal_recognised", journey, journey.child) is False
    journey.approved(journey.mother, "recognised")
    assert fact("principal_recognised", journey, journey.child) is False
    signatory = cast.as_("signatory")
    reading = actions.open_for_signature(signatory, journey.mother)
    assert reading is not None
    actions.sign(signatory, journey.mother.pk, reading.submission_id, key=uuid.uuid4())
    assert fact("principal_recognised", journey, journey.child) is True
    Claim.objects.filter(pk=journey.mother.pk).update(stage=facts.STATUS_ENDED)
    assert fact("principal_recognised", journey, journey.child) is False
