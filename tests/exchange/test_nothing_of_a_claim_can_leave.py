"""By every way out of the house, whatever somebody tries to put into a message."""

from __future__ import annotations

import dataclasses
import json
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.exchange import delivery, messages
from acogida.exchange.actions import ask, send
from acogida.exchange.messages import FIELDS, MESSAGES, Identity, Message, plain, unfit
from acogida.exchange.models import OutboxMessage
from acogida.exchange.operations import Outgoing, Strayed, operation, operations, request_of
from acogida.exchange.replies import replies
from acogida.exchange.wire import Request
from tests.agreements import agree

# What people say in interviews: sentences, with names of persecutors, dates, punctuation.
WORDS = "me amenazaron mi hermano la pandilla huí golpearon policía iglesia testigo mataron volver miedo porque ellos".split()
narratives = st.lists(st.sampled_from(WORDS), min_size=13, max_size=60).map(lambda words: " ".join(words))
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(
    lambda words: " ".join(words) + ".\nY luego: no"
)
claims = narratives | sentences
TEXT_FIELDS = sorted(
    {f.name for cls in MESSAGES for f in dataclasses.fields(cls) if "str" in str(f.type) or "tuple" in str(f.type)}
)


def message_with(name: str, value: str) -> Message:
    """A message of some class that has the field, with `value` in it."""
    cls = next(cls for cls in sorted(MESSAGES, key=lambda c: c.__name__) if name in cls.__dataclass_fields__)
    filled = {
        f.name: "" for f in dataclasses.fields(cls)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }  # fmt: skip
    several = "tuple" in str(cls.__dataclass_fields__[name].type)
    return cls(**{**filled, name: (value,) if several else value})


@given(st.sampled_from(TEXT_FIELDS), claims)
def test_no_field_takes_what_was_told(name, told):
    assert name in unfit(message_with(name, told))


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TEXT_FIELDS), claims, st.booleans())
def test_whatever_field_it_is_put_in_it_neither_leaves_nor_is_kept(agency, monkeypatch, name, told, direct):
    monkeypatch.setattr(operations, "_functions", {})
    agree("renapo", "assign_number", sorted(FIELDS))  # as wide as an agreement can be
    message, person = message_with(name, told), uuid.uuid4()
    if direct:
        assert ask(None, "renapo", "assign_number", person, message, countries={"HN"}).outcome == "refused"
    else:
        send("renapo", "assign_number", person, message, key=str(person), countries={"HN"})
        delivery.sweep()
    row = OutboxMessage.objects.get(person_id=person)
    assert (row.state, row.reason, row.payload) == ("refused", "shape", {})
    assert told not in json.dumps([row.last_error, row.note, row.field_names, row.receipt])
    assert agency.requests == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "thing",
    [
        {"given_names": "Ana"}, None, "Ana", SimpleNamespace(given_names="Ana"), Message(),
        type("Identity", (), {"given_names": "Ana", "__module__": messages.__name__})(),
    ],
)  # fmt: skip
def test_only_a_declared_message_is_sent(thing, agency):
    with pytest.raises(TypeError), transaction.atomic():
        send("renapo", "assign_number", uuid.uuid4(), thing, key="k", countries={"HN"})
    with pytest.raises(TypeError):
        ask(None, "renapo", "assign_number", uuid.uuid4(), thing, countries={"HN"})
    assert agency.requests == []
    assert not OutboxMessage.objects.exists()


def test_nobody_declares_a_message_elsewhere_nor_a_field_that_is_not_listed():
    with pytest.raises(TypeError, match=r"acogida\.exchange\.messages"):
        type("Mine", (Identity,), {"__annotations__": {"narrative": "str"}})
    with pytest.raises(TypeError, match="no such field"):
        type("Mine", (Message,), {"__module__": messages.__name__, "__annotations__": {"narrative": "str"}})
    disguised = type("Mine", (Message,), {"__module__": messages.__name__, "__annotations__": {}})
    with pytest.raises(TypeError, match="only a message"):
        plain(disguised())


def test_a_message_cannot_be_given_more_after_it_was_made():
    message = Identity(given_names="Ana")
    with pytest.raises(dataclasses.FrozenInstanceError):
        message.given_names = "x"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        message.narrative = "x"  # type: ignore[attr-defined]
    assert set(plain(message)) == {"given_names", "first_surname", "second_surname"}


shapes = st.recursive(
    st.none() | st.booleans() | st.just("PLACE"),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, min_size=1),
    max_leaves=6,
).filter(lambda made: "PLACE" in json.dumps(made))


@given(claims, shapes, st.sampled_from(["path", "query", "body", "key"]))
def test_an_operation_cannot_add_it_anywhere_in_a_request(told, shape, where):
    def fill(made: Any) -> Any:
        if isinstance(made, list):
            return [fill(each) for each in made]
        if isinstance(made, dict):
            return {key: fill(each) for key, each in made.items()}
        return told if made == "PLACE" else made

    request = {
        "path": Request("POST", f"/v1/persons/{told}"),
        "query": Request("POST", "/v1/persons", {"a": told}),
        "body": Request("POST", "/v1/persons", body=fill(shape)),
        "key": Request("POST", "/v1/persons", body={told: "Ana"}),
    }[where]
    name = "renapo.a_test"
    operation(name, "v1 persons")(lambda outgoing: request)
    try:
        with pytest.raises(Strayed):
            request_of(Outgoing(uuid.uuid4(), "renapo", "a_test", {"given_names": "Ana"}))
    finally:
        del operations._functions[name]


@pytest.mark.django_db
def test_a_letter_leaves_only_where_its_hash_was_said(agency, monkeypatch):
    monkeypatch.setattr(replies, "_functions", {})
    row = send(
        "renapo", "assign_number", uuid.uuid4(), Identity(given_names="Ana"), key="k", countries={"HN"},
        attachment=b"%PDF-1.7 what she told",
    )  # fmt: skip
    assert (row.state, row.reason, row.attachment) == ("refused", "shape", None)


@pytest.mark.parametrize("number", ["", "S/N", "COM-TAP-2026-00001-X", "G 123456 7", "AB1234567", "12.345.678-9"])
def test_numbers_of_documents_as_they_are_written_do_fit(number):
    assert unfit(Identity(given_names="Ana", document_number=number)) == []


@pytest.mark.parametrize(
    "name", ["", "María José", "O'Brien-Núñez", "محمد", "Мария", "王小明", "D’Angelo", "Ma. de la Luz"]
)
def test_names_of_any_script_do_fit(name):
    assert unfit(Identity(given_names=name)) == []
