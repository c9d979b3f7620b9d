"""A wish to claim is on record from its day, protects, counts as no application, and becomes one when it is presented."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from acogida.archive import actions as archive
from acogida.archive.models import Document
from acogida.cases import packs
from acogida.cases.actions import open_case, take
from acogida.cases.commands import replay
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event
from acogida.people.models import Person
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ADDRESS = "/intake/wish/express_intention/"


def sent(cast: Cast, **changes: Any) -> dict[str, Any]:
    on = cast.clerk.office.today() - 3 * DAY
    return {
        "key": str(uuid.uuid4()), "office": "TAP", "given_names_0": "Marie", "first_surname_0": "Délva", "nationality": "HT",
        "language": "ht", "phone": "962 123 4567", "safe_to_contact": "true", "given_names_1": "Rose", "birth_year_1": "2016",
        "sex_1": "F", "a_expressed_on": on.isoformat(), "a_received_by": "inm", "a_place": "Puente Suchiate", "a_persons": "2",
        **changes,
    }  # fmt: skip


@pytest.fixture
def wished(cast: Cast) -> Case:
    answer = signed_in(cast, "clerk").post(ADDRESS, sent(cast))
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.get()


def test_the_counter_leads_to_the_page_and_the_page_asks_what_the_pack_asks(cast: Cast) -> None:
    client = signed_in(cast, "clerk")
    assert ADDRESS in client.get(reverse("intake_new")).content.decode()
    page = client.get(ADDRESS).content.decode()
    rule = packs.current().transition("express_intention")
    for field in rule.fields:
        assert field.label.es in page
    assert "no puede ser devuelta" in page


def test_a_wish_makes_a_case_that_is_no_application_and_a_slip_for_each_person(wished: Case, cast: Cast) -> None:
    pack = packs.of(wished)
    assert not pack.stage(wished.stage).counts
    assert wished.intent_on == cast.clerk.office.today() - 3 * DAY
    event = wished.events.get()
    assert (event.kind, event.payload["received_by"], event.payload["place"]) == (
        "express_intention",
        "inm",
        "Puente Suchiate",
    )
    assert "Délva" not in str(event.payload)
    assert [claim.person.given_names for claim in wished.claims.order_by("position")] == ["Marie", "Rose"]
    marie = Person.objects.get(given_names="Marie")
    assert (marie.phone, marie.safe_to_contact, marie.nationality_codes) == ("962 123 4567", True, ["HT"])
    slips = list(Document.objects.filter(case=wished))
    assert len(slips) == 2
    assert archive.make(slips[0].pk).state == "ready"
    assert replay(type("Asked", (), {"case": wished.number}))[2] == 0


def test_the_same_form_sent_twice_is_one_case(cast: Cast) -> None:
    client, data = signed_in(cast, "clerk"), sent(cast)
    client.post(ADDRESS, data)
    client.post(ADDRESS, data)
    assert Case.objects.count() == 1
    assert Person.objects.count() == 2


def test_a_step_that_presents_it_wants_the_persons_registered(wished: Case, cast: Cast) -> None:
    yesterday = cast.clerk.office.today() - DAY
    step = {"key": uuid.uuid4(), "on": yesterday, "payload": {"presented_how": "oral"}}
    with pytest.raises(Refused, match="Falta registrar"):  # her sex and year of birth are not known yet
        take(cast.as_("clerk"), wished.pk, "present", **step)
    Person.objects.filter(given_names="Marie").update(sex="F", birth_year=1992)
    take(cast.as_("clerk"), wished.pk, "present", **step)
    wished.refresh_from_db()
    assert (wished.stage, wished.presented_on) == ("presented", yesterday)
    assert wished.intent_on == yesterday - 2 * DAY
    decide = wished.clocks.get(clock=packs.of(wished).clock("decide").code)
    assert decide.start == yesterday
    assert replay(type("Asked", (), {"case": wished.number}))[2] == 0


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"given_names_0": ""}, "given_names_0"),
        ({"a_received_by": ""}, "a_received_by"),
        ({"a_expressed_on": "2999-01-01"}, "a_expressed_on"),
        ({"given_names_1": ""}, "given_names_1"),
        ({"nationality": "Haiti"}, "nationality"),
    ],
)
def test_a_mistake_stands_at_its_question_and_makes_nobody(cast: Cast, wrong: dict[str, str], at: str) -> None:
    answer = signed_in(cast, "clerk").post(ADDRESS, sent(cast, **wrong))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'id="id_{at}_error"' in page
    assert "Puente Suchiate" in page
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_only_who_registers_records_a_wish_and_only_by_steps_that_open_a_case(cast: Cast) -> None:
    for part in ("officer", "nobody"):
        client = signed_in(cast, part)
        assert client.get(ADDRESS).status_code == 404
        assert client.post(ADDRESS, sent(cast)).status_code == 404
    assert signed_in(cast, "clerk").get("/intake/wish/admit/").status_code == 404
    with pytest.raises(Refused):
        open_case(cast.as_("supervisor"), office=cast.clerk.office, members=[], presented_on=cast.clerk.office.today(),
                  intent_on=None, key=uuid.uuid4(), transition="admit")  # fmt: skip
    assert not Case.objects.exists()
