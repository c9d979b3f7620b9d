from __future__ import annotations

import threading
import uuid

import pytest

from acogida.audit.models import Record
from acogida.exchange import delivery
from acogida.exchange.messages import Nothing
from acogida.exchange.models import Agency, OutboxMessage
from acogida.exchange.queries import agency_status
from acogida.exchange.replies import Unusable
from acogida.people import curp
from acogida.people.models import IdentityNumber
from acogida.people.renapo import asking
from simulators.renapo import registry
from simulators.renapo.service import make
from simulators.store import Store
from tests.cast import a_person


@pytest.fixture
def simulator(tmp_path, settings):
    made = make(Store(tmp_path / "renapo.sqlite3"), seeded=False)
    server = made.serve(0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.RENAPO_URL = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def ask(person):
    return asking.request_assignment(person, reference="COM-TAP-2026-00001-X")


@pytest.mark.django_db
def test_the_number_arrives_by_the_worker_and_is_temporary(cast, simulator):
    person = a_person(cast)
    message = ask(person)
    assert person.numbers.get().status == "requested"
    delivery.deliver_one(message.pk)
    number = person.numbers.get()
    assert number.status == "active"
    assert number.value == "NUIJ920314MNEXBS0" + number.value[17]
    assert curp.well_formed(number.value)
    assert number.temporary
    assert (number.valid_until - number.assigned_on).days == 180
    assert Record.objects.filter(action="person.number_recorded", subject_id=str(person.pk)).exists()


@pytest.mark.django_db
def test_it_is_asked_for_once_whoever_asks(cast, simulator):
    person = a_person(cast)
    assert ask(person) is not None
    assert ask(person) is None
    delivery.sweep()
    assert ask(person) is None
    assert OutboxMessage.objects.filter(purpose="assign_number").count() == 1
    assert registry.counts(simulator.store) == {"numbers": 1, "persons": 1, "identities": 1}


@pytest.mark.django_db
def test_while_renapo_is_down_people_wait_and_then_each_gets_one_number(cast, simulator):
    simulator.outage = True
    people = [a_person(cast, given_names=name) for name in ("Ana", "Rosa", "Luz")]
    messages = [ask(person) for person in people]
    for message in messages:
        assert delivery.deliver_one(message.pk) > 0
    assert agency_status("renapo").answers is False
    assert IdentityNumber.objects.filter(status="active").count() == 0
    simulator.outage = False
    OutboxMessage.objects.update(next_attempt=messages[0].created_at)
    delivery.sweep()
    assert IdentityNumber.objects.filter(status="active").count() == 3
    assert registry.counts(simulator.store) == {"numbers": 3, "persons": 3, "identities": 3}


@pytest.mark.django_db
def test_homonyms_get_different_numbers(cast, simulator):
    for message in [ask(a_person(cast)), ask(a_person(cast))]:
        delivery.deliver_one(message.pk)
    first, second = IdentityNumber.objects.values_list("value", flat=True)
    assert first[:16] == second[:16]
    assert first != second


@pytest.mark.django_db
def test_who_has_no_whole_birth_date_or_was_born_in_mexico_is_not_asked_for(cast, simulator):
    assert ask(a_person(cast, birth_day=None)) is None
    assert ask(a_person(cast, birth_country="MX")) is None
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [{"nationalities": ["MX"]}, {"former_residence": "MX"}, {"feared_countries": ["VE", "MX"]}],
)
def test_an_agency_of_a_feared_country_hears_nothing(cast, simulator, where):
    message = ask(a_person(cast, **where))
    delivery.sweep()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "country")
    assert simulator.store.count() == 0


@pytest.mark.django_db
def test_only_what_a_curp_needs_goes_out(cast, simulator):
    message = ask(a_person(cast, phone="962 000 0000", nationalities=["HN"], feared_countries=["HN"]))
    assert set(message.payload) == {
        "given_names", "first_surname", "second_surname", "sex", "birth_date", "birth_country", "nationalities",
        "document_kind", "document_number",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [None, 7, "", "NUIM920314MNEXBR", "NUIM920314MNEXBR00", "NUIM930314MNEXBR08", {"curp": "X"}],
)
def test_an_answer_that_cannot_be_hers_is_not_kept(cast, answer):
    person = a_person(cast)
    message = ask(person)
    with pytest.raises(Unusable):
        asking.keep_assigned(message, answer)
    assert person.numbers.get().status == "requested"


@pytest.mark.django_db
def test_a_number_another_person_has_is_not_kept(cast, simulator):
    first, second = a_person(cast), a_person(cast)
    delivery.deliver_one(ask(first).pk)
    with pytest.raises(Unusable, match="another person"):
        asking.keep_assigned(ask(second), first.numbers.get().value)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("BOXW310820HNERXN09", True),
        ("HEGG560427MVZRRL04", True),
        ("BOXW310820HNERXN08", False),
        ("boxw310820hnerxn09", False),
        ("BOXW310820HNEAXN09", False),
        ("", False),
    ],
)
def test_the_form_of_a_curp(value, right):
    assert curp.well_formed(value) is right


@pytest.mark.django_db
def test_an_agency_nobody_knows_is_an_error_and_not_a_silence(cast):
    Agency.objects.filter(pk="renapo").update(country="MX")
    from acogida.exchange.actions import send

    with pytest.raises(Agency.DoesNotExist):
        send("nobody", "x", uuid.uuid4(), Nothing(), key="k", countries={"HN"})
