from __future__ import annotations

import uuid

import pytest

from acogida.exchange import delivery
from acogida.exchange.actions import send
from acogida.exchange.messages import Identity, Number
from acogida.exchange.models import OutboxMessage
from acogida.exchange.operations import Outgoing, Strayed, operation, operations, request_of
from acogida.exchange.replies import replies
from acogida.exchange.wire import Request

CURP = "NUIJ920314MNEXBS02"


@pytest.fixture
def form(monkeypatch):
    """Register an operation for one test."""
    monkeypatch.setattr(operations, "_functions", {})
    monkeypatch.setattr(replies, "_functions", {})

    def put(build, words="", name="renapo.renew_number"):
        operations._functions.pop(name, None)
        operation(name, words)(build)

    return put


def outgoing(**fields):
    return Outgoing(uuid.UUID(int=7), "renapo", "renew_number", fields, path="/v1/x")


@pytest.mark.django_db
def test_method_path_query_and_body_are_built_when_the_message_is_delivered(agency, form, settings):
    settings.RENAPO_TOKEN = "secret"
    message = send("renapo", "renew_number", uuid.uuid4(), Number(curp=CURP, renewals=1), key="a", countries={"HN"})
    form(  # after it was put in the outbox
        lambda out: Request("PUT", f"/v1/persons/{out.fields['curp']}/renewals", {"count": "1"}, {"status": "CLAIMED"}),
        words="v1 persons renewals CLAIMED",
    )
    delivery.deliver_one(message.pk)
    message.refresh_from_db()
    assert message.state == "delivered"
    assert agency.requests == [("PUT", f"/v1/persons/{CURP}/renewals?count=1&transactionId={message.pk}")]
    assert agency.received == [{"status": "CLAIMED"}]
    assert agency.tokens == ["Bearer secret"]
    assert agency.keys == [str(message.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 409])
def test_a_status_that_is_an_answer_is_none_of_trouble(status, agency, form):
    agency.status = status
    form(lambda out: Request("GET", "/v1/persons", answers=frozenset({status})), words="v1 persons")
    message = send("renapo", "renew_number", uuid.uuid4(), Number(curp=CURP), key="a", countries={"HN"})
    delivery.deliver_one(message.pk)
    message.refresh_from_db()
    assert (message.state, message.receipt["status"]) == ("delivered", status)


@pytest.mark.django_db
def test_what_the_message_does_not_say_never_leaves_and_stops_visibly(agency, form):
    form(lambda out: Request("POST", "/v1/x", body={"note": "she fled from the gang"}), words="v1 x")
    message = send("renapo", "renew_number", uuid.uuid4(), Number(curp=CURP), key="a", countries={"HN"})
    delivery.deliver_one(message.pk)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("failed", "strayed: body.note")
    assert agency.requests == []


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/v1/gang"),
        Request("POST", "/v1/x", {"why": "gang"}),
        Request("POST", "/v1/x", body="gang"),
        Request("POST", "/v1/x", body=[["gang"]]),
        Request("POST", "/v1/x", body={"a": {"b": ["gang"]}}),
        Request("POST", "/v1/x", body={"she fled": 1}),
        Request("POST", "/v1/x", body={"a": object()}),
        Request("POST", "/v1/x", body=314159),
        Request("POST", "/v1/x", body=b"gang"),
    ],
)
def test_wherever_it_is_put_it_is_found(request_, form):
    form(lambda out: request_, words="v1 1 a b why")
    with pytest.raises(Strayed):
        request_of(outgoing(curp=CURP))


def test_fields_may_be_renamed_rearranged_and_respelt(form):
    body = {"firstName": "JOSE", "dateOfBirth": "31/12/1990", "all": "Nunez Pena, Jose", "n": ["HTI", True, None]}
    form(lambda out: Request("POST", "/v1/x", body=body), words=["HTI"])
    fields = {"given_names": "José", "first_surname": "Núñez Peña", "birth_date": "1990-12-31"}
    assert request_of(outgoing(**fields)).body == body


@pytest.mark.django_db
def test_messages_about_one_person_arrive_in_order_and_those_about_others_do_not_wait(agency, form):
    person, other = uuid.uuid4(), uuid.uuid4()
    say = {"countries": {"HN"}}
    first = send("renapo", "assign_number", person, Identity(given_names="Ana"), key="a", **say)
    second = send("renapo", "renew_number", person, Number(curp=CURP), key="b", **say)
    third = send("renapo", "inactivate_number", person, Number(curp=CURP), key="c", **say)
    elsewhere = send("renapo", "renew_number", other, Number(curp=CURP), key="d", **say)
    agency.status = 422
    delivery.deliver_one(third.pk)  # its turn has not come; the sweep after it tries the others
    assert agency.keys == [str(first.pk), str(elsewhere.pk)]
    agency.status = 200
    delivery.sweep()
    states = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert [states[m.pk] for m in (first, second, third)] == ["failed", "pending", "pending"]  # until somebody acts
    OutboxMessage.objects.filter(pk=first.pk).update(state="pending")
    delivery.sweep()
    assert agency.keys[2:] == [str(m.pk) for m in (first, second, third)]
