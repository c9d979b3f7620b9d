"""The pure core of matching: keys that meet, evidence that adds up, reasons that say it."""

from __future__ import annotations

import pytest

from acogida.people.matching.compare import gather, scores, weigh
from acogida.people.matching.explain import reasons
from acogida.people.matching.keys import keys
from acogida.people.matching.profile import decode, encode, profile, profiles
from acogida.people.matching.record import Record
from acogida.people.matching.tokens import code, tokens
from acogida.people.matching.weights import Birth, Frequencies, load

WEIGHTS = load()
FREQUENCIES = Frequencies(
    {"maria": 0.05, "jose": 0.04, "hernandez": 0.02, "nunez": 0.004, "jean": 0.03},
    {"MR": 0.06, "JS": 0.05, "ARNTS": 0.02, "NS": 0.01},
    {"HN": 0.3, "HT": 0.3},
    100_000,
)
HER = Record("María José", "Hernández", "Núñez", 1996, 11, 5, "F", "HN")


def bits(one: Record, other: Record) -> float:
    return float(scores(profile(one), gather([profile(other)]), WEIGHTS, FREQUENCIES)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gonzales", "González"), ("Yusuf", "Youssef"), ("Ivanov", "Iwanoff"), ("Jiménez", "Gimenez"),
        ("Mohammed", "محمد"), ("Vásquez", "Basques"), ("Hernández", "ERNANDES"), ("Huáscar", "Wascar"),
        ("Aleksandr", "Alexander"), ("Joseph", "Josef"), ("Сергей", "Sergei"), ("Xiomara", "Siomara"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert [code(token) for token in tokens(one)] == [code(token) for token in tokens(other)]


@pytest.mark.parametrize(
    "other",
    [
        Record("Hernández Núñez", "María José", "", 1996, 11, 5, "F", "HN"),
        Record("Maria Jose", "Nunez", "Hernandez", 1996, 5, 11, "F", "HN"),
        Record("María", "Hernández", "", 1996, 11, 5),
        Record("Mariajosé", "Hernandes", "Nuñes", 1969, 11, 5, "F", "HN"),
        Record("MARIA JOSE", "HERNANDEZ NUÑEZ", "", None, None, None, "", ""),
    ],
)
def test_the_same_person_meets_in_the_index_and_outweighs_her_sister(other: Record) -> None:
    sister = Record("Ana Lucía", "Hernández", "Núñez", 2001, 3, 9, "F", "HN")
    assert keys(profile(HER)) & keys(profile(other))
    assert bits(HER, other) > bits(HER, sister) + 8


def test_weak_evidence_alone_files_nobody() -> None:
    assert keys(profile(Record(year=1990, month=1, day=1, sex="F", nationality="HN"))) == frozenset()
    _bits, named, _detail = weigh(
        profile(HER), gather([profile(Record("Wilner", "Jean", "", 1996, 11, 5, "F", "HN"))]), WEIGHTS, FREQUENCIES
    )
    assert not named[0]


def test_an_impossible_date_is_evidence() -> None:
    impossible = Record("Ana", "Paz", "", 1991, 2, 31)
    assert bits(impossible, impossible) > bits(impossible, Record("Ana", "Paz", "", 1991, 3, 3)) + 4


def test_a_new_years_day_says_the_year_only() -> None:
    vague, exact = Record("Ana", "Paz", "", 1990, 1, 1), Record("Ana", "Paz", "", 1990, 6, 20)
    _bits, _named, detail = weigh(profile(vague), gather([profile(exact), profile(vague)]), WEIGHTS, FREQUENCIES)
    assert [Birth(level) for level in detail.birth] == [Birth.YEAR_UNKNOWN_REST, Birth.SAME_NEW_YEAR]


def test_a_profile_is_read_back_as_it_was_written() -> None:
    for record in (HER, Record(), Record("李", "小|明", date_text="en | lluvias")):
        found = profile(record)
        assert decode(encode(found)) == found._replace(date_text=found.date_text.replace("|", "/"))


def test_another_name_is_another_profile() -> None:
    found = profiles(Record("Ana", "Paz", "", other_names=("Ana Lobo", "paz ana")))
    assert [each.names for each in found] == [("ana", "paz"), ("ana", "lobo")]


def test_the_reasons_add_up_to_what_a_clerk_can_check() -> None:
    other = profile(Record("María", "Hernández", "", 1996, 5, 11, "M", "HN"))
    found = {(reason.part, reason.what) for reason in reasons(profile(HER), other, WEIGHTS, FREQUENCIES)}
    assert {("first_surname", "exact"), ("birth", "swapped"), ("sex", "different")} <= found


def test_an_article_written_together_with_an_arabic_name_is_no_part_of_it() -> None:
    apart, together = Record("Abdullah", "al-Qadi", nationality="SY"), Record("Abdallah", "Alqadi", nationality="SY")
    assert keys(profile(apart)) & keys(profile(together))
    assert profile(together).surnames == ("qadi",)
    assert profile(Record("Elham", "Alvarado", nationality="SV")).surnames == ("alvarado",)
    assert profile(Record("Ali", "Elias", nationality="LB")).names == ("ali", "elias")
