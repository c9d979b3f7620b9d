"""What can be a CURP, and where a CURP and a person's data differ."""

from __future__ import annotations

import json

import pytest

from acogida.config.cli.program import main
from acogida.people.curp import Holder, check, compare, well_formed
from acogida.people.curp.tables import check_digit

KNOWN = ["BOXW310820HNERXN09", "HEGG560427MVZRRL04", "SABC560626MDFLRN01", "MOTR930411HJCRMN03"]


def with_digit(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


def codes(text: str) -> list[str]:
    return [problem.code for problem in check(text).problems]


@pytest.mark.parametrize("curp", KNOWN)
def test_known_numbers_are_valid(curp):
    assert check(curp).valid
    assert well_formed(curp)


@pytest.mark.parametrize(
    "written", ["boxw310820hnerxn09", " BOXW 310820 HNERXN 09\n", "BOXW-310820-HNERXN-09", "bóxw310820hnerxn09"]
)
def test_how_it_is_typed_does_not_matter_to_the_check_but_to_what_is_kept(written):
    found = check(written)
    assert (found.curp, found.valid) == (KNOWN[0], True)
    assert not well_formed(written)


@pytest.mark.parametrize(
    ("curp", "problems"),
    [
        ("BOXW310820HNERXN08", ["check_digit"]),
        ("RAZR811012HVZMPB00", ["check_digit"]),
        ("RAGJ810101HJCMRN09", ["check_digit"]),
        ("BOXW310820HNERXN0", ["length"]),
        ("", ["length"]),
        ("BOXW310820HNERXÑ09", ["characters"]),
        ("BOXW310820HNER*N09", ["characters"]),
        (with_digit("BOXW310230HNERXN0"), ["date"]),
        (with_digit("BOXW000229HNERXN0"), ["date"]),  # 1900 had no 29 February
        (with_digit("BOXW990820HNERXNA"), ["future"]),
        (with_digit("BOXW310820FNERXN0"), ["sex"]),
        (with_digit("BOXW310820HZZRXN0"), ["entity"]),
        (with_digit("BOXW310820HNEAXN0"), ["consonants"]),
        (with_digit("BRXW310820HNERXN0"), ["vowel"]),
        (with_digit("B0XW310820HNERXN0"), ["letters"]),
        (with_digit("PEDO310820HNERXN0"), ["inconvenient"]),
        ("PEDO310230FZZAXN0" + "0", ["inconvenient", "date", "sex", "entity", "consonants", "check_digit"]),
    ],
)  # fmt: skip
def test_what_cannot_be_a_curp_is_said_by_reason(curp, problems):
    assert codes(curp) == problems
    assert not well_formed(curp)


def test_2000_was_a_leap_year_and_x_is_a_sex():
    assert check(with_digit("BOXW000229XNERXNA")).valid


ANA = Holder("Ana Luisa", "Ruiz", "Peña", 1990, 5, 1, "M")
HERS = with_digit("RUPA900501MNEZXN0")


def differences(curp: str, holder: Holder = ANA) -> list[str]:
    return [each.code for each in compare(curp, holder)]


def test_her_own_number_agrees_whatever_position_17_is():
    assert compare(HERS, ANA) == ()
    assert compare(with_digit("RUPA900501MNEZXN7"), ANA) == ()


@pytest.mark.parametrize(
    ("curp", "expected"),
    [
        (with_digit("RUPA900501HNEZXN0"), ["sex_part"]),
        (with_digit("RUPA910501MNEZXN0"), ["year"]),
        (with_digit("RUPA900501MDFZXN0"), ["entity_part"]),
        (with_digit("RUPA900501MNEZXNA"), ["century"]),
        (with_digit("RUPA900105MNEZXN0"), ["month", "day", "day_month_swapped"]),
        (with_digit("PERA900501MNEXZN0"),
         ["first_initial", "first_vowel", "second_initial", "first_consonant", "second_consonant", "surnames_swapped"]),
        (with_digit("RUPL900501MNEZXS0"), ["given_initial", "given_consonant"]),
    ],
)  # fmt: skip
def test_a_number_of_somebody_else_is_told_part_by_part(curp, expected):
    assert differences(curp) == expected


def test_differences_are_said_in_words():
    (difference,) = compare(with_digit("RUPA900501HNEZXN0"), ANA)
    assert difference.text("es") == "Sexo: la CURP dice H (hombre) y los datos dan M (mujer)."
    assert difference.text("en") == "Sex: the CURP says H (man) and the data give M (woman)."


def test_what_the_rule_or_the_data_leave_open_is_no_difference():
    yusuf = Holder("Yusuf", "Al-Hassan", year=1979, sex="H")
    assert compare(with_digit("AXXY790530HNELXS0"), yusuf) == ()
    assert compare(with_digit("AAXY790530HNELXS0"), yusuf) == ()
    assert [each.code for each in compare(with_digit("AEXY790530HNELXS0"), yusuf)] == ["first_vowel"]


@pytest.mark.parametrize(("typed", "code"), [("boxw310820hnerxn09", 0), ("BOXW310820HNERXN08", 1), ("", 1), ("ñ", 1)])
def test_the_command_answers_with_one_document(capfd, typed, code):
    assert main(["curp", "check", typed, "--json"]) == code
    said = json.loads(capfd.readouterr().out)
    assert said["valid"] is (code == 0)
    assert bool(said["reasons"]) is (code == 1)
    assert {"letters", "birth_date", "sex", "entity", "differentiator"} <= said["parts"].keys()
