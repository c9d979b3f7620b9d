"""The box at the top: a number, a CURP, or names in any order, in part, and spelt as somebody heard them."""

from __future__ import annotations

import pytest

from acogida.cases import queries as case_queries
from acogida.people import names
from acogida.people.matching import store
from acogida.people.models import IdentityNumber
from acogida.people.queries import search
from tests.cast import Cast, a_case, a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    ["Núñez", "nunez ibanez", "ibáñez María", "MARIA JOSE NUNEZ", "núñ", "jos ib", "nunes ibañes", "mariajose nunez",
     "Ibañez Nunez Maria Jose", "marya jose nuñes"],
)  # fmt: skip
def test_a_person_is_found_by_any_of_these(cast: Cast, text: str) -> None:
    person = a_person(cast)
    store.fold()
    assert [found.pk for found in search(cast.clerk, text)] == [person.pk]


def test_one_word_heard_otherwise_is_enough_once_the_index_is_folded(cast: Cast) -> None:
    person = a_person(cast, first_surname="Gonzáles")
    store.fold()
    assert [found.pk for found in search(cast.clerk, "gonsalez")] == [person.pk]
    assert [found.pk for found in search(cast.clerk, "pepe gonzales")] == [person.pk]


def test_what_was_typed_stands_before_what_is_only_like_it(cast: Cast) -> None:
    like, exact = a_person(cast, first_surname="Gonzales"), a_person(cast, first_surname="Gonzalez")
    store.fold()
    assert [found.pk for found in search(cast.clerk, "gonzalez")] == [exact.pk, like.pk]


def test_a_name_in_its_own_script_is_found_in_latin_letters(cast: Cast) -> None:
    person = a_person(cast, given_names="Сергей", first_surname="Иванов", second_surname="")
    assert [found.pk for found in search(cast.clerk, "sergey ivanov")] == [person.pk]


@pytest.mark.parametrize("text", ["NUIM920314MNEXBR09", "nuim 920314", "NUIM920314MNE"])
def test_a_person_is_found_by_curp_or_its_beginning(cast: Cast, text: str) -> None:
    person = a_person(cast)
    IdentityNumber.objects.create(person=person, value="NUIM920314MNEXBR09", status="active")
    assert [found.pk for found in search(cast.clerk, text)] == [person.pk]


def test_nobody_is_found_by_an_empty_box_or_by_signs(cast: Cast) -> None:
    a_person(cast)
    for text in ("  ", "%%''--", "& | ! ( ) :*", "\\", "'; DROP TABLE people_person; --"):
        assert search(cast.clerk, text) == []


def test_another_office_finds_nobody(cast: Cast) -> None:
    a_person(cast)
    store.fold()
    assert search(cast.outsider, "Núñez") == search(cast.outsider, "nunes ibañes") == []


def test_a_case_is_found_by_its_number_or_part_of_it(cast: Cast) -> None:
    case = a_case(cast)
    office, year, serial = case.number.split("-")[1:4]
    for text in (case.number, case.number.lower(), f"{office} {serial}", serial, str(int(serial)), f"{year} nuñez"):
        assert case_queries.search(cast.clerk, text) == [case], text


def test_names_fold_to_plain_distinct_words() -> None:
    assert names.fold("D'Amico  Ñandú-Peña, José JOSÉ") == "damico nandu pena jose"


def test_spanish_order_needs_no_collation() -> None:
    given = ["Zúñiga", "Ñáñez", "Nz", "Águila", "Oz"]
    assert sorted(given, key=names.sort_key) == ["Águila", "Nz", "Ñáñez", "Oz", "Zúñiga"]
