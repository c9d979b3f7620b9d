from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.models import Office
from acogida.audit.models import Record
from acogida.exchange import delivery
from acogida.exchange.actions import send
from acogida.exchange.messages import AdmissionNotice, Identity
from acogida.exchange.models import Agency, OutboxMessage
from acogida.exchange.operations import operations
from acogida.exchange.queries import agency_status
from acogida.exchange.replies import Unusable, replies
from tests.agreements import agree_on, end_all
from tests.cast import signed_in

ANA = Identity(given_names="Ana", first_surname="Cruz", sex="F", birth_date=dt.date(1990, 1, 1))
IDENTITY = {
    "given_names": "Ana", "first_surname": "Cruz", "second_surname": "", "sex": "F", "birth_date": "1990-01-01"
}  # fmt: skip
NOTICE = AdmissionNotice(
    notice_number="COM-TAP-2026-00001-X/1", certificate_numbers=("COM-TAP-2026-00001-01A",), office="TAP",
    admitted_on=dt.date(2026, 1, 1), letter_sha256="0" * 64,
)  # fmt: skip


def a_message(key: str = "k1", countries: set[str] | None = None, **more):
    return send(
        "renapo", "assign_number", uuid.uuid4(), ANA, key=key, countries=countries or {"HN"},
        office=Office.objects.get(code="TAP"), reference="COM-TAP-2026-00001-X", **more,
    )  # fmt: skip


def now_due() -> None:
    OutboxMessage.objects.filter(state="pending").update(next_attempt=timezone.now() - dt.timedelta(seconds=1))


@pytest.fixture
def handler(monkeypatch):
    """Put a handler of the test's own in place of the people room's, on the plain wire."""
    seen: list = []
    monkeypatch.delitem(operations._functions, "renapo.assign_number")

    def put(function=None):
        monkeypatch.setitem(replies._functions, "renapo.assign_number", function or (lambda m, a: seen.append(a)))
        return seen

    put()
    return put


@pytest.mark.django_db
def test_a_message_is_delivered_with_its_receipt_and_its_content_is_dropped(agency, handler):
    seen = handler()
    message = a_message()
    delivery.deliver_one(message.pk)
    message.refresh_from_db()
    assert message.state == "delivered"
    assert message.receipt["receipt"] == "R-1"
    assert (message.payload, message.attachment) == ({}, None)
    assert message.field_names == sorted(IDENTITY)
    assert len(message.sha256) == 64
    assert agency.received == [IDENTITY]
    assert seen == ["OK"]
    assert agency_status("renapo").answers is True


@pytest.mark.django_db
def test_the_same_act_asks_once(agency, handler):
    first, second = a_message(), a_message()
    assert first.pk == second.pk
    delivery.deliver_one(first.pk)
    delivery.deliver_one(first.pk)
    delivery.sweep()
    assert len(agency.received) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda: Agency.objects.filter(pk="renapo").update(country="HN"), "country"),
        (lambda: Agency.objects.filter(pk="renapo").update(country=""), "unknown_country"),
        (lambda: agree_on("renapo", ["sex"]), "fields"),
        (lambda: end_all(), "no_agreement"),
    ],
)
def test_what_the_firewall_refuses_is_seen_audited_and_never_sent(change, reason, agency, handler):
    change()
    message = a_message()
    now_due()
    delivery.deliver_one(message.pk)
    delivery.sweep()
    message.refresh_from_db()
    assert (message.state, message.reason, message.payload) == ("refused", reason, {})
    assert agency.received == []
    assert Record.objects.filter(action="exchange.refused", subject_id=str(message.pk)).exists()


@pytest.mark.django_db
def test_while_the_agency_is_away_messages_wait_and_then_all_arrive_once(agency, handler, settings):
    url, settings.RENAPO_URL = settings.RENAPO_URL, "http://127.0.0.1:9"  # nobody listens there
    waiting = [a_message(f"k{n}") for n in range(5)]
    for message in waiting:
        assert delivery.deliver_one(message.pk) > 0
    status = agency_status("renapo")
    assert (status.answers, status.waiting) == (False, 5)
    settings.RENAPO_URL = url
    OutboxMessage.objects.filter(pk=waiting[0].pk).update(next_attempt=timezone.now() - dt.timedelta(seconds=1))
    delivery.sweep()  # the first one through wakes the others
    assert OutboxMessage.objects.filter(state="delivered").count() == 5
    assert sorted(agency.keys) == sorted(str(m.pk) for m in waiting)
    assert agency_status("renapo").answers is True


