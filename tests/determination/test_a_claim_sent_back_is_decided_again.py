"""A decision set aside on appeal is taken again: a new round with its own draft, review, signature and notice; the first
stays on file as it was signed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from acogida.accounts.models import Posting, Role
from acogida.cases import actions as cases
from acogida.cases import store
from acogida.cases.errors import Refused
from acogida.cases.known import Known
from acogida.cases.models import Claim, ClockInForce
from acogida.determination import actions, queries, rounds
from acogida.determination.models import Decision, Draft, Notification
from acogida.files import store as files
from acogida.hooks.acting import acting_as
from tests.cast import Cast, signed_in
from tests.determination.journey import LONG, Journey

pytestmark = pytest.mark.django_db

ABOUT_DECISIONS = ("has_decision", "decision_file_exists", "notification_valid", "open_comments", "draft_text_present")


def at(day: str) -> Any:
    """Midday in Tapachula."""
    return time_machine.travel(f"{day}T18:00:00Z", tick=True)


def hear_appeals(cast: Cast, part: str) -> None:
    user = cast.users[part]
    Posting.objects.create(
        user=user, role=Role.objects.get(code="appeal_officer"), office=user.office, start=dt.date(2019, 1, 1)
    )


def step(cast: Cast, part: str, claim: Claim, name: str, **answers: Any) -> None:
    """A step that the generic page serves."""
    with acting_as(cast.users[part]):
        cases.take(cast.as_(part), claim.case_id, name, key=uuid.uuid4(), claim_id=claim.pk, payload=answers)
    claim.refresh_from_db()


def annul(cast: Cast, part: str, claim: Claim) -> None:
    step(cast, part, claim, "annul_and_remand", decided_on="2024-06-17", reasons=LONG, order=LONG)


@pytest.fixture
def sent_back(cast: Cast) -> Iterator[Journey]:
    """The partner, refused and notified on Monday 3 June 2024; he appealed on the 10th, and on the 17th won a new decision."""
    hear_appeals(cast, "supervisor")
    with at("2024-06-03"):
        journey = Journey(cast)
        journey.submitted(journey.partner, "refused")
        actions.return_draft(cast.as_("reviewer"), journey.partner.pk, "Cite las fuentes.", key=uuid.uuid4())
        officer = cast.as_("officer")
        actions.answer_comment(officer, journey.partner.review_comments.get().pk, "Citadas.")
        actions.submit_draft(officer, journey.partner.pk, key=uuid.uuid4())
        actions.approve_draft(cast.as_("reviewer"), journey.partner.pk, key=uuid.uuid4())
        sign_and_notify(journey)
    with at("2024-06-10"):
        step(cast, "supervisor", journey.partner, "file_appeal",
             filed_on="2024-06-10", appellant="person", grievances=LONG)  # fmt: skip
    with at("2024-06-17"):
        annul(cast, "supervisor", journey.partner)
        yield journey


def sign_and_notify(journey: Journey) -> Notification:
    claim, signatory = journey.partner, journey.cast.as_("signatory")
    claim.refresh_from_db()
    reading = actions.open_for_signature(signatory, claim)
    actions.sign(signatory, claim.pk, reading.submission_id, key=uuid.uuid4())
    act = actions.notify(journey.cast.as_("notifier"), claim.pk, journey.notification(), key=uuid.uuid4())
    claim.refresh_from_db()
    return act


def decide_again(journey: Journey) -> Notification:
    claim, officer = journey.partner, journey.cast.as_("officer")
    actions.compose_draft(officer, claim.pk)
    actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
    actions.approve_draft(journey.cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    return sign_and_notify(journey)


def facts(claim: Claim) -> dict[str, Any]:
    return Known(claim.case).facts(ABOUT_DECISIONS, claim)


def test_from_the_first_decision_over_the_appeal_to_a_second_that_becomes_final(sent_back: Journey, cast: Cast) -> None:
    claim = sent_back.partner
    first = Decision.objects.get(claim=claim)
    assert (claim.stage, claim.outcome, claim.decided_on) == ("assessment", "", None)
    second_act = decide_again(sent_back)
    first_again, second = Decision.objects.filter(claim=claim)
    assert first_again == first and (first.sequence, second.sequence) == (1, 2)
    assert first.number != second.number and first.file_id != second.file_id
    assert files.get(second.file).startswith(b"%PDF") and files.get(second_act.file).startswith(b"%PDF")
    assert (claim.stage, claim.outcome, claim.notified_on) == ("notified", "refused", dt.date(2024, 6, 17))
    assert rounds.standing(claim) == second
    # 18-21, 24-28 June and 1-5, 8 July 2024: counted on a paper calendar.
    assert ClockInForce.objects.get(claim=claim, clock="C11", state="running").due == dt.date(2024, 7, 8)
    with at("2024-07-08"), pytest.raises(Refused, match="sigue corriendo"):
        actions.finalise(cast.as_("notifier"), claim.pk, key=uuid.uuid4())
    with at("2024-07-09"):
        actions.finalise(cast.as_("notifier"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    assert claim.stage == "final"
    assert store.rebuild(claim.case) == store.load(claim.case)


def test_what_the_first_round_had_says_nothing_about_the_second(sent_back: Journey) -> None:
    claim = sent_back.partner
    assert facts(claim) == {
        "has_decision": False, "decision_file_exists": False, "notification_valid": False, "open_comments": 0,
        "draft_text_present": False,
    }  # fmt: skip
    with pytest.raises(Refused, match="Falta escribir el proyecto"):
        actions.submit_draft(sent_back.cast.as_("officer"), claim.pk, key=uuid.uuid4())
    decide_again(sent_back)
    assert facts(claim) == {
        "has_decision": True, "decision_file_exists": True, "notification_valid": True, "open_comments": 0,
        "draft_text_present": True,
    }  # fmt: skip


def test_the_new_draft_is_composed_from_the_old_assessment_and_the_old_text_stays_with_the_decision(
    sent_back: Journey,
) -> None:
    claim, officer = sent_back.partner, sent_back.cast.as_("officer")
    signed = rounds.latest(claim).submission.sections
    kept = Draft.objects.get(claim=claim)
    actions.save_draft(officer, claim.pk, {"analysis": "Se analiza de nuevo."}, version=kept.version, base={})
    draft = actions.compose_draft(officer, claim.pk)
    assert draft.sections["analysis"] == "Se analiza de nuevo." and draft.sections["facts"] == signed["facts"]
    assert draft.state == Draft.State.WRITING
    decide_again(sent_back)
    first, second = Decision.objects.filter(claim=claim).select_related("submission")
    assert first.submission.sections == signed and signed["analysis"] != "Se analiza de nuevo."
    assert second.submission.sections["analysis"] == "Se analiza de nuevo."
    assert (first.submission.round, second.submission.round) == (2, 3)


def test_a_remark_of_the_second_round_does_not_mix_with_those_of_the_first(sent_back: Journey, cast: Cast) -> None:
    claim = sent_back.partner
    assert not rounds.remarks(claim).exists()
    actions.compose_draft(cast.as_("officer"), claim.pk)
    actions.submit_draft(cast.as_("officer"), claim.pk, key=uuid.uuid4())
    said = actions.comment(cast.as_("reviewer"), claim.pk, "analysis", "Falta la fuente.", key=uuid.uuid4())
    assert list(rounds.remarks(claim)) == [said] and facts(claim)["open_comments"] == 1
    first = Decision.objects.get(claim=claim)
    assert [each.text for each in rounds.remarks(claim, first)] == ["Cite las fuentes."]
    with pytest.raises(Refused, match="sin atender"):
        actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())


@pytest.mark.parametrize("part", ["second_officer", "reviewer", "signatory", "colleague"])
def test_whoever_drafted_reviewed_or_signed_in_any_round_does_not_decide_the_appeal(
    sent_back: Journey, cast: Cast, part: str
) -> None:
    """Also who only wrote in a draft that a colleague submitted, and also in the second round's appeal."""
    claim, second = sent_back.partner, cast.as_("second_officer")
    version = Draft.objects.get(claim=claim).version
    actions.save_draft(second, claim.pk, {"analysis": LONG}, version=version, base={})
    decide_again(sent_back)
    step(cast, "supervisor", claim, "file_appeal", filed_on="2024-06-17", appellant="person", grievances=LONG)
    if part == "colleague":  # who only interviewed nobody and wrote nothing
        hear_appeals(cast, "clerk")
        annul(cast, "clerk", claim)
        assert claim.stage == "assessment"
        return
    hear_appeals(cast, part)
    if part == "signatory":
        Posting.objects.filter(user=cast.signatory).update(office=claim.case.office)
    with pytest.raises(Refused):
        annul(cast, part, claim)


