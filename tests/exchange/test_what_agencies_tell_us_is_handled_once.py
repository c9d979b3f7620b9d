from __future__ import annotations

import datetime as dt
import json
import threading
import uuid

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.models import Office
from acogida.audit.models import Record
from acogida.exchange import inbox
from acogida.exchange.models import InboxMessage
from acogida.exchange.replies import Unusable
from acogida.exchange.topics import topic, topics

SECRET = "a shared secret of some length"
ADDRESS = "/exchange/told/renapo/"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.RENAPO_INBOX_SECRET = SECRET


@pytest.fixture
def heard(monkeypatch):
    """What a handler of the test's own was told."""
    monkeypatch.setattr(topics, "_functions", {})
    news: list = []
    topic("renapo.PERSON", person=lambda body: body["personId"])(news.append)
    return news


def tell(message_id="m1", body=None, *, kind="Notification", headers=None, content=None, client=None):
    said = {"type": kind, "message": json.dumps(body or {"personId": "P1"}), "messageId": message_id, "topic": "PERSON"}
    sent = {
        "message-type": kind, "message-id": message_id, "topic-id": "0f3c", "subscription-id": "s1",
        "Authorization": f"Bearer {SECRET}", **(headers or {}),
    }  # fmt: skip
    raw = json.dumps(said) if content is None else content
    return (client or Client()).post(ADDRESS, raw, content_type="application/json", headers=sent)


@pytest.mark.django_db
def test_a_notification_is_kept_sealed_answered_and_handled_by_the_worker(heard):
    assert tell(body={"personId": "P1", "name": "Ana Cruz"}).json() == {"received": True, "repeated": False}
    row = InboxMessage.objects.get()
    assert heard == []  # not while the agency waits for its answer
    assert b"Ana" not in bytes(row.sealed)
    assert "P1" not in row.order_key
    inbox.handle_one(row.pk)
    row.refresh_from_db()
    assert (row.state, row.sealed) == ("done", None)
    assert heard[0].body == {"personId": "P1", "name": "Ana Cruz"}
    assert (heard[0].topic, heard[0].message_id) == ("PERSON", "m1")


@pytest.mark.django_db
def test_told_twice_is_handled_once(heard):
    tell()
    assert tell().json() == {"received": True, "repeated": True}
    inbox.sweep()
    assert tell().status_code == 200  # and once more, after it was handled
    inbox.sweep()
    assert len(heard) == 1
    assert InboxMessage.objects.get().repeats == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_told_twice_at_the_same_moment_is_kept_once(heard, settings):
    def one() -> None:
        answers.append(tell(client=Client(raise_request_exception=True)).status_code)
        connections.close_all()

    answers: list[int] = []
    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    assert InboxMessage.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer wrong", f"Basic {SECRET}", "Bearer ", f"Bearer {SECRET}x", "Bearer é"]
)
def test_without_the_secret_nobody_is_heard(shown, heard):
    headers = {"Authorization": shown} if shown is not None else {"Authorization": ""}
    assert tell(headers=headers).status_code == 401
    assert not InboxMessage.objects.exists()


@pytest.mark.django_db
def test_an_agency_without_a_secret_and_one_that_does_not_exist_are_refused_alike(settings):
    settings.RENAPO_INBOX_SECRET = ""
    unset = tell(headers={"Authorization": "Bearer "})
    unknown = Client().post("/exchange/told/nobody/", "{}", content_type="application/json")
    assert (unset.status_code, unset.content) == (unknown.status_code, unknown.content)
    assert unset.status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"headers": {"message-type": "Shout"}}, "message-type"),
        ({"headers": {"message-id": ""}}, "message-id"),
        ({"headers": {"message-id": "x" * 101}}, "message-id"),
        ({"headers": {"topic-id": ""}}, "topic-id"),
        ({"content": "<html>"}, "not JSON"),
        ({"content": "[" * 100_000}, "not JSON"),
        ({"content": "[]"}, "not a JSON object"),
        ({"content": '{"type": "Notification"}'}, "message"),
        ({"content": '{"type": "Notification", "message": 7}'}, "message"),
        ({"content": '{"type": "SubscriptionConfirmation", "message": ""}'}, "type"),
        ({"content": '{"type": "Notification", "message": "", "messageId": "other"}'}, "messageId"),
        ({"content": '{"type": "Notification", "message": "a\\u0000"}'}, "cannot be kept"),
        ({"kind": "SubscriptionConfirmation"}, "subscribeURL"),
    ],
)
def test_nonsense_is_told_what_is_wrong_and_disturbs_nothing(change, says, heard):
    tell("good")
    answer = tell("bad", **change)
    assert answer.status_code == 400
    assert answer.json()["code"] == 400
    assert says in answer.json()["message"]
    assert [row.message_id for row in InboxMessage.objects.all()] == ["good"]
    assert Record.objects.filter(action="exchange.nonsense").exists()


