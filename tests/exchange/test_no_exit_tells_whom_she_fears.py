"""Every way out, tried for somebody who must be protected from the country of the one who would be told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.exchange import delivery
from acogida.exchange.actions import answer, ask, hand_over, send
from acogida.exchange.firewall import Recipient, Role
from acogida.exchange.messages import Identity, Number, Reference
from acogida.exchange.models import Agency, Disclosure, OutboxMessage
from acogida.people.models import Person
from tests.agreements import agree
from tests.cast import Cast, a_person

pytestmark = pytest.mark.django_db
MESSAGE = Identity(given_names="Ana", first_surname="Paz")
COUNTRIES = ["HN", "HT", "VE", "CU", "SV"]


def _send(person: Person, named: set[str], country: str) -> str:
    row = send("renapo", "verify", person.pk, MESSAGE, key=str(uuid.uuid4()), countries=named)
    return row.reason


def _send_with_others(person: Person, named: set[str], country: str) -> str:
    row = send(
        "renapo", "verify", None, Reference(person_reference="x1"), key=str(uuid.uuid4()), countries=named,
        also_about=[person.pk],
    )  # fmt: skip
    return row.reason


def _ask(person: Person, named: set[str], country: str) -> str:
    return ask(None, "renapo", "verify", person.pk, MESSAGE, countries=named).why


def _answer(person: Person, named: set[str], country: str) -> str:
    return answer("renapo", "verify", person.pk, MESSAGE, countries=named).why


def _over(make: Callable[[str], Recipient]) -> Callable[[Person, set[str], str], str]:
    def hand(person: Person, named: set[str], country: str) -> str:
        return hand_over(
            None, make(country), f"somebody {country}", "a_purpose", person.pk, MESSAGE, countries=named
        ).why

    return hand


EXITS: list[Callable[[Person, set[str], str], str]] = [
    _send, _send_with_others, _ask, _answer,
    _over(lambda country: Recipient.address("Apartado 5, Palacio de Gobierno", country)),
    _over(lambda country: Recipient.domain(f"aviso@correo.gob.{country.lower()}")),
    _over(lambda country: Recipient.person(Role.OFFICIAL, [], [country])),
    _over(lambda country: Recipient.person(Role.PRIVATE, [country])),
    _over(lambda country: Recipient.export("a_list", ["MX", country])),
    _over(lambda country: Recipient.qr_audience([country])),
]  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    exit_=st.sampled_from(EXITS), country=st.sampled_from(COUNTRIES),
    how=st.sampled_from(["nationalities", "former_residence", "feared_countries"]), named=st.booleans(),
)  # fmt: skip
def test_nothing_leaves_by_any_exit(cast: Cast, agency: Any, exit_: Any, country: str, how: str, named: bool) -> None:
    Agency.objects.filter(pk="renapo").update(country=country)
    agree("renapo", "verify", ["given_names", "first_surname", "second_surname", "person_reference"], direction="both")
    known: dict[str, Any] = {"nationalities": ["CL"], how: country if how == "former_residence" else [country]}
    person = a_person(cast, **known)
    # Also when the caller names nobody's countries: the register knows them.
    assert exit_(person, {country} if named else set(), country) == "country"
    delivery.sweep()
    assert agency.requests == []
    left = OutboxMessage.objects.exclude(state="refused").exists() or Disclosure.objects.filter(refusal="").exists()
    assert not left
    for row in OutboxMessage.objects.filter(state="refused"):
        assert (row.payload, row.attachment) == ({}, None)


def test_the_number_itself_is_kept_too(cast: Cast, agency: Any) -> None:
    Agency.objects.filter(pk="renapo").update(country="HN")
    person = a_person(cast)
    said = ask(None, "renapo", "find_by_number", person.pk, Number(curp="NUIM920314MNEXBR07"), countries=set())
    assert (said.why, agency.requests) == ("country", [])
