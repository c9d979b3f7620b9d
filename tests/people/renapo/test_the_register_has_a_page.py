from __future__ import annotations

import pytest

from acogida.accounts.models import Office
from acogida.audit.models import Record
from acogida.people.models import OfficeJoining
from acogida.people.numbers import actions as numbers
from acogida.people.numbers.joining import Step
from tests.cast import a_person, signed_in

pytestmark = pytest.mark.django_db
URL = "/people/register/"
CURP = "JEXW961105MNENXD08"


def wideline(cast, **changes):
    data = {
        "given_names": "Wideline", "first_surname": "Jean Pierre", "second_surname": "", "birth_year": 1996,
        "birth_month": 11, "birth_day": 5, "nationalities": ["HT"], "birth_country": "HT", **changes,
    }  # fmt: skip
    person = a_person(cast, **data)
    numbers.record(person.pk, CURP, assigned_on=person.office.today(), source="slip")
    return person


def test_asked_by_number_it_shows_the_holder_beside_our_person(cast, simulator):
    person = wideline(cast, birth_day=6, first_surname="Pierre")
    page = signed_in(cast, "supervisor").post(URL, {"value": CURP})
    assert page.status_code == 200
    assert "Jean Pierre" in page.text
    assert f"/people/{person.pk}/" in page.text
    assert page.text.count('class="differs"') == 5  # letters 1, 2 and 14 of the surname, both of the day
    assert "Difiere" in page.text


def test_asked_by_data_it_shows_homonyms(cast, simulator):
    page = signed_in(cast, "supervisor").post(
        URL, {"given_names": "wideline", "first_surname": "jean pierre", "birth_date": "1996-11-05"}
    )
    assert page.text.count('class="curp-places"') == 2
    assert "Aquí nadie a quien usted pueda ver tiene esta clave" in page.text


def test_what_was_asked_is_on_record_with_its_terms(cast, simulator):
    signed_in(cast, "supervisor").post(URL, {"value": CURP})
    assert Record.objects.get(action="number.query").detail == {"terms": {"curp": CURP}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "al menos los nombres y el primer apellido"),
        ({"value": "JEXW961105MNENXD09"}, "dígito"),
        ({"given_names": "X", "first_surname": "Y", "birth_date": "31/31/2020"}, "fecha"),
    ],
)
def test_what_cannot_be_asked_is_said_at_the_field(cast, simulator, given, said):
    page = signed_in(cast, "supervisor").post(URL, given)
    assert page.status_code == 422
    assert said in page.text
    assert simulator.answered == 0


def test_while_it_does_not_answer_the_page_says_so(cast, simulator):
    simulator.outage = True
    page = signed_in(cast, "supervisor").post(URL, {"value": CURP})
    assert page.status_code == 200
    assert "RENAPO no responde por ahora" in page.text


def test_a_simulator_is_called_one(cast, simulator, settings):
    settings.DEMO = True
    assert "Esto es un simulador" in signed_in(cast, "supervisor").get(URL).text
    settings.DEMO = False
    assert "imulador" not in signed_in(cast, "supervisor").get(URL).text


def test_an_office_that_works_on_paper_cannot_ask(cast, simulator):
    OfficeJoining.objects.create(office=Office.objects.get(code="TAP"), steps=[Step.SLIP])
    page = signed_in(cast, "supervisor").post(URL, {"value": CURP})
    assert "Su oficina no consulta el registro en línea" in page.text
    assert simulator.answered == 0


@pytest.mark.parametrize("part", ["clerk", "officer", "nobody"])
def test_only_who_may_ask_about_anybody_has_the_page(cast, simulator, part):
    assert signed_in(cast, part).get(URL).status_code == 404
    assert signed_in(cast, part).post(URL, {"value": CURP}).status_code == 404
    assert simulator.answered == 0


def test_who_may_not_see_our_person_sees_only_the_registers(cast, simulator):
    person = wideline(cast)
    page = signed_in(cast, "outsider").post(URL, {"value": CURP})
    assert page.status_code == 200
    assert str(person.pk) not in page.text
