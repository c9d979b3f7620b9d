"""Looking for people forgives accents, order and spelling."""

from __future__ import annotations

import pytest

from acogida.people import names
from acogida.people.models import IdentityNumber
from acogida.people.queries import search
from tests.cast import Cast, a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["Núñez", "nunez ibanez", "ibáñez María", "MARIA JOSE NUNEZ", "núñ", "nunes ibañes"])
def test_a_person_is_found_by_any_of_these(cast: Cast, text: str) -> None:
    person = a_person(cast)
    assert [found.pk for found in search(cast.clerk, text)] == [person.pk]


def test_a_person_is_found_by_curp(cast: Cast) -> None:
    person = a_person(cast)
    IdentityNumber.objects.create(person=person, value="NUIM920314MNEXBR09", status="active")
    assert [found.pk for found in search(cast.clerk, "NUIM920314MNEXBR09")] == [person.pk]


def test_nobody_is_found_by_an_empty_box_or_by_signs(cast: Cast) -> None:
    a_person(cast)
    assert search(cast.clerk, "  ") == search(cast.clerk, "%%''--") == []


def test_another_office_finds_nobody(cast: Cast) -> None:
    a_person(cast)
    assert search(cast.outsider, "Núñez") == []


def test_names_fold_to_plain_distinct_words() -> None:
    assert names.fold("D'Amico  Ñandú-Peña, José JOSÉ") == "damico nandu pena jose"


def test_spanish_order_needs_no_collation() -> None:
    given = ["Zúñiga", "Ñáñez", "Nz", "Águila", "Oz"]
    assert sorted(given, key=names.sort_key) == ["Águila", "Nz", "Ñáñez", "Oz", "Zúñiga"]
