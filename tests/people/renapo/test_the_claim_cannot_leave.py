"""Whatever stands in the case, nothing of it is in the bytes that leave: by type, and by trying."""

from __future__ import annotations

import dataclasses
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.exchange import delivery
from acogida.exchange.messages import FIELDS, MESSAGES, Message
from acogida.exchange.models import OutboxMessage
from acogida.exchange.operations import Outgoing, Strayed, operations, request_of
from acogida.people.models import Person
from acogida.people.numbers import actions as numbers
from acogida.people.renapo import asking
from tests.cast import a_person

ABOUT_THE_CLAIM = ("ground", "claim", "narrative", "interview", "persec", "fear", "need", "outcome", "assess", "reason")
FREE = ("phone", "occupation", "education", "marital_status", "address", "birth_place")


def test_no_message_has_a_field_for_the_claim_and_none_can_be_made_elsewhere():
    fields = {field.name for each in MESSAGES for field in dataclasses.fields(each)} | set(FIELDS)
    assert [name for name in fields if any(part in name for part in ABOUT_THE_CLAIM)] == []
    with pytest.raises(TypeError):

        class Told(Message):
            narrative: str

    for each in MESSAGES:
        assert each.__dataclass_params__.frozen


SECRET = st.text(st.sampled_from("bcdfghjklmnpqrstvwxyz"), min_size=10, max_size=20)


@pytest.mark.django_db
def test_whatever_stands_in_the_case_nothing_of_it_is_in_the_bytes(cast):
    """Every step of a number's life, with secrets in every free field of the person and of her case."""

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(SECRET, min_size=len(FREE) + 2, max_size=len(FREE) + 2, unique=True))
    def hold(secrets):
        with transaction.atomic():
            person = a_person(cast, feared_countries=["HN"], **dict(zip(FREE, secrets, strict=False)))
            Person.objects.filter(pk=person.pk).update(email=f"{secrets[-1]}@example.org")
            asking.request_assignment(person, reference="COM-TAP-2026-00001-X")
            number = numbers.record(person.pk, "NUIJ920314MNEXBS05", assigned_on=person.office.today(), source="slip")
            for step in (asking.renew, asking.make_permanent, asking.revoke):
                step(number)
            rows = list(OutboxMessage.objects.filter(person_id=person.pk))
            assert len(rows) == 6
            for row in rows:
                request = request_of(delivery.outgoing(row))
                left = request.target(str(row.pk)).encode() + (request.content() or b"")
                assert [secret for secret in secrets if secret.encode() in left] == []
            transaction.set_rollback(True)

    hold()


@given(SECRET)
def test_an_operation_that_would_add_something_is_stopped(secret):
    """Even code of ours that reads the case while it builds a request cannot get its words out."""
    honest = operations["renapo.assign_number"]
    fields = {"given_names": "Ana", "first_surname": "Cruz", "sex": "F", "birth_date": "1990-01-01"}
    outgoing = Outgoing(uuid.uuid4(), "renapo", "assign_number", fields)
    chatty = dataclasses.replace(
        honest,
        build=lambda out: dataclasses.replace(honest.build(out), body={**honest.build(out).body, "note": secret}),
    )
    operations._functions["renapo.assign_number"] = chatty
    try:
        with pytest.raises(Strayed):
            request_of(outgoing)
    finally:
        operations._functions["renapo.assign_number"] = honest
    assert request_of(outgoing).body["firstName"] == "Ana"
