"""Our side of the wire against OSIA v7.1 as published: every request we can make, and the endpoint that is called back."""

from __future__ import annotations

import copy
import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as house
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from acogida.exchange import callback, subscribing
from acogida.exchange.messages import Identity, Message, Number, Reference, Registration, Subscription, plain
from acogida.exchange.models import InboxMessage
from acogida.exchange.operations import Outgoing, operations, request_of
from acogida.exchange.wire import Request
from acogida.people.renapo import osia as wire
from acogida.people.renapo.fields import COUNTRIES
from tests import osia

WHO: dict[str, Any] = {
    "given_names": "María José", "first_surname": "Núñez", "second_surname": "Ibáñez", "sex": "F",
    "birth_date": dt.date(1992, 3, 14), "birth_country": "HN", "nationalities": ("HN", "SV"), "document_kind": "COMAR",
    "document_number": "COM-TAP-2026-00001-X",
}  # fmt: skip
ENTRY: dict[str, Any] = {"curp": "NUIJ920314MNEXBS05", "person_reference": "0192f0aa-1111", "identity_reference": "N7"}
MESSAGES: dict[str, Message] = {
    "assign_number": Identity(**WHO),
    "register_person": Reference(person_reference="0192f0aa-1111"),
    "register_identity": Registration(**WHO, **ENTRY, valid_until=dt.date(2027, 5, 21)),
    "renew_number": Number(**ENTRY, valid_until=dt.date(2027, 11, 17), renewals=1),
    "convert_number": Number(**ENTRY, document_kind="INM", document_number="A-1"),
    "confirm_number": Number(**ENTRY, number_status="VALID"),
    "choose_reference": Number(**ENTRY),
    "inactivate_number": Number(**ENTRY, number_status="REVOKED"),
    "find_by_number": Number(curp=ENTRY["curp"]),
    "find_by_data": Identity(given_names="Ana", first_surname="Cruz", birth_date=dt.date(1990, 1, 1)),
    "read_person": Reference(person_reference="seed-1"),
    "read_identities": Reference(person_reference="seed-1"),
    "subscribe": Subscription(topic="DEATH"),
}
ADDRESSES = {"/pr": "pr", "/uin": "uin", "/notification": "notification"}


def request(purpose: str, message: Message | None = None) -> Request:
    fields = plain(message or MESSAGES[purpose])
    return request_of(Outgoing(uuid.uuid4(), wire.AGENCY, purpose, fields, person_id=uuid.uuid4()))


def parted(target: str) -> tuple[str, str]:
    """The document and what stands below its address."""
    base = next(base for base in ADDRESSES if target.startswith(base + "/"))
    return ADDRESSES[base], target.removeprefix(base)


@pytest.fixture(autouse=True)
def called_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(house, "RENAPO_CALLBACK_URL", "https://asilo.example.mx/exchange/told/renapo/")
    subscribing.speak_of("renapo")
    yield
    monkeypatch.undo()
    subscribing.speak_of("renapo")


def test_every_purpose_we_can_send_is_examined_here() -> None:
    ours = {name.removeprefix("renapo.") for name in operations.names() if name.startswith("renapo.")}
    assert ours == set(MESSAGES) == set(wire.SCOPES)


@pytest.mark.parametrize("purpose", MESSAGES)
def test_each_request_is_one_the_published_document_knows(purpose: str) -> None:
    made = request(purpose)
    document, target = parted(made.target("t-1"))
    assert osia.objections(document, made.method, target, made.body) == []


@pytest.mark.parametrize("purpose", MESSAGES)
def test_each_asks_for_the_scope_by_its_published_name(purpose: str) -> None:
    document, operation_id, scope = wire.SCOPES[purpose]
    made = request(purpose)
    assert parted(made.path)[0] == document
    (operation,) = [each for each in osia.operations(document) if each.id == operation_id]
    assert (operation.method, operation.scopes) == (made.method, {scope})


def test_the_examination_would_notice() -> None:
    made = request("register_identity")
    document, target = parted(made.target("t-1"))
    assert osia.objections(document, "POST", target, {**made.body, "narrative": "x"})
    assert osia.objections(document, "POST", target, {**made.body, "status": "ASYLUM"})
    assert osia.objections(document, "POST", target.split("?")[0], made.body)
    assert osia.objections(document, "POST", "/v1/nothing", None)


NAME = st.text(st.characters(categories=["L"]), min_size=1, max_size=30)


@given(NAME, NAME, st.sampled_from(["", "X"]), st.sampled_from("FMX"), st.dates(), st.sampled_from(sorted(COUNTRIES)))
def test_whatever_a_person_is_called_the_request_is_one_the_document_knows(
    given_names: str, first: str, second: str, sex: str, born: dt.date, country: str
) -> None:
    message = Registration(
        given_names=given_names, first_surname=first, second_surname=second, sex=sex, birth_date=born,
        birth_country=country, nationalities=(country,), **ENTRY,
    )  # fmt: skip
    made = request("register_identity", message)
    document, target = parted(made.target("t-1"))
    assert osia.objections(document, made.method, target, made.body) == []
    assert json.loads(made.content() or b"")["biographicData"]["firstName"] == given_names


# --- the other side: we are called back ---------------------------------------------------------------------------------


def callback_document() -> dict[str, Any]:
    """The subscriber's callback of the document as an operation of its own, at our address."""
    document = copy.deepcopy(osia.document("notification"))
    post = document["paths"]["/v1/subscriptions"]["post"]["callbacks"]["onEvent"]["{$request.query.address}"]["post"]
    return {**document, "paths": {"/exchange/told/renapo/": {"post": post}}}


@pytest.mark.django_db
def test_whatever_the_document_allows_is_taken_and_never_a_fault(settings: Any) -> None:
    settings.RENAPO_INBOX_SECRET = "secret"
    operation = schemathesis.openapi.from_dict(callback_document())["/exchange/told/renapo/"]["POST"]
    taken = []

    @settings_of(25)
    @given(operation.as_strategy())
    def hold(case: Any) -> None:
        assume(isinstance(case.body, dict))  # the document does not require a body; we do
        body = dict(case.body)
        headers = {"Authorization": "Bearer secret", "message-type": body["type"], "topic-id": "t-1"}
        headers["message-id"] = str(body.get("messageId") or uuid.uuid4())
        if not callback.IDENTIFIER.fullmatch(headers["message-id"]):
            body.pop("messageId", None)
            headers["message-id"] = str(uuid.uuid4())
        response = Client().post("/exchange/told/renapo/", json.dumps(body), "application/json", headers=headers)
        topic = body.get("topic") or "t-1"
        usable = callback.IDENTIFIER.fullmatch(topic) and (body["type"] == "Notification" or body.get("subscribeURL"))
        if usable and "\x00" not in json.dumps(body, ensure_ascii=False):
            assert response.status_code == 200, (body, response.text)
            taken.append(body)
        else:
            assert response.status_code == 400, (body, response.text)
            assert set(response.json()) == {"code", "message"}  # OSIA's Error

    hold()
    assert taken
    assert InboxMessage.objects.count() <= len(taken)


def settings_of(examples: int) -> Any:
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
