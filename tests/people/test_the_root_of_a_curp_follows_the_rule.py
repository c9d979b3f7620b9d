"""The first 16 characters by the rule's own examples; what the rule leaves open is said and never guessed."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.config.cli.program import main
from acogida.people.curp import Holder, Impossible, check, expected_root
from acogida.people.curp.tables import ALPHABET, ENTITIES, INCONVENIENT, check_digit

BORN = dt.date(1980, 1, 1)


def root(name: str, first: str, second: str = "", born: dt.date = BORN, sex: str = "H", entity: str = "NE"):
    return expected_root(Holder(name, first, second, born.year, born.month, born.day, sex, entity))


def open_positions(name: str, first: str, second: str = "") -> dict[int, str]:
    return {each.position: each.code for each in root(name, first, second).undecided}


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [
        ("MARIA LUISA", "PEREZ", "HERNANDEZ", "PEHL"),
        ("LUIS ENRIQUE", "ROMERO", "PALAZUELOS", "ROPL"),
        ("JUAN JOSE", "D/AMICO", "ALVAREZ", "DXAJ"),
        ("ROCIO", "RIVA PALACIO", "CRUZ", "RICR"),
        ("CARLOS", "MC GREGOR", "LOPEZ", "GELC"),
        ("OFELIA", "PEDRERO", "DOMINGUEZ", "PXDO"),
        ("ANDRES", "ICH", "RODRIGUEZ", "IXRA"),
        ("LUIS", "PEREZ", "", "PEXL"),
        ("ALBERTO", "ÑANDO", "RODRIGUEZ", "XARA"),
    ],
)
def test_the_first_four_letters_of_the_official_examples(name, first, second, expected):
    found = root(name, first, second)
    assert (found.text[:4], found.undecided) == (expected, ())


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [("ALBERTO", "OÑATE", "RODRIGUEZ", "XDL"), ("MA. DE LOS ANGELES", "MORENO", "SANCHEZ", "RNN")],
)
def test_the_consonants_of_the_official_examples(name, first, second, expected):
    assert root(name, first, second).text[13:] == expected


@pytest.mark.parametrize(
    ("name", "first", "second", "born", "sex", "entity", "known"),
    [
        ("RICARDO", "ALAMAN", "PEREZ", "1963-03-21", "H", "DF", "AAPR630321HDFLRC09"),
        ("WIDELINE", "JEAN PIERRE", "", "1996-11-05", "M", "NE", "JEXW961105MNENXD08"),
        ("MARIA DE LOS ANGELES", "MEJIA", "DE LA CRUZ", "1988-02-29", "M", "NE", "MECA880229MNEJRN08"),
        ("KEVIN JOSUE", "ZELAYA", "PEÑA", "2007-07-14", "H", "NE", "ZEPK070714HNELXVA6"),
        ("JOAO PAULO", "DOS SANTOS", "", "1990-12-01", "H", "NE", "DOXJ901201HNESXX09"),
        ("YUSUF", "AL HASSAN", "", "1979-05-30", "H", "NE", "AXXY790530HNELXS04"),
        ("WEI", "LI", "", "2001-01-09", "M", "NE", "LIXW010109MNEXXXA3"),
        ("ALEX", "NUÑEZ", "IBAÑEZ", "1999-12-31", "X", "NE", "NUIA991231XNEXBL01"),
    ],
)
def test_whole_vectors_give_the_root_and_are_valid(name, first, second, born, sex, entity, known):
    found = root(name, first, second, dt.date.fromisoformat(born), sex, entity)
    assert (found.text, found.undecided) == (known[:16], ())
    assert check(known).valid
    assert check(known).born == dt.date.fromisoformat(born)


@pytest.mark.parametrize(
    ("name", "first", "second", "letters", "consonants"),
    [
        ("João", "dos Santos", "", "DOXJ", "SXX"),  # DO, DOS are no particles
        ("Ngoc", "Le", "", "LEXN", "XXG"),  # a surname that is a particle stays
        ("Thi", "Van", "Le", "VALT", "NXH"),
        ("Ahmad", "De La", "", "LAXA", "XXH"),
        ("José", "Pérez", "", "PEXJ", "RXS"),  # the only name stays
        ("José María", "Pérez", "", "PEXM", "RXR"),  # the second word
        ("J. Carlos", "Ruiz", "", "RUXC", "ZXR"),
        ("J Carlos", "Ruiz", "", "RUXC", "ZXR"),
        ("Mª del Carmen", "Ruiz", "", "RUXC", "ZXR"),
        ("Ana", "O’Connor", "", "OXXA", "XXN"),
        ("Ana", "D'Amico", "-", "DXXA", "XXN"),  # a dash stands for no surname
        ("Ana", "Jean-Pierre", "", "JEXA", "NXN"),  # every reading agrees
        ("Ofelia", "Peña", "Dueñas", "PXDO", "XXF"),  # a word that is not allowed
        ("  wíDELINE ", " jean   pierre ", "", "JEXW", "NXD"),
    ],
)
def test_names_from_elsewhere(name, first, second, letters, consonants):
    found = root(name, first, second)
    assert (found.text[:4], found.text[13:], found.undecided) == (letters, consonants, ())


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [
        ("Yusuf", "Al-Hassan", "", {2: "special_character"}),
        ("Ana", "Güemes", "", {2: "diaeresis", 14: "diaeresis"}),
        ("Ana", "Sigüenza", "", {}),  # Ü is never reached
        ("José María Luis", "Pérez", "", {4: "common_names", 16: "common_names"}),
        ("M Guadalupe", "Pérez", "", {4: "unlisted_common_name", 16: "unlisted_common_name"}),
        ("M. Guadalupe", "Pérez", "", {4: "unlisted_common_name", 16: "unlisted_common_name"}),
        ("María-José", "Pérez", "", {4: "special_character", 16: "special_character"}),
        ("Ma.Guadalupe", "Pérez", "", {4: "special_character", 16: "special_character"}),
        ("Søren", "Bæk", "", {2: "foreign_letter", 14: "foreign_letter", 16: "foreign_letter"}),
    ],
)
def test_what_the_rule_leaves_open_is_said_with_its_position(name, first, second, expected):
    assert open_positions(name, first, second) == expected


def test_an_open_position_names_what_it_may_be_and_allows_nothing_else():
    found = root("Yusuf", "Al-Hassan")
    (open_one,) = found.undecided
    assert open_one.options == ("A", "X")
    assert found.pattern == "A?XY800101HNELXS"
    assert [letter for letter in "AEIOUX" if found.allows(2, letter)] == ["A", "X"]
    assert not found.allows(1, "B")


def test_unknown_parts_of_the_date_are_never_invented():
    found = expected_root(Holder("Ana", "Ruiz", year=1990, sex="M"))
    assert found.text == "RUXA90????MNEZXN"
    assert {each.position: each.code for each in found.undecided} == {
        7: "unknown_month", 8: "unknown_month", 9: "unknown_day", 10: "unknown_day",
    }  # fmt: skip
    assert found.allows(7, "1")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given": ""}, "given"),
        ({"given": " - "}, "given"),
        ({"first": ""}, "first"),
        ({"given": "يوسف"}, "given"),
        ({"second": "Иванова"}, "second"),
        ({"month": 2, "day": 30}, "birth"),
        ({"month": 13}, "birth"),
        ({"day": 0}, "birth"),
        ({"year": 3000}, "birth"),
        ({"month": None}, "birth"),
        ({"sex": "F"}, "sex"),
        ({"entity": "ZZ"}, "entity"),
    ],
)
def test_from_these_no_root_follows_and_the_field_is_named(changes, field):
    holder = Holder(**{"given": "Ana", "first": "Ruiz", "year": 1990, "month": 5, "day": 1, "sex": "M"} | changes)
    with pytest.raises(Impossible) as refused:
        expected_root(holder)
    assert [problem[0] for problem in refused.value.problems] == [field]


LETTERS = st.text(alphabet="abcdeñÑüÜáéíó xyzMQ'/-.øß", min_size=1, max_size=25).filter(
    lambda text: any(c.isalpha() for c in text)
)
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2024, 12, 31))


@given(
    LETTERS, LETTERS, st.one_of(st.just(""), LETTERS), DATES, st.sampled_from("HMX"), st.sampled_from(sorted(ENTITIES))
)
def test_any_root_with_any_last_two_of_its_century_is_a_valid_curp(name, first, second, born, sex, entity):
    made = root(name, first, second, born, sex, entity).text
    assert made[:4] not in INCONVENIENT
    for differentiator in "09" if born.year < 2000 else "AZ":
        whole = made + differentiator + check_digit(made + differentiator)
        assert check(whole).problems == ()
        assert check(whole).born == born
        wrong = whole[:17] + ALPHABET[(int(whole[17]) + 1) % 10]
        assert [each.code for each in check(wrong).problems] == ["check_digit"]


def acogida(capfd, *words: str) -> tuple[int, dict]:
    code = main(["curp", *words, "--json"])
    return code, json.loads(capfd.readouterr().out)


def test_the_command_gives_the_root_and_what_is_open(capfd):
    words = ("--given", "yusuf", "--sur1", "al-hassan", "--birth", "1979-05-30", "--sex", "h", "--entity", "ne")
    code, said = acogida(capfd, "root", *words)
    assert (code, said["root"]) == (0, "AAXY790530HNELXS")
    assert [(each["position"], each["options"]) for each in said["undecided"]] == [(2, ["A", "X"])]
    assert "RENAPO" in said["note"]


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (("--given", "Ana", "--sur1", "Ruiz", "--birth", "1990-02-30", "--sex", "M"), ["birth"]),
        (("--given", "Ana", "--sur1", "Ruiz", "--birth", "30/02/1990", "--sex", "M"), ["birth"]),
        (("--given", "", "--sur1", "", "--birth", "1990-02-01", "--sex", "F", "--entity", "??"),
         ["given", "first", "sex", "entity"]),
        ((), ["birth"]),
    ],
)  # fmt: skip
def test_the_command_refuses_in_one_document_with_every_field(capfd, words, fields):
    code, said = acogida(capfd, "root", *words)
    assert code != 0
    assert [problem["field"] for problem in said["problems"]] == fields
    assert said["error"]
