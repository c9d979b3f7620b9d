"""The pages of a claim that is decided again, on a wide screen and on a telephone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from acogida.cases import actions as cases
from acogida.determination import rounds
from acogida.hooks.acting import acting_as
from tests.browser import PHONE, WIDE, axe, overflow
from tests.cast import Cast
from tests.determination.journey import LONG, Journey
from tests.determination.test_a_claim_sent_back_is_decided_again import hear_appeals
from tests.determination.test_pages_in_a_browser import browsing, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_that_show_an_earlier_decision_keep_within_the_screen_and_bar_nobody(
    journey: Journey, cast: Cast, live_server: Any, size: int
) -> None:
    hear_appeals(cast, "supervisor")
    claim = journey.partner
    journey.notified(claim, "refused")
    today = journey.case.office.today().isoformat()
    with acting_as(cast.supervisor):
        for name, answers in (
            ("file_appeal", {"filed_on": today, "appellant": "person", "grievances": LONG}),
            ("annul_and_remand", {"decided_on": today, "reasons": LONG, "order": LONG}),
        ):
            cases.take(
                cast.as_("supervisor"), journey.case.pk, name, key=uuid.uuid4(), claim_id=claim.pk, payload=answers
            )
    number = rounds.latest(claim).number
    earlier = rounds.latest(claim).pk
    pages = [
        reverse("draft_page", args=[claim.pk]),
        reverse("review_page", args=[claim.pk]) + f"?decision={earlier}",
        reverse("assessment_queue") + "?show=all",
        reverse("case_page", args=[journey.case.number]) + "?tab=decision",
    ]
    with browsing(width=size) as page:
        sign_in(page, cast, "officer", live_server.url)
        for path in pages:
            page.goto(live_server.url + path)
            assert number in page.content() or "Se resuelve de nuevo" in page.content(), path
            assert axe(page) == [], path
            assert overflow(page) <= 0, path
