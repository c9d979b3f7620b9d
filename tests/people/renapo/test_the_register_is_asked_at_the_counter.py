from __future__ import annotations

import datetime as dt

import pytest

from acogida.audit.models import Record
from acogida.exchange.models import OutboxMessage
from acogida.people.numbers import wire
from acogida.people.renapo import finding
from acogida.people.renapo.fields import State
from tests.cast import a_person

pytestmark = pytest.mark.django_db
WIDELINE = {"given_names": "Wideline", "first_surname": "Jean Pierre", "birth_date": dt.date(1996, 11, 5)}


@pytest.fixture
def clerk(cast):
    return cast.as_("clerk")


def people(simulator):
    return simulator.controls["people"](simulator, {})


def test_a_number_finds_its_holder(clerk, cast, simulator):
    answer = finding.by_number(clerk, "JEXW961105MNENXD08", office=cast.clerk.office)
    assert answer.answered
    (known,) = answer.known
    assert (known.full_name, known.birth_date, known.sex, known.nationality) == (
        "Wideline Jean Pierre", dt.date(1996, 11, 5), "F", "HT",
    )  # fmt: skip
    assert (known.state, known.status_code, known.document_kind) == (State.ACTIVE, "RCN", "COMAR")


def test_data_find_everybody_who_answers_to_them_homonyms_too(clerk, cast, simulator):
    answer = finding.by_data(clerk, cast.clerk.office, **WIDELINE)
    assert [known.curp[16] for known in answer.known] == ["0", "1"]
    assert len({known.person_reference for known in answer.known}) == 2


def test_nobody_is_an_answer(clerk, cast, simulator):
    assert finding.by_number(clerk, "BOXW310820HNERXN09", office=cast.clerk.office) == finding.Answer(True)
    nobody = finding.by_data(clerk, cast.clerk.office, given_names="Nadie", first_surname="Ninguno")
    assert nobody == finding.Answer(True)


def test_a_changed_number_is_found_with_the_one_that_took_its_place(clerk, cast, simulator):
    old = next(each for each in people(simulator) if each.get("statusCurp") == "RCC")
    answer = finding.by_number(clerk, old["curp"], office=cast.clerk.office)
    assert [known.state for known in answer.known] == [State.CHANGED, State.ACTIVE]
    assert answer.known[0].replaced_by == answer.known[1].curp != answer.known[0].curp


def test_a_dead_person_is_said_to_be(clerk, cast, simulator):
    dead = next(each for each in people(simulator) if each.get("statusCurp") == "BD")
    (known,) = finding.by_number(clerk, dead["curp"], office=cast.clerk.office).known
    assert known.state is State.DEAD


def test_a_person_of_ours_is_asked_about_without_her_countries(clerk, cast, simulator):
    person = a_person(cast, given_names="Wideline", first_surname="Jean Pierre", second_surname="", birth_year=1996,
                      birth_month=11, birth_day=5, nationalities=["HT"], birth_country="HT")  # fmt: skip
    assert len(finding.by_person(clerk, person).known) == 2
    assert OutboxMessage.objects.get(purpose="find_by_data").field_names == [
        "birth_date", "first_surname", "given_names", "second_surname", "sex",
    ] or "nationalities" not in OutboxMessage.objects.get(purpose="find_by_data").field_names  # fmt: skip


def test_it_is_on_record_who_asked_and_nothing_of_the_answer_is_kept(clerk, cast, simulator):
    finding.by_number(clerk, "JEXW961105MNENXD08", office=cast.clerk.office)
    asked = Record.objects.filter(action="exchange.asked")
    assert asked.count() == 3  # who holds it, what is kept of her, whether she lives
    assert {row.actor_id for row in asked} == {cast.clerk.pk}
    assert {str(row.payload) for row in OutboxMessage.objects.all()} == {"{}"}


@pytest.mark.parametrize("trouble", ["outage", "nonsense", "nobody there"])
def test_trouble_is_said_in_words_and_stops_nothing(clerk, cast, simulator, settings, trouble, monkeypatch):
    if trouble == "outage":
        simulator.outage = True
    elif trouble == "nonsense":
        monkeypatch.setattr(finding.osia, "found", lambda body: finding.osia.identities("x", 7))
    else:
        settings.RENAPO_URL = "http://127.0.0.1:9"
    answer = finding.by_number(clerk, "JEXW961105MNENXD08", office=cast.clerk.office)
    assert not answer.answered
    assert finding.why_in_words(answer.why)


def test_who_may_not_be_told_of_is_not_asked_about(clerk, cast, simulator):
    person = a_person(cast, feared_countries=["MX"])
    answer = finding.by_person(clerk, person)
    assert (answer.answered, answer.why) == (False, "refused")
    assert simulator.answered == 0


def test_the_number_pages_ask_by_the_same_way(clerk, cast, simulator):
    person = a_person(cast)
    lookup = wire.ask("find_by_number", clerk, person, "JEXW961105MNENXD08")
    assert [each.curp for each in lookup.found] == ["JEXW961105MNENXD08"]
    assert lookup.found[0].active
    simulator.outage = True
    assert wire.ask("find_by_data", clerk, person).why
