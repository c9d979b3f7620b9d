"""Drafter, reviewer and signatory are three people, over the whole history of the claim (design: people decide)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from acogida.accounts.models import Posting, Role, User
from acogida.cases.errors import Refused
from acogida.determination import actions, participants
from acogida.determination.models import Decision, ReviewComment
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def also(user: User, role: str) -> None:
    """Post the user to one more role at her office."""
    Posting.objects.create(user=user, role=Role.objects.get(code=role), office=user.office, start=dt.date(2019, 1, 1))


def test_who_drafted_can_neither_approve_nor_return_nor_comment(journey: Journey, cast: Cast) -> None:
    also(cast.officer, "reviewer")
    journey.submitted(journey.mother)
    me = cast.as_("officer")
    with pytest.raises(Refused, match="no puede revisarlo"):
        actions.approve_draft(me, journey.mother.pk, key=uuid.uuid4())
    with pytest.raises(Refused, match="no puede revisarlo"):
        actions.return_draft(me, journey.mother.pk, "Algo", key=uuid.uuid4())
    with pytest.raises(Refused, match="no puede revisarlo"):
        actions.comment(me, journey.mother.pk, "facts", "Algo", key=uuid.uuid4())
    journey.mother.refresh_from_db()
    assert journey.mother.stage == "review"
    assert not ReviewComment.objects.exists()


def test_who_wrote_a_part_of_an_earlier_round_cannot_review_a_later_one(journey: Journey, cast: Cast) -> None:
    also(cast.second_officer, "reviewer")
    journey.heard(journey.mother)
    actions.save_assessment(
        cast.as_("second_officer"), journey.mother.pk, {"summary": "Primeras palabras"}, version=0, base={}
    )
    officer = cast.as_("officer")
    actions.save_fact(officer, journey.mother.pk, {"statement": "Hecho", "result": "accepted", "reasons": "Razón"},
                      fact_id=uuid.uuid4(), version=0, base={})  # fmt: skip
    actions.not_sought(officer, journey.mother.pk, "No depende del país.", key=uuid.uuid4())
    from tests.determination.journey import findings

    actions.save_assessment(officer, journey.mother.pk, findings("recognised"), version=1, base={})
    actions.compose_draft(officer, journey.mother.pk)
    actions.submit_draft(officer, journey.mother.pk, key=uuid.uuid4())
    with pytest.raises(Refused, match="no puede revisarlo"):
        actions.approve_draft(cast.as_("second_officer"), journey.mother.pk, key=uuid.uuid4())
    assert participants.drafters(journey.mother) == {cast.officer.pk, cast.second_officer.pk}


@pytest.mark.parametrize("part", ["officer", "reviewer"])
def test_who_drafted_or_reviewed_cannot_sign(journey: Journey, cast: Cast, part: str) -> None:
    also(cast.users[part], "signatory")
    journey.approved(journey.mother)
    me = cast.as_(part)
    reading = actions.open_for_signature(me, journey.mother)
    with pytest.raises(Refused, match="no puede firmarlo"):
        actions.sign(me, journey.mother.pk, reading.submission_id, key=uuid.uuid4())
    assert not Decision.objects.exists()


def test_a_decision_is_not_signed_unopened(journey: Journey, cast: Cast) -> None:
    journey.approved(journey.mother)
    submission = journey.mother.submissions.get()
    with pytest.raises(Refused, match="Abra la resolución"):
        actions.sign(cast.as_("signatory"), journey.mother.pk, submission.pk, key=uuid.uuid4())
    assert not Decision.objects.exists()


def test_what_was_opened_before_a_return_is_not_what_is_signed(journey: Journey, cast: Cast) -> None:
    journey.submitted(journey.mother)
    first = journey.mother.submissions.get()
    reviewer, officer = cast.as_("reviewer"), cast.as_("officer")
    actions.return_draft(reviewer, journey.mother.pk, "Cite la fuente", key=uuid.uuid4())
    actions.answer_comment(officer, ReviewComment.objects.get().pk, "Citada")
    actions.submit_draft(officer, journey.mother.pk, key=uuid.uuid4())
    actions.approve_draft(reviewer, journey.mother.pk, key=uuid.uuid4())
    journey.mother.refresh_from_db()
    actions.open_for_signature(cast.as_("signatory"), journey.mother)
    with pytest.raises(Refused, match="Abra la resolución"):
        actions.sign(cast.as_("signatory"), journey.mother.pk, first.pk, key=uuid.uuid4())


def test_outside_an_action_of_this_room_nobody_counts_as_distinct(journey: Journey, cast: Cast) -> None:
    from acogida.cases.actions import take

    journey.submitted(journey.mother)
    with pytest.raises(Refused):
        take(cast.as_("reviewer"), journey.case.pk, "approve_draft", key=uuid.uuid4(), claim_id=journey.mother.pk)
