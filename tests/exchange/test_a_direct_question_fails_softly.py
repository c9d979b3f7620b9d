from __future__ import annotations

import datetime as dt
import threading
import time
import uuid

import pytest
from django.utils import timezone

from acogida.audit.models import Record
from acogida.exchange import delivery, queries, reconciliation
from acogida.exchange.actions import ask
from acogida.exchange.messages import Number
from acogida.exchange.models import Agency, Disclosure, OutboxMessage
from acogida.exchange.operations import Operation, operations
from acogida.exchange.wire import Request
from tests.agreements import agree_on, end_all

QUESTION = Number(curp="NUIJ920314MNEXBS02")
WORDS = frozenset({"v1", "persons"})


@pytest.fixture(autouse=True)
def form(monkeypatch):
    """The wire's form of the question, whatever another room has registered for it."""
    build = Operation(
        lambda out: Request("GET", "/v1/persons", {"curp": out.fields["curp"]}, answers=frozenset({404})), WORDS
    )
    monkeypatch.setitem(operations._functions, "renapo.find_by_number", build)


def question(cast=None, **more):
    asker = cast.clerk if cast else None
    return ask(asker, "renapo", "find_by_number", uuid.uuid4(), QUESTION, countries={"HN"}, **more)


@pytest.mark.django_db
def test_the_answer_comes_back_with_a_receipt_and_the_question_is_on_record_without_its_content(agency):
    agency.answer = b'{"status": "ACTIVE"}'
    reply = question()
    assert reply.answered
    assert (reply.body, reply.status) == ({"status": "ACTIVE"}, 200)
    row = OutboxMessage.objects.get(pk=reply.message_id)
    assert (row.state, row.payload, row.field_names) == ("delivered", {}, ["curp"])
    assert row.receipt["receipt"] == "R-1"
    assert Record.objects.filter(action="exchange.asked", subject_id=str(row.pk)).exists()


@pytest.mark.django_db
def test_nobody_of_that_number_is_an_answer(agency):
    agency.status = 404
    assert (question().answered, question().status) == (True, 404)


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "outcome"), [(503, "no_answer"), (500, "no_answer"), (422, "rejected")])
def test_trouble_is_a_result_and_no_exception(status, outcome, agency):
    agency.status = status
    reply = question()
    assert (reply.outcome, reply.why) == (outcome, f"HTTP {status}")
    row = OutboxMessage.objects.get(pk=reply.message_id)
    assert (row.state, row.last_error, row.payload) == ("unanswered", f"HTTP {status}", {})
    delivery.sweep()
    assert len(agency.requests) == 1  # asked once, never repeated


@pytest.mark.django_db
def test_a_slow_agency_costs_the_counter_no_more_than_its_patience(agency):
    over = threading.Event()
    agency.wait = lambda: over.wait(300)
    start = time.monotonic()
    reply = question(seconds=0.2)
    assert time.monotonic() - start < 100
    assert (reply.outcome, reply.why) == ("no_answer", "timeout")
    over.set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: Agency.objects.filter(pk="renapo").update(country="HN"), "country"),
        (lambda: end_all(), "no_agreement"),
        (lambda: agree_on("renapo", ["sex"]), "fields"),
    ],
)
def test_a_question_passes_the_same_firewall(change, why, agency):
    change()
    reply = question()
    assert (reply.outcome, reply.why) == ("refused", why)
    assert agency.requests == []
    assert OutboxMessage.objects.get(pk=reply.message_id).state == "refused"
    assert Record.objects.filter(action="exchange.refused").exists()


@pytest.mark.django_db
def test_what_somebody_asked_is_listed_and_what_the_machine_asks_every_night_is_not(agency, cast):
    mine = ask(
        cast.supervisor, "renapo", "find_by_number", uuid.uuid4(), QUESTION, countries={"HN"}, office=cast.clerk.office
    )
    its = question(office=cast.clerk.office)
    assert [row.pk for row in queries.outbox(cast.supervisor)] == [mine.message_id]
    assert OutboxMessage.objects.get(pk=mine.message_id).acted_by == cast.supervisor
    OutboxMessage.objects.update(created_at=timezone.now() - dt.timedelta(days=62))
    assert reconciliation.tidy() == 1
    folded = Disclosure.objects.get()  # her sharing history still says so
    assert (folded.kind, folded.times, folded.purpose, folded.field_names) == (
        "compared",
        1,
        "find_by_number",
        ["curp"],
    )
    assert not OutboxMessage.objects.filter(pk=its.message_id).exists()
    assert Record.objects.filter(action="exchange.asked", subject_id=str(its.message_id)).exists()
