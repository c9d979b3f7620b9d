"""Every installed pack has a demonstration country: an empty register becomes that authority's, without a line for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from acogida.accounts import authority
from acogida.accounts.models import Office
from acogida.cases import packs, store
from acogida.cases.models import Case, Event
from acogida.demo.load import NotLoaded, load
from acogida.law import installed_packs, load_pack
from tests import databases

TODAY = dt.date(2026, 9, 16)
OTHERS = [pack.name for pack in installed_packs() if pack.name != "mexico"]


@pytest.fixture(scope="module", params=OTHERS)
def abroad(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A small country under another pack; afterwards the database is as the migrations left it."""
    with django_db_blocker.unblock():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET ROLE NONE")
        shelves = request.param == "canada"  # one of them with its library, too
        load(persons=150, seed=7, today=TODAY, jurisdiction=request.param, shelves=shelves)
    yield request.param
    with django_db_blocker.unblock():
        name = connections["default"].settings_dict["NAME"]
        connections["default"].close()
        databases.clone(name)
        databases.use(name)
        databases.work_as_the_application()
        authority._kept.cache_clear()


def test_the_house_is_that_authoritys(abroad: str, db: None) -> None:
    assert packs.current().name == abroad
    assert authority.codes() == {office.code for office in load_pack(abroad).offices}
    assert set(Case.objects.values_list("pack__name", flat=True)) == {abroad}


def test_cases_come_to_a_decision_and_beyond(abroad: str, db: None) -> None:
    taken = set(Event.objects.values_list("kind", flat=True))
    assert {"present", "admit", "sign", "notify"} <= taken
    appeals = {rule.name for rule in load_pack(abroad).transitions.values() if rule.action == "appeal.register"}
    assert taken & appeals


def test_every_case_is_what_its_events_say_and_no_step_was_out_of_place(abroad: str, db: None) -> None:
    pack = load_pack(abroad)
    for case in Case.objects.select_related("office"):
        assert store.load(case) == store.rebuild(case), case.number
        stages: dict[str, str] = {}
        for event in case.events.order_by("seq"):
            stages |= {member["claim"]: member["stage"] for member in event.payload.get("members", ())}
            rule = pack.transitions.get(event.kind)
            if rule is None or not rule.from_:
                continue
            moved = [event.claim_key] if event.claim_key else [key for key in stages if stages[key] in rule.from_]
            assert moved and all(stages[key] in rule.from_ for key in moved), (case.number, event.kind)
            stages |= {key: rule.to for key in moved if rule.to}


def test_a_register_with_staff_stays_its_authoritys(abroad: str, db: None) -> None:
    assert Office.objects.exists()
    with pytest.raises(authority.Settled):
        authority.become("mexico")
    with pytest.raises(NotLoaded):
        load(jurisdiction="atlantis")
