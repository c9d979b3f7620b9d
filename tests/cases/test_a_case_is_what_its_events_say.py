"""The event log is the truth about a case; the rows are its projection."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from acogida.audit.chain import GENESIS, link
from acogida.cases import store
from acogida.cases.actions import NewMember, assign, open_case
from acogida.cases.models import Case, ClockInForce, Event, Member
from tests.cast import Cast, a_case, a_person

pytestmark = pytest.mark.django_db


def test_presentation_numbers_the_case_and_starts_the_decision_clock_from_that_day(cast: Cast) -> None:
    case = a_case(cast, on=dt.date(2024, 4, 15))
    decide = case.clocks.get(clock="C8")
    assert case.number.startswith("COM-TAP-2024-00001-")
    assert case.stage == "presented"
    assert decide.start == dt.date(2024, 4, 15)
    assert decide.due == dt.date(2024, 6, 21)  # 45 working days with the closure of 29 to 31 May


def test_numbers_of_one_office_and_year_have_no_gaps(cast: Cast) -> None:
    numbers = [a_case(cast, on=dt.date(2024, 4, 15)).number[:18] for _ in range(3)]
    assert numbers == ["COM-TAP-2024-00001", "COM-TAP-2024-00002", "COM-TAP-2024-00003"]


def test_replaying_the_events_gives_the_stored_state(cast: Cast) -> None:
    case = a_case(cast)
    assign(cast.as_("supervisor"), case.pk, cast.officer, key=uuid.uuid4())
    case.refresh_from_db()
    assert store.rebuild(case) == store.load(case)


def test_each_event_is_chained_to_the_one_before(cast: Cast) -> None:
    case = a_case(cast)
    assign(cast.as_("supervisor"), case.pk, cast.officer, key=uuid.uuid4())
    previous = GENESIS
    for event in Event.objects.filter(case=case).order_by("seq"):
        assert event.hash == link(previous, store.contents(event))
        previous = event.hash
    case.refresh_from_db()
    assert case.last_hash == previous


def test_an_event_cannot_be_changed_or_removed(cast: Cast) -> None:
    event = a_case(cast).events.get()
    for change in (lambda: Event.objects.filter(pk=event.pk).update(kind="x"), lambda: event.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_presenting_twice_with_one_id_is_one_case(cast: Cast) -> None:
    member = [NewMember(a_person(cast), Member.Role.PRINCIPAL)]
    again = {
        "office": cast.clerk.office, "members": member, "presented_on": dt.date(2024, 4, 15), "intent_on": None,
        "key": uuid.uuid4(), "case_id": uuid.uuid4(),
    }  # fmt: skip
    first = open_case(cast.as_("clerk"), **again)
    second = open_case(cast.as_("clerk"), **again)
    assert first.pk == second.pk
    assert Case.objects.count() == 1
    assert Event.objects.count() == 1


def test_assigning_twice_with_one_key_is_one_event(cast: Cast) -> None:
    case, key = a_case(cast), uuid.uuid4()
    for _ in range(2):
        assign(cast.as_("supervisor"), case.pk, cast.officer, key=key)
    assert case.events.filter(kind="assigned").count() == 1


def test_the_case_row_shows_the_nearest_clock(cast: Cast) -> None:
    case = a_case(cast)
    nearest = min(ClockInForce.objects.filter(case=case), key=lambda clock: clock.due)
    assert (case.next_clock, case.next_due) == (nearest.clock, nearest.due)
