"""Two records that are one person: her page shows both with where each came from, lists show one, her cases say so."""

from __future__ import annotations

import pytest
from django.urls import reverse

from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Event, Member
from acogida.people.duplicates import confirm, withdraw
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions as numbers
from acogida.ui.search import ask
from tests.cast import Cast, a_case, signed_in
from tests.people.desk import elsewhere, says, two

pytestmark = pytest.mark.django_db


def shown(cast: Cast, part: str, person: Person) -> str:
    response = signed_in(cast, part).get(reverse("person_page", args=[person.pk]))
    assert response.status_code == 200
    return response.content.decode()


def case_page(cast: Cast, part: str, case: Case) -> str:
    return signed_in(cast, part).get(reverse("case_page", args=[case.number])).content.decode()


def found(cast: Cast, part: str, text: str) -> list[str]:
    request = cast.as_(part)
    return [
        result.title
        for kind, results in ask(request.user, text, request).groups
        for result in results
        if "/people/" in result.url
    ]


def test_the_page_that_stands_for_both_shows_both_and_the_other_leads_there(cast: Cast) -> None:
    one, other = two(cast, needs=[("SV-VO", False)])
    case = a_case(cast, members=[NewMember(other, Member.Role.PRINCIPAL)])
    assert "Otros registros" not in shown(cast, "clerk", one)
    judgement = says(cast, "clerk", one, other, "same")
    page = shown(cast, "clerk", one)
    assert "Otros registros de la misma persona" in page and "Rose Marie Delva" in page and case.number in page
    assert "representa a todos" not in page
    assert "representa a todos" in shown(cast, "clerk", other)
    assert reverse("person_page", args=[one.pk]) in shown(cast, "clerk", other)
    withdraw(cast.as_("clerk"), judgement.pk, "error")
    assert "Otros registros" not in shown(cast, "clerk", one)


def test_a_record_of_another_office_is_only_named_by_its_office(cast: Cast) -> None:
    one, other = two(cast)
    says(cast, "supervisor", one, elsewhere(other), "same")
    page = shown(cast, "clerk", one)
    assert "pregunte a esa oficina" in page and "Tijuana" in page and "Rose Marie" not in page


def test_a_sealed_record_is_not_told_of(cast: Cast) -> None:
    one, other = two(cast)
    mine = a_case(cast, members=[NewMember(one, Member.Role.PRINCIPAL)])
    says(cast, "supervisor", one, other, "same")
    before = Event.objects.filter(case=mine).count()
    a_case(cast, members=[NewMember(other, Member.Role.PRINCIPAL)])
    Person.objects.filter(pk=other.pk).update(sealed=True)
    Case.objects.filter(members__person=other).update(sealed=True)
    assert "Otros registros" not in shown(cast, "clerk", one)
    assert "otra con un expediente abierto" not in case_page(cast, "clerk", mine)
    assert before == Event.objects.filter(case=mine).count()


def test_a_search_shows_one(cast: Cast) -> None:
    one, other = two(cast)
    assert len(found(cast, "clerk", "marie rose delva")) == 2
    says(cast, "clerk", one, other, "same")
    assert len(found(cast, "clerk", "marie rose delva")) == 1


def test_two_numbers_in_force_are_flagged(cast: Cast) -> None:
    one, other = two(cast)
    for person, value in ((one, "DEXM920412MNEXXR01"), (other, "DEXM921204MNEXXR09")):
        IdentityNumber.objects.create(person=person, value=value, status="active")
    says(cast, "clerk", one, other, "same")
    assert "dos números vigentes" in shown(cast, "clerk", one)


def test_no_second_number_is_asked_for(cast: Cast) -> None:
    one, other = two(cast)
    IdentityNumber.objects.create(person=one, value="DEXM920412MNEXXR01", status="active")
    says(cast, "clerk", one, other, "same")
    assert numbers.request(Person.objects.get(pk=other.pk)) is None


def test_both_cases_say_that_there_is_another(cast: Cast) -> None:
    one, other = two(cast)
    here, there = (a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)]) for person in (one, other))
    assert "otra con un expediente abierto" not in case_page(cast, "clerk", here)
    judgement = says(cast, "supervisor", one, other, "same")
    confirm(_second(cast), judgement.pk)
    assert there.number in case_page(cast, "clerk", here) and here.number in case_page(cast, "clerk", there)
    assert "Resultó ser la misma persona" in case_page(cast, "clerk", here)
    Case.objects.filter(pk=there.pk).update(office=cast.outsider.office)
    page = case_page(cast, "clerk", here)
    assert there.number not in page and "Tijuana: pregunte a esa oficina" in page


def _second(cast: Cast):  # type: ignore[no-untyped-def]
    from acogida.accounts.models import Posting, Role

    role = Role.objects.get(code="registration_supervisor")
    Posting.objects.create(user=cast.officer, role=role, office=cast.clerk.office, start="2019-01-01")
    return cast.as_("officer")
