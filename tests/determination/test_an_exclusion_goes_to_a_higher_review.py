"""Exclusion is a track of its own: examined after inclusion, reviewed above the reviewer, signed by yet another person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from acogida.accounts.models import Posting, Role
from acogida.cases import actions as cases
from acogida.cases import store
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.determination import actions
from acogida.determination.models import Draft
from acogida.hooks.acting import acting_as
from tests.cast import Cast
from tests.determination.journey import LONG, Journey

pytestmark = pytest.mark.django_db


def step(cast: Cast, part: str, claim: Claim, name: str, **answers: Any) -> None:
    with acting_as(cast.users[part]):
        cases.take(cast.as_(part), claim.case_id, name, key=uuid.uuid4(), claim_id=claim.pk, payload=answers)
    claim.refresh_from_db()


@pytest.fixture
def proposed(cast: Cast) -> Journey:
    """The partner's exclusion, submitted by the officer; a second signatory beside the cast's one."""
    user = cast.users["supervisor"]
    Posting.objects.create(
        user=user, role=Role.objects.get(code="signatory"), office=user.office, start=dt.date(2019, 1, 1)
    )
    journey = Journey(cast)
    journey.heard(journey.partner)
    with pytest.raises(Refused):  # inclusion is not examined yet
        step(cast, "officer", journey.partner, "open_exclusion", ground="exclusion_peace", indications=LONG)
    journey.assessed(
        journey.partner,
        "excluded",
        exclusion_grounds=["exclusion_peace"],
        exclusion_standard=LONG,
        dual_criminality=LONG,
    )
    step(cast, "officer", journey.partner, "open_exclusion", ground="exclusion_peace", indications=LONG)
    actions.submit_draft(cast.as_("officer"), journey.partner.pk, key=uuid.uuid4())
    journey.partner.refresh_from_db()
    return journey


def test_the_reviewer_alone_cannot_approve_it(proposed: Journey, cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.approve_draft(cast.as_("reviewer"), proposed.partner.pk, key=uuid.uuid4())


def test_it_is_referred_returned_approved_and_signed_by_different_people(proposed: Journey, cast: Cast) -> None:
    claim = proposed.partner
    step(cast, "reviewer", claim, "refer_exclusion", reasons=LONG)
    assert claim.stage == "exclusion_review"
    step(cast, "supervisor", claim, "return_exclusion", reasons="Falta la doble criminalidad.")
    assert claim.stage == "assessment"
    assert Draft.objects.get(claim=claim).state == Draft.State.RETURNED
    remark = claim.review_comments.get()
    assert remark.text == "Falta la doble criminalidad." and remark.author == cast.users["supervisor"]
    actions.answer_comment(cast.as_("officer"), remark.pk, "Analizada.")
    actions.submit_draft(cast.as_("officer"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    step(cast, "reviewer", claim, "refer_exclusion", reasons=LONG)
    step(cast, "supervisor", claim, "approve_exclusion", reasons=LONG)
    assert claim.stage == "signature" and Draft.objects.get(claim=claim).state == Draft.State.APPROVED

    reading = actions.open_for_signature(cast.as_("supervisor"), claim)
    with pytest.raises(Refused):  # she approved it
        actions.sign(cast.as_("supervisor"), claim.pk, reading.submission_id, key=uuid.uuid4())
    reading = actions.open_for_signature(cast.as_("signatory"), claim)
    decision = actions.sign(cast.as_("signatory"), claim.pk, reading.submission_id, key=uuid.uuid4())
    assert decision.outcome == "excluded"
    proposed.case.refresh_from_db()
    assert store.rebuild(proposed.case) == store.load(proposed.case)
