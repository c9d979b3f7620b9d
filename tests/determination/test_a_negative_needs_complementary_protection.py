"""LSR arts. 28-30: whoever is not recognised gets an answer on complementary protection in the same decision."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from acogida.cases.errors import Refused
from acogida.determination import actions
from acogida.determination.models import Submission
from tests.cast import Cast
from tests.determination.journey import COMPLEMENTARY, Journey

pytestmark = pytest.mark.django_db
SENTENCE = "la misma resolución debe analizar la protección complementaria"


@pytest.mark.parametrize("outcome", ["refused", "complementary_protection"])
def test_without_the_analysis_it_cannot_be_submitted(journey: Journey, cast: Cast, outcome: str) -> None:
    journey.assessed(journey.partner, outcome, cp_reasons="", cp_life="")
    with pytest.raises(Refused, match=SENTENCE):
        actions.submit_draft(cast.as_("officer"), journey.partner.pk, key=uuid.uuid4())
    journey.partner.refresh_from_db()
    assert journey.partner.stage == "assessment"
    assert not Submission.objects.exists()


def test_an_analysis_that_the_draft_leaves_out_is_not_enough(journey: Journey, cast: Cast) -> None:
    journey.assessed(journey.partner, "refused")
    draft = journey.partner.draft
    texts = {**draft.sections, "complementary": "  "}
    actions.save_draft(cast.as_("officer"), journey.partner.pk, texts, version=draft.version, base=draft.sections)
    with pytest.raises(Refused, match=SENTENCE):
        actions.submit_draft(cast.as_("officer"), journey.partner.pk, key=uuid.uuid4())


def test_with_the_analysis_it_goes_to_review(journey: Journey) -> None:
    journey.submitted(journey.partner, "refused")
    assert journey.partner.stage == "review"
    assert COMPLEMENTARY["cp_reasons"] in journey.partner.submissions.get().sections["complementary"]


def test_a_recognition_needs_none(journey: Journey) -> None:
    journey.submitted(journey.mother, "recognised")
    assert journey.mother.stage == "review"


def test_the_page_says_so_before_and_after_the_button(journey: Journey, cast: Cast) -> None:
    journey.assessed(journey.partner, "refused", cp_reasons="", cp_life="")
    client = Client()
    client.force_login(cast.officer)
    before = client.get(reverse("draft_page", args=[journey.partner.pk]))
    assert SENTENCE in before.content.decode()
    after = client.post(reverse("draft_submit", args=[journey.partner.pk]), {"idempotency_key": str(uuid.uuid4())})
    assert after.status_code == 409
    assert SENTENCE in after.content.decode()
    assert "No se hizo, porque" in after.content.decode()
