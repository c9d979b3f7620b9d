"""Derivative claims are prepared with the principal's, and decided each for itself (LSR arts. 26, 58)."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from acogida.cases.errors import Refused
from acogida.determination import actions
from acogida.determination.models import Draft
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother_assessed(journey: Journey) -> Journey:
    journey.heard(journey.mother, with_claims=(journey.child.pk,))
    journey.assessed(journey.mother, "recognised")
    return journey


def test_the_childs_draft_is_prepared_and_submitted_with_the_mothers(mother_assessed: Journey, cast: Cast) -> None:
    journey, client = mother_assessed, Client()
    client.force_login(cast.officer)
    chosen = {"with_claims": [str(journey.child.pk)], "idempotency_key": str(uuid.uuid4())}
    client.post(reverse("draft_family", args=[journey.mother.pk]), chosen)
    draft = Draft.objects.get(claim=journey.child)
    assert "Rose Pierre" in draft.sections["resolves"]
    assert "Marie" not in draft.sections["resolves"]
    client.post(reverse("draft_submit", args=[journey.mother.pk]), chosen)
    client.post(reverse("draft_submit", args=[journey.mother.pk]), chosen)
    for claim in (journey.mother, journey.child):
        claim.refresh_from_db()
        assert claim.stage == "review"
    assert journey.case.events.filter(kind="submit_draft").count() == 2


def test_the_child_gets_a_signature_of_her_own(mother_assessed: Journey, cast: Cast) -> None:
    journey, officer, signatory = mother_assessed, cast.as_("officer"), cast.as_("signatory")
    actions.follow_principal(officer, journey.child.pk)
    actions.compose_draft(officer, journey.child.pk)
    for claim in (journey.mother, journey.child):
        actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
        actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
        claim.refresh_from_db()
        reading = actions.open_for_signature(signatory, claim)
        if claim == journey.mother:
            actions.sign(signatory, claim.pk, reading.submission_id, key=uuid.uuid4())
    journey.child.refresh_from_db()
    assert journey.child.stage == "signature"
    actions.sign(signatory, journey.child.pk, journey.child.submissions.get().pk, key=uuid.uuid4())
    journey.child.refresh_from_db()
    assert journey.child.outcome == "recognised"


def test_a_claim_of_its_own_does_not_follow(mother_assessed: Journey, cast: Cast) -> None:
    mother_assessed.heard(mother_assessed.partner)
    with pytest.raises(Refused, match="solicitud propia"):
        actions.follow_principal(cast.as_("officer"), mother_assessed.partner.pk)


def test_there_is_nothing_to_follow_before_an_outcome_is_proposed(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother, with_claims=(journey.child.pk,))
    with pytest.raises(Refused, match="Primero proponga"):
        actions.follow_principal(cast.as_("officer"), journey.child.pk)
