"""Events: confirmed subscriptions only, signed, at least once and in order, as long as an agreement stands."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from acogida.exchange import delivery, public_net, wire
from acogida.exchange.messages import Identity, Number, PersonEvent
from acogida.exchange.models import Agreement, OutboxMessage
from acogida.partners import signing
from acogida.partners.events import actions, addresses, publish
from acogida.partners.events.models import Subscription
from acogida.partners.oauth import actions as clients
from acogida.partners.oauth.models import PartnerClient
from tests.cast import Cast, a_person
from tests.partners.partner import Hook, a_client, agreement

pytestmark = pytest.mark.django_db

_spec = importlib.util.spec_from_file_location(
    "check_callback", Path(__file__).parents[2] / "docs" / "examples" / "check_callback.py"
)
assert _spec and _spec.loader
check_callback = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(check_callback)


@pytest.fixture
def client(hook: Hook) -> PartnerClient:
    agreement("sep", "recognised", ["curp", "person_reference"])
    return a_client("sep", "notif.sub.write", name="control", addresses=[hook.url])[0]


@pytest.fixture
def subscription(client: PartnerClient, hook: Hook) -> Subscription:
    """One that was confirmed."""
    made = actions.subscribe(client, "recognised", hook.url, "60,3")
    delivery.sweep()
    actions.confirm(client, hook.messages()[-1]["token"])
    hook.came.clear()
    return made


def tell(cast: Cast, person: Any, key: str = "1", said: Any = None) -> list[OutboxMessage]:
    message = said or Number(curp="NUIM920314MNEXBR03")
    return publish("recognised", person, message, office=cast.clerk.office, key=key)


def test_a_subscription_tells_nothing_before_its_address_has_confirmed_it(
    client: PartnerClient, hook: Hook, cast: Cast
) -> None:
    made = actions.subscribe(client, "recognised", hook.url)
    assert actions.subscribe(client, "recognised", hook.url) == made
    assert tell(cast, a_person(cast)) == []
    delivery.sweep()
    (asked,) = hook.messages()
    assert asked["type"] == "SubscriptionConfirmation"
    assert asked["subscribeURL"].endswith(
        f"/osia/notification/v1/subscriptions/confirm?token={asked['token'].replace(':', '%3A')}"
    )
    other = a_client("sep", "notif.sub.write", name="otro")[0]
    for who, token in ((other, asked["token"]), (client, asked["token"] + "x"), (client, "")):
        with pytest.raises(ValueError, match="not ours"):
            actions.confirm(who, token)
    assert actions.confirm(client, asked["token"]).active
    assert actions.confirm(client, asked["token"]).active
    assert len(tell(cast, a_person(cast))) == 1


def test_an_event_arrives_signed_and_a_replay_of_it_does_nothing(
    subscription: Subscription, hook: Hook, cast: Cast
) -> None:
    assert len(tell(cast, a_person(cast))) == 1
    assert tell(cast, a_person(cast))[0].pk is not None  # the same act published twice is told once
    delivery.sweep()
    ((body, headers),) = hook.came
    keys, seen = json.dumps(signing.jwks()), set()
    message = check_callback.check(body, headers, keys, hook.url, seen)
    assert json.loads(message["message"]) == {"curp": "NUIM920314MNEXBR03"}
    assert (message["topic"], message["messageId"]) == ("recognised", headers["message-id"])
    assert check_callback.check(body, headers, keys, hook.url, seen) is None  # replayed
    for changed in (
        (body.replace(b"NUIM", b"XXXX"), headers, hook.url),
        (body, {**headers, "message-id": "another"}, hook.url),  # a replay under another name
        (body, headers, "https://somebody.else/hook"),  # meant for another partner
        (body, {**headers, "x-jws-signature": headers["x-jws-signature"][:-8] + "AAAAAAAA"}, hook.url),
    ):
        with pytest.raises(ValueError, match=r".+"):
            check_callback.check(*changed[:2], keys, changed[2], set())


def test_a_delivery_that_is_old_is_refused_by_the_reference_verifier(
    subscription: Subscription, hook: Hook, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(cast, a_person(cast))
    delivery.sweep()
    ((body, headers),) = hook.came
    now = time.time()
    monkeypatch.setattr(check_callback.time, "time", lambda: now + 3600)
    with pytest.raises(ValueError, match="old"):
        check_callback.check(body, headers, json.dumps(signing.jwks()), hook.url, set())


def test_events_about_one_person_keep_their_order_and_what_fails_is_tried_as_the_policy_says(
    subscription: Subscription, hook: Hook, cast: Cast
) -> None:
    person, other = a_person(cast), a_person(cast, given_names="Rosa")
    hook.status = 503
    for key in ("1", "2"):
        tell(cast, person, key, Number(curp=f"NUIM92031{key}MNEXBR03"))
    tell(cast, other, "3", Number(curp="NUIM920313MNEXBR03"))
    delivery.sweep()
    assert len(hook.came) == 1  # one finds out; the others wait with it
    waits = {
        m.next_attempt - timezone.now() > dt.timedelta(seconds=50)
        for m in OutboxMessage.objects.filter(state="pending")
    }
    assert waits == {True}
    hook.status = 200
    OutboxMessage.objects.filter(place=1, state="pending", attempts=1).update(next_attempt=timezone.now())
    delivery.sweep()
    said = [json.loads(message["message"])["curp"][9] for message in hook.messages()[1:]]
    assert sorted(said) == ["1", "2", "3"]
    assert said.index("1") < said.index("2")


def test_when_the_policy_is_used_up_it_stops_where_people_see_it(
    subscription: Subscription, hook: Hook, cast: Cast
) -> None:
    (row,) = tell(cast, a_person(cast))
    hook.status = 503
    for _turn in range(4):
        OutboxMessage.objects.filter(pk=row.pk).update(next_attempt=timezone.now())
        delivery.sweep()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(hook.came)) == ("failed", 3, 3)
    row.agency.refresh_from_db()
    assert row.agency.answers is None  # how its callbacks do says nothing about the agency's own service


@pytest.mark.parametrize("how", ["agreement", "revoked", "unsubscribed", "address"])
def test_a_partner_that_may_hear_no_more_hears_not_even_what_waited(
    subscription: Subscription, hook: Hook, cast: Cast, client: PartnerClient, how: str
) -> None:
    (row,) = tell(cast, a_person(cast))
    if how == "agreement":
        Agreement.objects.filter(agency="sep").update(end=dt.date(2020, 1, 1))
    elif how == "revoked":
        clients.revoke(None, client.pk, "Fin del convenio")
    elif how == "unsubscribed":
        assert actions.unsubscribe(client, subscription.pk)
        assert not actions.unsubscribe(client, subscription.pk)
    else:
        PartnerClient.objects.update(addresses=["https://elsewhere.example/"])
    delivery.sweep()
    row.refresh_from_db()
    assert hook.came == []
    assert row.state in ("refused", "failed")
    if how != "address":
        assert tell(cast, a_person(cast), "2") == []


def test_nothing_is_published_to_a_country_she_fled_nor_outside_the_fields(
    subscription: Subscription, hook: Hook, cast: Cast
) -> None:
    subscription.client.agency.country = "HN"
    subscription.client.agency.save()
    (row,) = tell(cast, a_person(cast))
    assert (row.state, row.reason, row.payload) == ("refused", "country", {})
    (other,) = tell(cast, a_person(cast, nationalities=["HT"]), "2", Identity(given_names="Rosa"))
    assert (other.state, other.reason) == ("refused", "fields")
    delivery.sweep()
    assert hook.came == []


def test_each_partner_hears_what_its_agreement_lists_and_knows_her_by_a_reference_of_its_own(
    subscription: Subscription, cast: Cast, hook: Hook
) -> None:
    agreement("imss", "recognised", ["happened_on", "person_reference"])
    agreement("sep", "recognised", ["happened_on", "curp", "person_reference"])
    other = a_client("imss", "notif.sub.write", addresses=[hook.url])[0]
    Subscription.objects.create(client=other, topic="recognised", address=hook.url, confirmed_at=timezone.now())
    person = a_person(cast)
    event = PersonEvent(happened_on=dt.date(2026, 5, 4), person_reference=str(person.pk), curp="NUIM920314MNEXBR03")
    mine, theirs = (row.payload for row in tell(cast, person, said=event))
    assert (set(mine), set(theirs)) == (
        {"happened_on", "curp", "person_reference"},
        {"happened_on", "person_reference"},
    )
    assert len({mine["person_reference"], theirs["person_reference"], str(person.pk)}) == 3


def test_of_a_sealed_person_only_what_the_law_names_is_told(
    subscription: Subscription, client: Any, cast: Cast
) -> None:
    agreement("sep", "child_at_risk", ["curp"])
    Subscription.objects.create(
        client=client, topic="child_at_risk", address=subscription.address, confirmed_at=timezone.now()
    )
    person = a_person(cast)
    person.sealed = True
    person.save()
    assert tell(cast, person) == []
    office, said = cast.clerk.office, Number(curp="NUIM920314MNEXBR03")
    assert len(publish("child_at_risk", person, said, office=office, key="1")) == 1


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://sep.example/hook", True), ("https://sep.example/hook/", True), ("https://sep.example/hook/a?b=c", True),
        ("https://sep.example/hooks", False), ("https://sep.example/hook/../admin", False),
        ("https://sep.example/hook/%2e%2e/admin", False), ("https://sep.example:8443/hook", False),
        ("http://sep.example/hook", False), ("https://sep.example@evil.example/hook", False),
        ("https://evil.example/hook", False), ("https://sep.example/hook\\..\\x", False), ("https://[::1/hook", False),
        ("https://sep.example/hook\r\nX: y", False), ("", False),
    ],
)  # fmt: skip
def test_only_addresses_below_an_agreed_one_are_called(address: str, allowed: bool) -> None:
    assert addresses.below(address, ["https://sep.example/hook"]) is allowed


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fd00::1",
     "fe80::1%eth0", "::ffff:10.0.0.8", "224.0.0.1", "192.0.2.7"],
)  # fmt: skip
def test_nothing_inside_our_own_network_is_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not public_net.public(address)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(wire.Rejected, match=addresses.NOT_PUBLIC):
        addresses.post("https://sep.example/hook", b"{}", {}, seconds=1, local=False)
    assert public_net.public("189.254.1.1")


def test_a_redirect_is_not_followed_and_plain_http_is_not_spoken_in_production(hook: Hook) -> None:
    hook.status = 302
    with pytest.raises(wire.Rejected):
        addresses.post(hook.url, b"{}", {}, seconds=30, local=True)
    with pytest.raises(wire.Rejected, match=addresses.NOT_PUBLIC):
        addresses.post(hook.url, b"{}", {}, seconds=2, local=False)
    assert len(hook.came) == 1


def test_an_address_that_answers_a_letter_at_a_time_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            line, _peer = slow.accept()
            with line, suppress(OSError):
                for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 4000:
                    line.sendall(bytes([letter]))
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(wire.NoAnswer):
            addresses.post(f"http://127.0.0.1:{slow.getsockname()[1]}/", b"{}", {}, seconds=0.5, local=True)
        assert time.monotonic() - started < 100  # the whole answer would take twice as long


@pytest.mark.parametrize("text", ["1,2", "x", "60,", "60,-2", "999999,1"])
def test_a_policy_that_is_none_is_refused(client: PartnerClient, hook: Hook, text: str) -> None:
    with pytest.raises(ValueError, match=r"countdown"):
        actions.subscribe(client, "recognised", hook.url, text)
