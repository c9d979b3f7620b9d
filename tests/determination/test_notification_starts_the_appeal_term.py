"""Notification is an act with form and effect; only a valid one moves the claim and starts terms (LFPA arts. 35-40)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from acogida.cases.errors import Refused
from acogida.cases.models import ClockInForce
from acogida.determination import actions
from acogida.determination.models import Notification
from acogida.files import store
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2024, 6, 3)
NOON = "2024-06-03T18:00:00Z"  # midday in Tapachula


@pytest.fixture
def signed_in_june(cast: Cast) -> Any:
    """A refused claim, signed on Monday 3 June 2024; that month has no day off but weekends."""
    with time_machine.travel(NOON, tick=True):
        journey = Journey(cast)
        journey.signed(journey.partner, "refused")
        yield journey


def appeal(journey: Journey) -> ClockInForce | None:
    return ClockInForce.objects.filter(claim=journey.partner, clock="C11").first()


def test_fifteen_working_days_run_from_the_day_after(signed_in_june: Journey, cast: Cast) -> None:
    act = actions.notify(
        cast.as_("notifier"), signed_in_june.partner.pk, signed_in_june.notification(), key=uuid.uuid4()
    )
    clock = appeal(signed_in_june)
    # 4-7, 10-14, 17-21 and 24 June 2024: counted on a paper calendar.
    assert (clock.start, clock.due) == (MONDAY, dt.date(2024, 6, 24))
    assert store.get(act.file).startswith(b"%PDF")


def test_post_takes_effect_on_the_day_of_the_receipt(signed_in_june: Journey, cast: Cast) -> None:
    form = signed_in_june.notification(method="registered_post", effective_on=dt.date(2024, 6, 5))
    actions.notify(cast.as_("notifier"), signed_in_june.partner.pk, form, key=uuid.uuid4())
    assert appeal(signed_in_june).due == dt.date(2024, 6, 26)
    signed_in_june.partner.refresh_from_db()
    assert signed_in_june.partner.notified_on == MONDAY


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"copy_given": False}, "texto íntegro"),
        ({"understood": False}, "no entendió"),
        ({"how_checked": "not_checked"}, "No se comprobó"),
        ({"defect": "Se entregó a otra persona."}, "otra persona"),
    ],
)
def test_a_defective_one_is_kept_and_starts_nothing(
    journey: Journey, cast: Cast, changes: dict[str, Any], words: str
) -> None:
    journey.signed(journey.partner, "refused")
    act = actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(**changes), key=uuid.uuid4())
    assert not act.valid
    assert words in act.defect
    journey.partner.refresh_from_db()
    assert journey.partner.stage == "notification"
    assert appeal(journey) is None
    actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(), key=uuid.uuid4())
    journey.partner.refresh_from_db()
    assert journey.partner.stage == "notified"
    assert Notification.objects.count() == 2


def test_it_cannot_come_before_the_decision_nor_in_the_future(journey: Journey, cast: Cast) -> None:
    journey.signed(journey.partner, "refused")
    today = journey.case.office.today()
    for day, words in ((today - dt.timedelta(days=1), "anterior"), (today + dt.timedelta(days=1), "futuro")):
        with pytest.raises(Refused, match=words):
            actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(on=day), key=uuid.uuid4())
    assert not Notification.objects.exists()


def test_an_unsigned_claim_cannot_be_notified(journey: Journey, cast: Cast) -> None:
    journey.approved(journey.partner, "refused")
    with pytest.raises(Refused, match="No hay una resolución firmada"):
        actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(), key=uuid.uuid4())


def test_recorded_twice_it_is_one_act(journey: Journey, cast: Cast) -> None:
    journey.signed(journey.partner, "refused")
    key = uuid.uuid4()
    first = actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(), key=key)
    assert actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(), key=key) == first
    assert Notification.objects.count() == 1


def test_it_becomes_final_only_after_the_term(signed_in_june: Journey, cast: Cast) -> None:
    actions.notify(cast.as_("notifier"), signed_in_june.partner.pk, signed_in_june.notification(), key=uuid.uuid4())
    with time_machine.travel("2024-06-24T18:00:00Z"), pytest.raises(Refused, match="sigue corriendo"):
        actions.finalise(cast.as_("notifier"), signed_in_june.partner.pk, key=uuid.uuid4())
    with time_machine.travel("2024-06-25T18:00:00Z"):
        actions.finalise(cast.as_("notifier"), signed_in_june.partner.pk, key=uuid.uuid4())
    signed_in_june.partner.refresh_from_db()
    assert signed_in_june.partner.stage == "final"
