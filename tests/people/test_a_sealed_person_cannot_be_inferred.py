"""A sealed person and her cases do not exist for whoever may not know of them."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acogida.accounts.models import Office, Posting, Role, User
from acogida.audit.models import Record
from acogida.cases import queries as case_queries
from acogida.cases.actions import NewMember, assign, open_case
from acogida.cases.models import Case, Member
from acogida.exchange.access import hidden
from acogida.people import queries
from acogida.people.access import hidden_from, visible_to
from acogida.people.models import Person
from acogida.people.sealing import seal
from acogida.ui.search import ask
from tests.cast import Cast, a_case, a_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def protector(cast: Cast) -> User:
    user = User(username="protector", first_name="Marta", last_name="Solís", office=Office.objects.get(code="CMX"),
                must_use_second_factor=False)  # fmt: skip
    user.save()
    role = Role.objects.get(code="protection_supervisor")
    Posting.objects.create(user=user, role=role, office=user.office, start="2019-01-01")
    cast.users["protector"] = user
    return user


def sealed(cast: Cast, person: Person, is_sealed: bool = True) -> None:
    seal(cast.as_("protector"), person.pk, sealed=is_sealed, reason="amenazas", key=uuid.uuid4())


def answers(cast: Cast, part: str, text: str) -> list[tuple[str, list[str]]]:
    found = ask(cast.as_(part).user, text, cast.as_(part))
    return [(str(kind), [str(result.title) for result in results]) for kind, results in found.groups]


def test_lists_searches_and_counts_are_as_if_she_were_not_there(cast: Cast, protector: User) -> None:
    others = [a_person(cast, given_names=f"María {name}") for name in ("Elena", "Isabel", "Zoila")]
    for other in others:
        a_case(cast, members=[NewMember(other, Member.Role.PRINCIPAL)])
    without = (answers(cast, "clerk", "maria nunez"), case_queries.counts(cast.supervisor))
    # She would stand first, and her case in every count, were she not sealed.
    secret = a_person(cast, given_names="María Ana")
    case = a_case(cast, members=[NewMember(secret, Member.Role.PRINCIPAL)])
    assert answers(cast, "clerk", "maria nunez") != without[0]
    sealed(cast, secret)
    assert answers(cast, "clerk", "maria nunez") == without[0]
    assert case_queries.counts(User.objects.get(pk=cast.supervisor.pk)) == without[1]
    assert answers(cast, "clerk", case.number) == []
    for part in ("clerk", "supervisor", "officer", "reviewer", "outsider"):
        client = signed_in(cast, part)
        assert client.get(reverse("person_page", args=[secret.pk])).status_code == 404
        assert client.get(reverse("case_page", args=[case.number])).status_code == 404


def test_a_limit_is_not_used_up_by_those_who_are_hidden(cast: Cast, protector: User) -> None:
    people = [a_person(cast, given_names=f"María {letter}") for letter in "ABCD"]
    for person in people[:3]:
        sealed(cast, person)
    assert queries.search(cast.clerk, "maria nunez", limit=1) == [people[3]]


def test_a_search_asks_the_database_the_same_whether_or_not_she_is_there(cast: Cast, protector: User) -> None:
    person = a_person(cast)

    def asked() -> int:
        user = User.objects.get(pk=cast.clerk.pk)
        with CaptureQueriesContext(
            connection,
        ) as context:
            queries.search(user, "Maria Nunez Ibanez")
        return len(context.captured_queries)

    sealed(cast, person)
    hidden_count = asked()
    Person.objects.filter(pk=person.pk).delete()
    assert asked() == hidden_count


def test_the_officer_at_work_and_the_protection_supervisor_see_her(cast: Cast, protector: User) -> None:
    case = a_case(cast)
    sealed(cast, case.principal)
    assign(cast.as_("protector"), case.pk, cast.officer, key=uuid.uuid4())
    for part in ("protector", "officer"):
        assert visible_to(cast.as_(part).user).filter(pk=case.principal_id).exists()
        assert case_queries.find(cast.as_(part).user, case.number) == case
    assert not visible_to(cast.second_officer).filter(pk=case.principal_id).exists()
    assert hidden_from(cast.second_officer).count() == 1
    assert hidden_from(cast.officer).count() == 0


def test_a_relative_is_not_named_on_the_page_of_who_is_open(cast: Cast, protector: User) -> None:
    from acogida.people.actions import relate

    mother, child = a_person(cast, given_names="Wideline"), a_person(cast)
    relate(mother, child, "parent")
    page = signed_in(cast, "clerk").get(reverse("person_page", args=[child.pk]))
    assert b"Wideline" in page.content
    sealed(cast, mother)
    page = signed_in(cast, "clerk").get(reverse("person_page", args=[child.pk]))
    assert b"Wideline" not in page.content


def test_a_case_opened_for_a_sealed_person_is_sealed_and_opens_with_her(cast: Cast, protector: User) -> None:
    person = a_person(cast)
    sealed(cast, person)
    case = open_case(
        cast.as_("clerk"), office=cast.clerk.office, members=[NewMember(person, Member.Role.PRINCIPAL)],
        presented_on=cast.clerk.office.today(), intent_on=None, key=uuid.uuid4(),
    )  # fmt: skip
    assert Case.objects.get(pk=case.pk).sealed
    sealed(cast, person, False)
    assert not Case.objects.get(pk=case.pk).sealed
    assert "unsealed" in case.events.values_list("kind", flat=True)


def test_what_was_told_to_agencies_about_her_is_hidden_too(cast: Cast, protector: User) -> None:
    person = a_person(cast)
    sealed(cast, person)
    (persons,) = hidden
    assert list(persons(cast.supervisor).values_list("pk", flat=True)) == [person.pk]
    assert not persons(cast.as_("protector").user).exists()


def test_sealing_needs_its_grant_and_a_reason_and_is_recorded_once(cast: Cast, protector: User) -> None:
    person = a_person(cast)
    with pytest.raises(PermissionDenied):
        seal(cast.as_("supervisor"), person.pk, sealed=True, reason="porque sí", key=uuid.uuid4())
    with pytest.raises(ValidationError):
        seal(cast.as_("protector"), person.pk, sealed=True, reason=" ", key=uuid.uuid4())
    for _time in range(2):
        sealed(cast, person)
    assert Record.objects.filter(action="person.seal").count() == 1


def test_sealing_on_the_page(cast: Cast, protector: User) -> None:
    person = a_person(cast)
    client = signed_in(cast, "protector")
    address = reverse("person_seal", args=[person.pk])
    assert b'name="sealed"' in client.get(address).content
    answer = client.post(address, {"key": str(uuid.uuid4()), "sealed": "True", "reason": "amenazas"}, follow=True)
    assert "Reservada" in answer.content.decode()
    assert signed_in(cast, "clerk").get(address).status_code == 404
