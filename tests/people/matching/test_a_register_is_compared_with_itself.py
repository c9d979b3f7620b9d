"""Who stands twice in a register is found by few comparisons, whatever the order of the rows, with the weights of the search."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.people.commands import dedupe
from acogida.people.matching.compare import gather, weigh
from acogida.people.matching.pairs import Register, blocks, gathered, likely_pairs
from acogida.people.matching.pairs.blocks import ALLOWANCES, candidates, split
from acogida.people.matching.pairs.score import Scorer
from acogida.people.matching.profile import profile
from acogida.people.matching.record import Record
from acogida.people.matching.weights import load

GIVEN = [
    "María José",
    "Ana",
    "Anamaría",
    "José Luis",
    "J.",
    "Yolanda",
    "Iolanda",
    "Wildelson",
    "Xiaoming",
    "Abdul Rahman",
    "Paco",
    "Francisco",
]
SURNAMES = [
    "Núñez",
    "Nunes",
    "de la Cruz",
    "Ibáñez",
    "Villatoro",
    "Pierre-Louis",
    "Wang",
    "Wong",
    "González",
    "Gonsales",
    "",
]
RECORDS = st.builds(
    Record,
    given=st.sampled_from(GIVEN),
    first=st.sampled_from(SURNAMES),
    second=st.sampled_from(SURNAMES),
    year=st.sampled_from([None, 1990, 1991, 2001]),
    month=st.sampled_from([None, 1, 3, 5]),
    day=st.sampled_from([None, 1, 3, 5, 20]),
    sex=st.sampled_from(["F", "M", ""]),
    nationality=st.sampled_from(["HN", "HT", "CN", ""]),
    other_names=st.sampled_from([(), (), ("Ana María Núñez Cruz",)]),
)  # fmt: skip
ONCE = [
    Record("Wildelson", "Villatoro", "Ibáñez", 1987, 4, 17, "M", "HN"),
    Record("María José", "de la Cruz", "Núñez", 1992, 3, 5, "F", "SV"),
    Record("Anamaría", "Queriogo", "", 2001, 11, 30, "F", "HN"),
]


def pairs_of(register: Register, threshold: float = 0.0) -> dict[tuple[object, object], float]:
    found = likely_pairs(register, load(), threshold=threshold)
    return {
        (register.ids[low], register.ids[high]): probability
        for low, high, probability in zip(found.low, found.high, found.probability, strict=True)
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_pairs_are_of_two_persons_once_and_do_not_depend_on_the_order(records: list[Record], random: Random) -> None:
    known = list(enumerate(records))
    straight = pairs_of(gathered(known))
    assert all(low != high for low, high in straight)
    unordered = {frozenset(pair): value for pair, value in straight.items()}
    assert len(unordered) == len(straight)
    random.shuffle(known)
    again = {frozenset(pair): value for pair, value in pairs_of(gathered(known)).items()}
    assert again.keys() == unordered.keys()
    assert all(again[pair] == pytest.approx(unordered[pair], abs=1e-4) for pair in again)


@settings(max_examples=80, deadline=None)
@given(RECORDS, RECORDS)
def test_a_pair_weighs_what_the_search_for_either_weighs(one: Record, other: Record) -> None:
    one, other = replace(one, other_names=()), replace(other, other_names=())
    register, weights = gathered([(0, one), (1, other)]), load()
    frequencies = register.frequencies()
    pairs = candidates(register)
    low, high = split(pairs)
    reached, bits = Scorer.of(register, weights, frequencies).score(low, high, -1e9)
    there, back = (
        weigh(profile(query), gather([profile(candidate)]), weights, frequencies)
        for query, candidate in ((one, other), (other, one))
    )
    if len(reached):
        least, most = sorted((float(there[0][0]), float(back[0][0])))
        assert least - 12 <= bits[0] <= most + 4
    if len(pairs) and there[1][0] and back[1][0] and one == other:
        assert bits[0] == pytest.approx(float(there[0][0]), abs=0.01)


@pytest.mark.parametrize(
    "again",
    [
        replace(ONCE[0], first="Ibáñez", second="Villatoro"),
        replace(ONCE[0], given="Wildelsson"),
        replace(ONCE[0], second=""),
        replace(ONCE[1], month=5, day=3),
        replace(ONCE[1], given="Ma. José", second=""),
        replace(ONCE[2], given="Ana María"),
        replace(ONCE[2], year=2002),
        replace(ONCE[0], given="Otro", first="Nombre", second="", other_names=("Wildelson Villatoro Ibáñez",)),
    ],
)
def test_a_second_registration_is_found_whatever_went_wrong(again: Record) -> None:
    strangers = [
        Record(f"Nom{chr(97 + number % 26)}bre", f"Ape{chr(97 + number % 23)}llido", "", 1950 + number % 60, 1 + number % 12, 2 + number % 25, "F", "GT")
        for number in range(300)
    ]  # fmt: skip
    register = gathered(
        [*enumerate(ONCE), *((1000 + at, stranger) for at, stranger in enumerate(strangers)), ("again", again)]
    )
    found = [pair for pair in pairs_of(register, 0.3) if "again" in pair]
    assert len(found) == 1
    assert ONCE[found[0][0]].nationality == again.nationality


def test_pairs_stay_within_their_allowance_however_common_a_name_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "AFFORDED", 0)
    many = [
        (number, Record("José", "Hernández", "", 1950 + number % 59, 1 + number % 12, 2 + number % 26, "M", "HN"))
        for number in range(3000)
    ]
    pairs = candidates(gathered(many))
    assert 0 < len(pairs) <= sum(ALLOWANCES.values()) * len(many)


def test_names_that_many_bear_together_say_less_than_as_many_that_few_do() -> None:
    """Two given names of one saint's day, two surnames of one family: one choice, not two pieces of evidence."""
    born = [(1950 + number % 60, 1 + number % 12, 2 + number % 27) for number in range(400)]
    others = [
        Record("Jhon Jairo", f"Zutano{chr(97 + n % 26)}{chr(97 + n // 26)}", "", *born[n], "M", "CO")
        for n in range(200)
    ]
    apart = [
        Record(name, f"Mengano{chr(97 + n % 26)}{chr(97 + n // 26)}", "", *born[200 + n], "M", "CO")
        for n, name in enumerate(["Elmer Duvan"] + ["Elmer", "Duvan"] * 100)
        if n < 200
    ]
    common = [
        Record("Jhon Jairo", "Queriogo", "", 1990, 4, 17, "M", "CO"),
        Record("Jhon Jairo", "Queriogo", "", 1991, 5, 20, "M", "CO"),
    ]
    rare = [replace(record, given="Elmer Duvan", first="Ustaritz") for record in common]
    everybody = dict(enumerate([*others, *apart])) | {"a": common[0], "b": common[1], "c": rare[0], "d": rare[1]}
    found = {frozenset(pair): value for pair, value in pairs_of(gathered(everybody.items()), 0).items()}
    assert found[frozenset("ab")] < found[frozenset("cd")]


