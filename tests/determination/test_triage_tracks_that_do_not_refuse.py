"""A simplified or merged track ends positively, or the case first moves to the regular one (UNHCR; issue 3, §2)."""

from __future__ import annotations

import uuid

import pytest

from acogida.cases.errors import Refused
from acogida.determination import actions, triaging
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def move(cast: Cast, journey: Journey, modality: str) -> None:
    actions.set_modality(
        cast.as_("officer"), journey.case.pk, modality=modality, priority="normal", reason="Así corresponde.",
        seen=triaging.sheet(journey.case).print, key=uuid.uuid4(),
    )  # fmt: skip
    journey.case.refresh_from_db()


@pytest.mark.parametrize("modality", ["simplified", "merged"])
@pytest.mark.parametrize("outcome", ["refused", "excluded"])
def test_a_negative_draft_is_refused_until_the_case_moves_to_the_regular_track(
    cast: Cast, journey: Journey, modality: str, outcome: str
) -> None:
    move(cast, journey, modality)
    dual = {"exclusion_standard": "Motivos fundados.", "dual_criminality": "Punible en México y en el lugar."}
    journey.assessed(journey.mother, outcome, **(dual if outcome == "excluded" else {}))
    with pytest.raises(Refused) as refusal:
        actions.submit_draft(cast.as_("officer"), journey.mother.pk, key=uuid.uuid4())
    assert any("pase el caso a la modalidad ordinaria" in message for message in refusal.value.messages)
    kept = list(journey.case.events.order_by("seq").values_list("kind", flat=True))
    move(cast, journey, "regular")
    if outcome == "refused":  # exclusion goes its own way from here, see the pack
        actions.submit_draft(cast.as_("officer"), journey.mother.pk, key=uuid.uuid4())
        journey.mother.refresh_from_db()
        assert journey.mother.stage == "review"
    assert list(journey.case.events.order_by("seq").values_list("kind", flat=True))[: len(kept)] == kept


@pytest.mark.parametrize("modality", ["simplified", "merged"])
def test_a_positive_draft_goes_through(cast: Cast, journey: Journey, modality: str) -> None:
    move(cast, journey, modality)
    journey.submitted(journey.mother, "recognised")
    assert journey.mother.stage == "review"


def test_nobody_signs_a_refusal_in_a_track_that_the_case_was_moved_to_since(cast: Cast, journey: Journey) -> None:
    journey.approved(journey.mother, "refused")
    move(cast, journey, "simplified")
    signatory = cast.as_("signatory")
    reading = actions.open_for_signature(signatory, journey.mother)
    assert reading is not None
    with pytest.raises(Refused, match="modalidad ordinaria"):
        actions.sign(signatory, journey.mother.pk, reading.submission_id, key=uuid.uuid4())
