from __future__ import annotations

import pytest

from acogida.exchange.models import OutboxMessage
from acogida.people.numbers import actions as numbers
from acogida.people.renapo import asking
from acogida.people.renapo.models import RegisterEntry, RegisterNews
from simulators.renapo import registry
from simulators.renapo.curp import check_digit
from tests.cast import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast, simulator, work):
    made = a_person(cast)
    asking.request_assignment(made, reference="COM-TAP-2026-00001-X")
    work()
    return made


def there(simulator, person):
    return registry.identities(simulator.store, str(person.pk))


def test_a_temporary_number_is_a_claimed_identity_with_the_day_until_which_it_is_valid(person, simulator):
    number, (identity,) = person.numbers.get(), there(simulator, person)
    assert identity["status"] == "CLAIMED"
    assert identity["biographicData"] == {
        "curp": number.value, "firstName": "María José", "lastName": "Núñez", "secondLastName": "Ibáñez", "gender": "F",
        "dateOfBirth": "1992-03-14", "nationality": "HND", "countryOfBirth": "HND",
    }  # fmt: skip
    assert identity["contextualData"] == {
        "validUntil": number.valid_until.isoformat(), "renewals": 0, "documentType": "8",
        "documentNumber": "COM-TAP-2026-00001-X",
    }  # fmt: skip
    entry = RegisterEntry.objects.get()
    assert (entry.person, entry.curp, entry.identity_status) == (person, number.value, "CLAIMED")


def test_a_renewal_moves_the_day_and_counts(person, simulator, work):
    number = person.numbers.get()
    before = number.valid_until
    asking.renew(number)
    work()
    number.refresh_from_db()
    (identity,) = there(simulator, person)
    assert number.renewals == identity["contextualData"]["renewals"] == 1
    assert number.valid_until > before
    assert identity["contextualData"]["validUntil"] == number.valid_until.isoformat()
    assert identity["status"] == "CLAIMED"


def test_recognition_and_the_migratory_document_make_it_valid_and_the_one_that_counts(person, simulator, work):
    number = numbers.ask_permanent(person.numbers.get())
    work()
    number.refresh_from_db()
    (identity,) = there(simulator, person)
    assert not number.temporary
    assert number.valid_until is None
    assert identity["status"] == "VALID"
    assert identity["contextualData"]["documentType"] == "3"
    assert registry.reference(simulator.store, str(person.pk))["identityId"] == identity["identityId"]
    assert RegisterEntry.objects.get().identity_status == "VALID"


def test_closing_revokes_it_and_says_to_nobody_why(person, simulator, work):
    ended = numbers.end(person.pk, "negative_final", on=person.office.today(), source="COM-1")
    work()
    assert [number.status for number in ended] == ["inactive"]
    assert there(simulator, person)[0]["status"] == "REVOKED"
    assert OutboxMessage.objects.get(purpose="inactivate_number").field_names == [
        "curp", "identity_reference", "number_status", "person_reference",
    ]  # fmt: skip
    ended[0].refresh_from_db()
    assert ended[0].wanted == ""


def test_a_number_that_came_on_paper_is_entered_before_it_is_renewed(cast, simulator, work):
    person = a_person(cast)
    value = "NUIJ920314MNEXBS0" + check_digit("NUIJ920314MNEXBS0")
    number = numbers.record(person.pk, value, assigned_on=person.office.today(), source="slip")
    asking.renew(number)
    work()
    number.refresh_from_db()
    assert number.renewals == there(simulator, person)[0]["contextualData"]["renewals"] == 1


def test_a_number_that_belongs_to_another_file_there_is_told_to_people(cast, simulator, work):
    person = a_person(cast)
    held = "JEXW961105MNENXD08"  # an invented person of the register has it
    number = numbers.record(person.pk, held, assigned_on=person.office.today(), source="slip")
    asking.register(person, number, identity_reference="N1")
    work()
    news = RegisterNews.objects.get()
    assert (news.kind, news.person, news.curp) == ("conflict", person, held)
    assert not RegisterEntry.objects.exists()


def test_lost_answers_and_errors_make_nothing_twice(cast, simulator, work, settings):
    settings.EXCHANGE_PATIENCE = 0.3
    simulator.timeout_rate, simulator.timeout_seconds, simulator.error_rate = 0.4, 60, 0.2
    before = registry.counts(simulator.store)
    people = [a_person(cast, given_names=name) for name in ("Ana", "Rosa", "Luz", "Eva")]
    for person in people:
        asking.request_assignment(person, reference="COM-1")
    for turn in range(60):
        if turn == 20:
            settings.EXCHANGE_PATIENCE = 5  # a busy machine, whose every answer is late
        work()
        if not OutboxMessage.objects.exclude(state="delivered").exists():
            break
    simulator.timeout_rate = simulator.error_rate = 0.0
    work()
    after = registry.counts(simulator.store)
    assert {name: after[name] - before[name] for name in after} == {"numbers": 4, "persons": 4, "identities": 4}
    assert len({person.numbers.get().value for person in people}) == 4


def test_a_register_that_takes_names_in_the_wrong_order_is_noticed(cast, simulator, work):
    simulator.quirks["swap_rate"] = 1.0
    person = a_person(cast)
    asking.request_assignment(person, reference="COM-1")
    work()
    number = person.numbers.get()
    assert number.value.startswith("IANJ")
    news = RegisterNews.objects.get()
    assert (news.kind, news.person, news.curp) == ("unlike", person, number.value)