@pytest.mark.django_db
def test_one_silent_agency_does_not_hold_up_another_nor_is_it_hammered(agency, handler, settings):
    settings.INM_URL = "http://127.0.0.1:9"
    for n in range(10):
        send("inm", "claim_admitted", uuid.uuid4(), NOTICE, key=f"inm{n}", countries={"HN"})
    message = a_message()
    OutboxMessage.objects.filter(pk=message.pk).update(next_attempt=timezone.now())  # last in the queue
    delivery.sweep()
    message.refresh_from_db()
    assert message.state == "delivered"
    assert sum(OutboxMessage.objects.filter(agency="inm").values_list("attempts", flat=True)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_passing_trouble_is_tried_again_with_growing_waits(status, agency, handler):
    agency.status = status
    message = a_message()
    waits = []
    for _turn in range(5):
        waits.append(delivery.deliver_one(message.pk))
        now_due()
    assert waits[4] > waits[0] * 5
    message.refresh_from_db()
    assert (message.state, message.last_error, message.attempts) == ("pending", f"HTTP {status}", 5)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 404, 422, 302])
def test_a_message_the_agency_will_not_take_stops_in_the_list_with_its_reason(status, agency, handler):
    agency.status = status
    message = a_message()
    assert delivery.deliver_one(message.pk) is None
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("failed", f"HTTP {status}")
    delivery.sweep()
    assert len(agency.received) == 1


@pytest.mark.django_db
def test_after_too_many_tries_a_message_stops_visibly(agency, handler, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_ATTEMPTS", 3)
    agency.status = 500
    message = a_message()
    for _turn in range(6):
        delivery.deliver_one(message.pk)
        now_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 3)


@pytest.mark.django_db
def test_an_answer_that_makes_no_sense_is_asked_for_again_and_nothing_is_half_kept(agency, handler):
    def refuse(message, answer):
        Office.objects.filter(code="TAP").update(state="half done")
        raise Unusable("it is not a number")

    handler(refuse)
    message = a_message()
    assert delivery.deliver_one(message.pk) > 0
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("pending", "it is not a number")
    assert message.payload == IDENTITY
    assert not Office.objects.filter(state="half done").exists()
    handler()
    now_due()
    delivery.deliver_one(message.pk)
    assert agency.keys == [str(message.pk)] * 2  # the same key: the agency does it once
    assert len(agency.done) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [b"<html>", b"{", b"\xff\xfe"])
def test_an_answer_that_is_no_json_is_not_taken_for_success(answer, agency, handler):
    agency.answer = answer
    message = a_message()
    assert delivery.deliver_one(message.pk) > 0
    message.refresh_from_db()
    assert message.state == "pending"


@pytest.mark.django_db
def test_a_worker_that_died_while_sending_leaves_nothing_behind(agency, handler):
    message = a_message()
    OutboxMessage.objects.filter(pk=message.pk).update(
        state="sending", attempts=1, claimed_until=timezone.now() + dt.timedelta(seconds=30)
    )
    delivery.sweep()
    assert agency.received == []  # somebody may still be at it
    OutboxMessage.objects.filter(pk=message.pk).update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    delivery.sweep()
    message.refresh_from_db()
    assert message.state == "delivered"


@pytest.mark.django_db
def test_a_claim_that_ran_out_keeps_nothing(agency, handler):
    seen = handler()
    message = a_message()
    stale = timezone.now() - dt.timedelta(seconds=1)
    OutboxMessage.objects.filter(pk=message.pk).update(state="sending", claimed_until=timezone.now())
    from acogida.exchange.wire import Answer

    delivery._keep(message, stale, Answer(200, "OK", ""), "0" * 64)
    message.refresh_from_db()
    assert (message.state, seen) == ("sending", [])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_message_once(agency, handler):
    messages = [a_message(f"k{n}") for n in range(12)]

    def work() -> None:
        delivery.sweep()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(agency.keys) == sorted(str(m.pk) for m in messages)


@pytest.mark.django_db
def test_the_list_shows_what_stopped_and_sends_it_again(agency, handler, cast):
    agency.status = 400
    message = a_message()
    delivery.deliver_one(message.pk)
    page = signed_in(cast, "supervisor").get(reverse("exchange_outbox"), {"state": "failed"})
    assert page.status_code == 200
    assert "La institución no acepta el mensaje. (400)" in page.text
    assert message.reference in page.text
    agency.status = 200
    assert signed_in(cast, "supervisor").post(reverse("exchange_retry", args=[message.pk])).status_code == 302
    delivery.sweep()
    message.refresh_from_db()
    assert message.state == "delivered"


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["outsider", "nobody", "clerk"])
def test_who_may_not_see_the_outbox_sees_nothing(part, agency, handler, cast):
    message = a_message()
    client = signed_in(cast, part)
    page = client.get(reverse("exchange_outbox"))
    assert page.status_code == 404 or message.reference not in page.text
    assert client.post(reverse("exchange_retry", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.attempts == 0


@pytest.mark.django_db
def test_nobody_reads_names_in_the_list(agency, handler, cast):
    a_message()
    page = signed_in(cast, "supervisor").get(reverse("exchange_outbox"))
    assert "Cruz" not in page.text.replace("Rosa Cruz", "")
