from __future__ import annotations

import datetime as dt
import json
import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from acogida.exchange import delivery
from acogida.exchange.models import OutboxMessage
from acogida.people.models import IdentityNumber
from acogida.people.renapo.asking import request_assignment
from tests.cast import a_person

HERS, ANOTHERS, NEITHER = "NUIJ920314MNEXBS03", "PEHL900101MNERRN09", "nonsense"


def asked(cast, **changes):
    person = a_person(cast, **changes)
    message = request_assignment(person, reference="COM-TAP-2026-00001-X")
    assert message is not None
    return person, message


def due_again():
    OutboxMessage.objects.filter(state="pending").update(next_attempt=timezone.now() - dt.timedelta(seconds=1))


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [ANOTHERS, NEITHER, None, {"curp": HERS}, [HERS], 7, HERS[:17] + "9"])
def test_an_answer_that_is_not_about_her_is_not_kept_and_is_asked_for_again(answer, agency, cast):
    person, message = asked(cast)
    agency.answer = json.dumps(answer).encode()
    assert delivery.deliver_one(message.pk) > 0
    message.refresh_from_db()
    assert message.state == "pending"
    assert message.payload != {}
    assert person.numbers.get().status == "requested"
    agency.answer = json.dumps(HERS).encode()
    due_again()
    delivery.deliver_one(message.pk)
    assert person.numbers.get().value == HERS
    assert agency.keys[:2] == [str(message.pk)] * 2


@pytest.mark.django_db
def test_a_number_somebody_else_has_is_not_given_twice(agency, cast):
    agency.answer = json.dumps(HERS).encode()
    first, one = asked(cast)
    second, two = asked(cast)
    delivery.deliver_one(one.pk)
    delivery.deliver_one(two.pk)
    assert [p.numbers.get().status for p in (first, second)] == ["active", "requested"]
    two.refresh_from_db()
    assert (two.state, two.last_error) == ("pending", "another person has this CURP")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_too_late_is_taken_once(agency, settings):
    """The first attempt hangs longer than its claim; a second worker takes over; then the first one's answer arrives."""
    from tests.cast import assemble

    cast = assemble()
    settings.EXCHANGE_PATIENCE = 120
    agency.answer = json.dumps(HERS).encode()
    person, message = asked(cast)
    taken_over = threading.Event()
    agency.wait = lambda: taken_over.wait(100)

    def attempt() -> None:
        delivery._attempt(message.pk)
        connections.close_all()

    slow = threading.Thread(target=attempt)
    slow.start()
    while not agency.requests:
        time.sleep(0.01)
    agency.wait = lambda: None
    OutboxMessage.objects.filter(pk=message.pk).update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    attempt()
    taken_over.set()
    slow.join()
    assert agency.keys == [str(message.pk)] * 2
    assert len(agency.done) == 1  # the agency did it once
    assert IdentityNumber.objects.filter(person=person).count() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("delivered", 2)
