"""What is said in a claim is for those who decide on it: every page, for everybody else, does not exist."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from acogida.audit.models import Record
from acogida.cases.models import Claim
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db

QUEUES = {
    "interview_queue": "officer", "assessment_queue": "officer", "review_queue": "reviewer",
    "signature_queue": "signatory", "notification_queue": "notifier",
}  # fmt: skip
PAGES = {  # who may open each page of a claim
    "interview_start": {"officer"},
    "assessment_page": {"officer", "reviewer", "signatory"},
    "fact_new": {"officer"},
    "draft_page": {"officer", "reviewer", "signatory"},
    "review_page": {"officer", "reviewer", "signatory"},
    "signature_page": {"signatory"},
    "notification_page": {"officer", "reviewer", "signatory", "notifier"},
    "claim_withdraw": {"supervisor"},
}
EVERYBODY = ("clerk", "supervisor", "officer", "reviewer", "signatory", "notifier", "auditor", "outsider", "nobody")


def browser(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


@pytest.mark.parametrize("part", EVERYBODY)
def test_each_page_opens_for_its_grants_and_is_nothing_to_others(journey: Journey, cast: Cast, part: str) -> None:
    interview = journey.heard(journey.mother)
    client = browser(cast, part)
    wanted = {name: 200 if part in allowed else 404 for name, allowed in PAGES.items()}
    assert {name: client.get(reverse(name, args=[journey.mother.pk])).status_code for name in PAGES} == wanted
    reads = part in ("officer", "reviewer", "signatory")
    assert client.get(reverse("interview_page", args=[interview.pk])).status_code == (200 if reads else 404)
    extends = part in ("officer", "reviewer")
    assert client.get(reverse("term_extend", args=[journey.case.pk])).status_code == (200 if extends else 404)


@pytest.mark.parametrize("part", ["clerk", "outsider", "nobody"])
def test_no_form_is_taken_from_an_outsider(journey: Journey, cast: Cast, part: str) -> None:
    interview = journey.heard(journey.mother)
    claim, client = journey.mother, browser(cast, part)
    form = {"idempotency_key": str(uuid.uuid4()), "kind": "answer", "text": "x", "version": "0", "reason": "x"}
    for name in ("assessment_page", "draft_page", "draft_compose", "draft_submit", "draft_family", "assessment_follow",
                 "review_comment", "review_return", "review_approve", "signature_page", "notification_page",
                 "claim_finalise"):  # fmt: skip
        assert client.post(reverse(name, args=[claim.pk]), form).status_code == 404, name
    assert client.post(reverse("interview_entry", args=[interview.pk]), form).status_code == 404
    assert client.post(reverse("interview_close", args=[interview.pk]), form).status_code == 404


@pytest.mark.parametrize("part", EVERYBODY)
def test_a_queue_is_there_for_its_grant_only(journey: Journey, cast: Cast, part: str) -> None:
    client = browser(cast, part)
    for name, owner in QUEUES.items():
        expected = 200 if part == owner or (part == "outsider" and owner != "signatory") else 404
        assert client.get(reverse(name)).status_code == expected, name


def test_queues_list_what_waits_and_not_other_offices(journey: Journey, cast: Cast) -> None:
    def listed(part: str, name: str) -> set[uuid.UUID]:
        page = browser(cast, part).get(reverse(name) + "?show=all")
        return {row["claim"].pk for row in page.context["rows"]}

    assert listed("officer", "interview_queue") == {
        journey.mother.pk,
        journey.partner.pk,
    }  # the child waits with her mother
    journey.signed(journey.mother)
    journey.approved(journey.partner, "refused")
    assert listed("officer", "interview_queue") == {journey.child.pk}
    assert listed("signatory", "signature_queue") == {journey.partner.pk}
    assert listed("notifier", "notification_queue") == {journey.mother.pk}
    for name in QUEUES:
        if name != "signature_queue":
            assert listed("outsider", name) == set()


def test_the_decision_goes_to_who_decides_and_notifies(journey: Journey, cast: Cast) -> None:
    act = journey.notified(journey.partner, "refused")
    for part in EVERYBODY:
        allowed = part in ("officer", "reviewer", "signatory", "notifier")
        client = browser(cast, part)
        for url in (
            reverse("decision_document", args=[act.decision_id]),
            reverse("notification_document", args=[act.pk]),
        ):
            answer = client.get(url)
            assert answer.status_code == (200 if allowed else 404), (part, url)
            if allowed:
                assert answer["Content-Type"] == "application/pdf"


def test_reading_a_record_is_on_record(journey: Journey, cast: Cast) -> None:
    interview = journey.heard(journey.mother)
    browser(cast, "reviewer").get(reverse("interview_page", args=[interview.pk]))
    assert Record.objects.filter(
        action="interview.view", actor_id=cast.reviewer.pk, subject_id=str(interview.pk)
    ).exists()


def test_a_page_that_never_was_looks_the_same(cast: Cast) -> None:
    client = browser(cast, "officer")
    for name in PAGES:
        assert client.get(reverse(name, args=[uuid.uuid4()])).status_code == 404
    assert not Claim.objects.exists()


def test_a_queue_costs_the_same_for_one_claim_and_for_many(
    journey: Journey, cast: Cast, django_assert_max_num_queries: object
) -> None:
    client = browser(cast, "officer")
    for _more in range(4):
        Journey(cast)
    client.get(reverse("interview_queue"))  # what a process keeps is not the page's
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("interview_queue"))
