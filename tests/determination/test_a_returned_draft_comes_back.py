"""Review: comments, return with a reason, answers, and approval of the next round."""

from __future__ import annotations

import uuid

import pytest

from acogida.cases.errors import Refused
from acogida.determination import actions
from acogida.determination.models import Draft, ReviewComment, Submission
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def test_it_is_not_returned_without_saying_why(journey: Journey, cast: Cast) -> None:
    journey.submitted(journey.mother)
    with pytest.raises(Refused, match="por qué devuelve"):
        actions.return_draft(cast.as_("reviewer"), journey.mother.pk, "  ", key=uuid.uuid4())


def test_open_comments_keep_it_from_being_approved(journey: Journey, cast: Cast) -> None:
    journey.submitted(journey.mother)
    reviewer = cast.as_("reviewer")
    comment = actions.comment(reviewer, journey.mother.pk, "analysis", "¿Qué fuente?", key=uuid.uuid4())
    with pytest.raises(Refused, match="sin atender: 1"):
        actions.approve_draft(reviewer, journey.mother.pk, key=uuid.uuid4())
    actions.answer_comment(reviewer, comment.pk, "")
    actions.approve_draft(reviewer, journey.mother.pk, key=uuid.uuid4())
    journey.mother.refresh_from_db()
    assert journey.mother.stage == "signature"


def test_after_a_return_the_officer_answers_and_submits_again(journey: Journey, cast: Cast) -> None:
    journey.submitted(journey.mother)
    reviewer, officer = cast.as_("reviewer"), cast.as_("officer")
    actions.return_draft(reviewer, journey.mother.pk, "Cite la fuente de país", key=uuid.uuid4())
    draft = Draft.objects.get(claim=journey.mother)
    assert draft.state == Draft.State.RETURNED
    with pytest.raises(Refused, match="qué hizo"):
        actions.answer_comment(officer, ReviewComment.objects.get().pk, " ")
    actions.answer_comment(officer, ReviewComment.objects.get().pk, "Citada en el punto 3")
    texts = {**draft.sections, "analysis": draft.sections["analysis"] + "\n\nFuente: informe de 2023, p. 4."}
    actions.save_draft(officer, journey.mother.pk, texts, version=draft.version, base=draft.sections)
    actions.submit_draft(officer, journey.mother.pk, key=uuid.uuid4())
    first, second = Submission.objects.order_by("round")
    assert "p. 4" not in first.sections["analysis"]
    assert "p. 4" in second.sections["analysis"]
    actions.approve_draft(reviewer, journey.mother.pk, key=uuid.uuid4())


def test_the_words_of_the_review_stay_out_of_the_event_log(journey: Journey, cast: Cast) -> None:
    journey.submitted(journey.mother)
    actions.comment(cast.as_("reviewer"), journey.mother.pk, "analysis", "Su relato de la violación", key=uuid.uuid4())
    actions.return_draft(cast.as_("reviewer"), journey.mother.pk, "El relato de la violación", key=uuid.uuid4())
    assert "violación" not in "".join(str(event.payload) for event in journey.case.events.all())


def test_while_in_review_nothing_written_changes(journey: Journey, cast: Cast) -> None:
    journey.submitted(journey.mother)
    with pytest.raises(Refused, match="ya avanzó"):
        actions.save_draft(cast.as_("officer"), journey.mother.pk, {"analysis": "Otra cosa"}, version=9, base={})
    with pytest.raises(Refused, match="ya avanzó"):
        actions.save_assessment(cast.as_("officer"), journey.mother.pk, {"summary": "Otra"}, version=9, base={})


@pytest.mark.parametrize("step", ["submit", "approve", "return"])
def test_pressing_twice_acts_once(journey: Journey, cast: Cast, step: str) -> None:
    key = uuid.uuid4()
    match step:
        case "submit":
            journey.assessed(journey.mother, "recognised")
            for _ in range(2):
                actions.submit_draft(cast.as_("officer"), journey.mother.pk, key=key)
            assert Submission.objects.count() == 1
        case "approve":
            journey.submitted(journey.mother)
            for _ in range(2):
                actions.approve_draft(cast.as_("reviewer"), journey.mother.pk, key=key)
        case "return":
            journey.submitted(journey.mother)
            for _ in range(2):
                actions.return_draft(cast.as_("reviewer"), journey.mother.pk, "Cite la fuente", key=key)
            assert ReviewComment.objects.count() == 1
    kind = {"submit": "submit_draft", "approve": "approve_draft", "return": "return_draft"}[step]
    assert journey.case.events.filter(kind=kind).count() == 1


def test_a_submission_that_kept_nothing_cannot_be_approved(journey: Journey, cast: Cast) -> None:
    from acogida.cases.actions import take

    journey.submitted(journey.mother)
    actions.return_draft(cast.as_("reviewer"), journey.mother.pk, "Cite la fuente", key=uuid.uuid4())
    actions.answer_comment(cast.as_("officer"), ReviewComment.objects.get().pk, "Citada")
    take(cast.as_("officer"), journey.case.pk, "submit_draft", key=uuid.uuid4(), claim_id=journey.mother.pk)
    with pytest.raises(Refused, match="No se ha enviado ningún proyecto"):
        actions.approve_draft(cast.as_("reviewer"), journey.mother.pk, key=uuid.uuid4())