@pytest.mark.django_db
def test_a_message_without_a_handler_is_kept_for_people(monkeypatch):
    monkeypatch.setattr(topics, "_functions", {})
    assert tell().status_code == 200
    inbox.sweep()
    row = InboxMessage.objects.get()
    assert (row.state, row.last_error) == ("failed", "no_handler")
    assert row.sealed is not None


@pytest.mark.django_db
def test_messages_about_one_person_are_handled_in_order_and_those_about_others_do_not_wait(monkeypatch):
    monkeypatch.setattr(topics, "_functions", {})
    done: list[str] = []
    fails = {"m1"}

    def handle(news):
        if news.message_id in fails:
            raise Unusable("not yet")
        done.append(news.message_id)

    topic("renapo.PERSON", person=lambda body: body["personId"])(handle)
    for message_id, person in (("m1", "P1"), ("m2", "P1"), ("m3", "P2"), ("m4", "P1")):
        tell(message_id, {"personId": person})
    inbox.sweep()
    assert done == ["m3"]
    fails.clear()
    InboxMessage.objects.update(next_attempt=timezone.now() - dt.timedelta(seconds=1))
    inbox.sweep()
    assert done == ["m3", "m1", "m2", "m4"]


@pytest.mark.django_db
def test_a_handler_that_fails_keeps_nothing_by_halves_and_the_rest_goes_on(monkeypatch):
    monkeypatch.setattr(topics, "_functions", {})

    def handle(news):
        Office.objects.filter(code="TAP").update(state="half done")
        raise ZeroDivisionError

    topic("renapo.PERSON")(handle)
    tell()
    inbox.sweep()
    row = InboxMessage.objects.get()
    assert (row.state, row.last_error, row.attempts) == ("waiting", "fault: ZeroDivisionError", 1)
    assert not Office.objects.filter(state="half done").exists()


@pytest.mark.django_db
def test_a_worker_that_died_while_handling_leaves_nothing_behind(heard):
    tell()
    long_ago = timezone.now() - dt.timedelta(seconds=1)
    InboxMessage.objects.update(state="working", claimed_until=timezone.now() + dt.timedelta(seconds=60))
    inbox.sweep()
    assert heard == []
    InboxMessage.objects.update(claimed_until=long_ago)
    inbox.sweep()
    assert len(heard) == 1


def confirmation(url):
    said = {
        "type": "SubscriptionConfirmation",
        "message": "please",
        "token": "t",
        "subscribeURL": url,
        "topic": "PERSON",
    }
    return tell(kind="SubscriptionConfirmation", content=json.dumps(said))


@pytest.mark.django_db
def test_a_subscription_is_confirmed_at_the_agencys_own_address(agency):
    assert confirmation(f"{agency.url}/v1/subscriptions/confirm?token=t").status_code == 200
    inbox.sweep()
    assert agency.requests == [("GET", "/v1/subscriptions/confirm?token=t")]
    assert InboxMessage.objects.get().state == "done"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data", "http://example.invalid/confirm?token=t", "file:///etc/passwd",
        "http://127.0.0.1:1/confirm", "//x", "http://[", "http://127.0.0.1:99999/",
    ],
)  # fmt: skip
def test_nobody_sends_us_to_another_address(url, agency):
    confirmation(url)
    inbox.sweep()
    row = InboxMessage.objects.get()
    assert (row.state, row.last_error) == ("failed", "not_theirs")
    assert agency.requests == []


@pytest.mark.django_db
def test_an_address_with_a_name_in_it_is_not_the_agencys(agency):
    confirmation(agency.url.replace("http://", "http://user@"))
    inbox.sweep()
    assert InboxMessage.objects.get().last_error == "not_theirs"


@pytest.mark.django_db
def test_only_post_is_answered():
    assert Client().get(ADDRESS).status_code == 405
    assert reverse("exchange_callback", args=["renapo"]) == ADDRESS


@pytest.mark.django_db
def test_a_message_moved_to_another_row_cannot_be_opened(heard):
    tell("m1")
    tell("m2", {"personId": "P2"})
    first, second = InboxMessage.objects.order_by("pk")
    InboxMessage.objects.filter(pk=first.pk).update(sealed=second.sealed)
    inbox.handle_one(first.pk)
    first.refresh_from_db()
    assert (first.state, first.last_error) == ("failed", "unreadable")
    assert uuid.UUID(str(first.pk)) not in [n.message_id for n in heard]