def test_a_reviewer_of_the_first_round_who_drafts_in_the_second_does_not_sign_it(
    sent_back: Journey, cast: Cast
) -> None:
    claim = sent_back.partner
    Posting.objects.create(
        user=cast.reviewer, role=Role.objects.get(code="signatory"), office=claim.case.office, start=dt.date(2019, 1, 1)
    )
    actions.compose_draft(cast.as_("officer"), claim.pk)
    actions.submit_draft(cast.as_("officer"), claim.pk, key=uuid.uuid4())
    hear = Posting.objects.create(
        user=cast.second_officer, role=Role.objects.get(code="reviewer"), office=claim.case.office,
        start=dt.date(2019, 1, 1),
    )  # fmt: skip
    assert hear.pk
    actions.approve_draft(cast.as_("second_officer"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    reading = actions.open_for_signature(cast.as_("reviewer"), claim)
    with pytest.raises(Refused, match="no puede firmarlo"):
        actions.sign(cast.as_("reviewer"), claim.pk, reading.submission_id, key=uuid.uuid4())


def test_every_page_shows_the_decision_that_stands_and_the_one_set_aside(sent_back: Journey, cast: Cast) -> None:
    claim = sent_back.partner
    first = Decision.objects.get(claim=claim)
    officer, signatory, notifier = (signed_in(cast, part) for part in ("officer", "signatory", "notifier"))
    queue = officer.get(reverse("assessment_queue") + "?show=all").content.decode()
    assert "Se resuelve de nuevo" in queue
    draft = officer.get(reverse("draft_page", args=[claim.pk])).content.decode()
    assert first.number in draft and "Dejar sin efectos la resolución" in draft
    assert "Cite las fuentes" not in draft
    past = officer.get(reverse("review_page", args=[claim.pk]) + f"?decision={first.pk}").content.decode()
    assert "Cite las fuentes" in past
    other = officer.get(reverse("review_page", args=[sent_back.mother.pk]) + f"?decision={first.pk}")
    assert other.status_code == 404
    decide_again(sent_back)
    second = rounds.standing(claim)
    for client, name in ((signatory, "signature_page"), (notifier, "notification_page"), (officer, "review_page")):
        page = client.get(reverse(name, args=[claim.pk])).content.decode()
        assert first.number in page and (second.number in page or name == "review_page")
    tab = officer.get(reverse("case_page", args=[claim.case.number]) + "?tab=decision").content.decode()
    assert first.number in tab and second.number in tab and "Sin efectos" in tab


def test_the_queue_of_notices_names_the_second_decision(sent_back: Journey, cast: Cast) -> None:
    claim, officer = sent_back.partner, cast.as_("officer")
    actions.compose_draft(officer, claim.pk)
    actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
    actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    reading = actions.open_for_signature(cast.as_("signatory"), claim)
    second = actions.sign(cast.as_("signatory"), claim.pk, reading.submission_id, key=uuid.uuid4())
    queue = queries.QUEUES["notifications"]
    rows = queries.queue_rows(cast.notifier, queue, queries.queue_page(cast.notifier, queue))
    assert [row["decision"] for row in rows] == [second]


def test_the_same_signature_sent_twice_is_the_second_decision_once(sent_back: Journey, cast: Cast) -> None:
    claim, officer = sent_back.partner, cast.as_("officer")
    actions.compose_draft(officer, claim.pk)
    actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
    actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    signatory, key = cast.as_("signatory"), uuid.uuid4()
    reading = actions.open_for_signature(signatory, claim)
    made = [actions.sign(signatory, claim.pk, reading.submission_id, key=key) for _twice in range(2)]
    assert made[0] == made[1] and made[0].sequence == 2
    assert Decision.objects.filter(claim=claim).count() == 2


def test_the_database_keeps_one_decision_for_each_turn(sent_back: Journey) -> None:
    first = Decision.objects.get(claim=sent_back.partner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=first.pk).update(sequence=0)
    decide_again(sent_back)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(claim=sent_back.partner).update(sequence=1)
