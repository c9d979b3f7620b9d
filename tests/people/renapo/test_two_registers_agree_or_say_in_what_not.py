from __future__ import annotations

import pytest

from acogida.exchange import reconciliation
from acogida.exchange.actions import put_right
from acogida.exchange.models import Difference, Reconciliation
from acogida.people.models import Person
from acogida.people.renapo import asking
from simulators.renapo import registry
from tests.cast import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast, simulator, work):
    made = a_person(cast)
    asking.request_assignment(made, reference="COM-1")
    work()
    return made


def found():
    row = reconciliation.run("renapo")
    assert row.state == Reconciliation.State.DONE
    return list(Difference.objects.filter(state="open").values_list("kind", "person_id"))


def test_what_agrees_has_no_line(person, simulator):
    assert found() == []
    assert Reconciliation.objects.get().compared == 1


def test_an_identity_that_was_revoked_there_is_missing_there(person, simulator):
    simulator.store.run("UPDATE identities SET status = 'REVOKED', data = replace(data, 'CLAIMED', 'REVOKED')"
                        " WHERE person = ?", str(person.pk))  # fmt: skip
    assert found() == [("missing_there", person.pk)]


def test_what_the_register_lost_is_entered_again_by_a_button(person, simulator, work, cast):
    simulator.store.run("DELETE FROM identities WHERE person = ?", str(person.pk))
    simulator.store.run("DELETE FROM persons WHERE id = ?", str(person.pk))
    assert found() == [("missing_there", person.pk)]
    for _twice in range(2):
        put_right(cast.as_("supervisor"), Difference.objects.get().pk)
    work()
    assert len(registry.identities(simulator.store, str(person.pk))) == 1
    assert found() == []


def test_other_data_are_named(person, simulator):
    Person.objects.filter(pk=person.pk).update(given_names="María Josefa")
    assert found() == [("other_data", person.pk)]
    assert Difference.objects.get().fields == ["given_names"]


def test_a_number_that_ended_here_and_not_there_is_missing_here(person, simulator):
    person.numbers.update(status="inactive")
    assert found() == [("missing_here", person.pk)]


def test_a_number_that_became_permanent_there_alone_has_another_status(person, simulator):
    (identity,) = registry.identities(simulator.store, str(person.pk))
    registry.set_status(simulator.store, str(person.pk), identity["identityId"], "VALID")
    assert found() == [("other_status", person.pk)]


def test_while_it_does_not_answer_the_run_waits(person, simulator):
    simulator.outage = True
    assert reconciliation.run("renapo").state == Reconciliation.State.WAITING
    simulator.outage = False
    assert found() == []