def test_one_fact_alone_pairs_nobody() -> None:
    alike = Record("Ana", "Cruz", "", 1990, 1, 1, "F", "HN")
    others = [replace(alike, given="Beto", first="López"), replace(alike, given="Carlos", first="Méndez")]
    assert pairs_of(gathered([*enumerate([alike, *others])])) == {}


def test_the_command_writes_pairs_and_one_document(tmp_path: Path) -> None:
    people, out = tmp_path / "people.csv", tmp_path / "pairs.csv"
    people.write_text(
        "id,given,sur1,sur2,dob,sex,nat,person\n"
        "a,Wildelson,Villatoro,Ibáñez,1987-04-17,M,HN,1\nb,Ana,Paz,,1990,F,SV,2\nc,Wildelson,Ibáñez,Villatoro,1987-04-17,M,HN,1\n"
    )
    command = [
        sys.executable,
        "-m",
        "acogida.config.cli",
        "match",
        "dedupe",
        "--people",
        people,
        "--out",
        out,
        "--json",
    ]
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    document = json.loads(run.stdout)
    assert {"persons": 3, "pairs": 1}.items() <= document.items()
    assert document["seconds"] > 0 and document["weights"] and document["threshold"] == 0.5
    rows = list(csv.DictReader(out.open()))
    assert [(row["id_a"], row["id_b"]) for row in rows] == [("a", "c")]
    assert 0.5 <= float(rows[0]["probability"]) < 1


def test_a_list_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name\nAna\n")
    command = [
        sys.executable,
        "-m",
        "acogida.config.cli",
        "match",
        "dedupe",
        "--people",
        people,
        "--out",
        tmp_path / "x",
        "--json",
    ]
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "no column “id”" in json.loads(run.stdout)["error"]


@pytest.mark.parametrize(
    ("option", "said"), [(["--weights", "../none"], "no weights"), (["--out", "nowhere/x"], "nowhere/x")]
)
def test_what_cannot_be_done_is_said_before_the_work(tmp_path: Path, option: list[str], said: str) -> None:
    parser = ArgumentParser()
    dedupe._dedupe_arguments(parser)
    (tmp_path / "people.csv").write_text("id,given\n1,Ana\n")
    given = ["--people", str(tmp_path / "people.csv"), "--out", str(tmp_path / "x"), *option]
    document, _text, code = dedupe.dedupe(parser.parse_args(given))
    assert code == 2 and said in document["error"]
