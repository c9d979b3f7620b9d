"""The whole way of one claim, by the people who may take each step."""

from __future__ import annotations

import hashlib

import pytest

from acogida.cases.models import ClockInForce
from acogida.files import store
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def test_the_partner_gets_complementary_protection_and_may_appeal(journey: Journey) -> None:
    act = journey.notified(journey.partner, "complementary_protection")
    assert journey.partner.stage == "notified"
    assert journey.partner.outcome == "complementary_protection"
    assert journey.partner.notified_on == act.on
    assert ClockInForce.objects.get(claim=journey.partner, clock="C11").start == act.on


def test_the_decision_is_kept_by_the_hash_that_the_event_names(journey: Journey) -> None:
    decision = journey.signed(journey.mother)
    event = journey.case.events.get(kind="sign")
    document = store.get(decision.file)
    assert document.startswith(b"%PDF")
    assert hashlib.sha256(document).hexdigest() == event.payload["file_sha256"]
    assert event.payload["outcome"] == "recognised"
