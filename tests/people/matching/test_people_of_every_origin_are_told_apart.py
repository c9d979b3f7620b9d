"""The labelled pairs, origin by origin; and the weights as something learned rather than believed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from acogida.people.matching import training
from acogida.people.matching.compare import gather, scores
from acogida.people.matching.profile import Profile, profile
from acogida.people.matching.record import Record
from acogida.people.matching.training.features import NAMES, coefficients, features
from acogida.people.matching.weights import Birth, Level, Weights, load, parse, read
from benchmarks.matching import population, quality
from benchmarks.matching.register import record

ORIGINS = [origin for origin in quality.FLOORS if origin != "all"]


@pytest.fixture(scope="module")
def tallies() -> dict[str, quality.Tally]:
    return quality.tallied()


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_origin_of_names_keeps_its_floor(tallies: dict[str, quality.Tally], origin: str) -> None:
    tally = tallies[origin]
    assert tally.right + tally.missed >= 150
    assert tally.wrong + tally.apart >= 290
    assert tally.f1 >= quality.FLOORS[origin]
    assert tally.precision >= 0.95


def test_what_is_next_to_certain_is_right() -> None:
    tally = quality.tallied(threshold=load().automatic)["all"]
    assert tally.precision >= 0.995
    assert tally.right > 800


def _without_dates(weights: Weights) -> Weights:
    return dataclasses.replace(weights, birth=dict.fromkeys(Birth, 0.0))


def _without_spellings(weights: Weights) -> Weights:
    exact = {Level.EXACT}
    return dataclasses.replace(
        weights,
        given={level: each for level, each in weights.given.items() if level in exact},
        surname={level: each for level, each in weights.surname.items() if level in exact},
    )


def _credulous(weights: Weights) -> Weights:
    return dataclasses.replace(weights, duplicates=1000.0)


@pytest.mark.parametrize("broken", [_without_dates, _without_spellings, _credulous])
def test_the_floors_notice_weights_that_are_broken(broken: Callable[[Weights], Weights]) -> None:
    tallies = quality.tallied(broken(load()))
    assert any(tallies[origin].f1 < quality.FLOORS[origin] for origin in ORIGINS)


def _crowd(size: int, seed: int) -> list[Record]:
    people = population.people(size, seed)
    twice = [again for again, _whose in population.duplicates(people, 0.2, seed + 1)]
    return [record(p.given, p.sur1, p.sur2, p.dob, p.sex, p.nat) for p in [*people, *twice]]


def test_features_are_what_the_bits_are_made_of() -> None:
    crowd = [profile(each) for each in _crowd(300, 5)]
    weights, common = load(), training.learning.frequencies_of(crowd)
    among = gather(crowd[250:])
    far = 0
    for query in crowd[:40]:
        whole = scores(query, among, weights, common)
        summed = features(query, among, weights, common)[0] @ coefficients(weights)
        far += int((np.abs(whole - summed) > 0.2).sum())
    assert far <= 3 * 40 * len(among) // 100  # names written as one word are shared out a little otherwise


def test_a_list_teaches_its_own_weights_without_labels() -> None:
    people = population.people(1200, 11)
    again = population.duplicates(people, 0.25, 12)
    records = [record(p.given, p.sur1, p.sur2, p.dob, p.sex, p.nat) for p in [*people, *(one for one, _ in again)]]
    found = training.without_labels(records)
    true = {(whose - 1, len(people) + at) for at, (_one, whose) in enumerate(again)}
    said = {(int(a), int(b)) for a, b, p in zip(found.low, found.high, found.probability, strict=True) if p >= 0.5}
    right = len(said & true)
    assert right >= 0.9 * len(true)
    assert right >= 0.9 * len(said)
    assert found.raw["duplicates"] == pytest.approx(2 * len(true) / len(records), rel=0.2)
    assert found.raw["birth"]["same"]["m"] > 0.5 > found.raw["birth"]["different"]["m"]


def test_labels_teach_what_they_show() -> None:
    """Where nobody's sex is ever mistaken, another sex comes to weigh more."""
    people = [profile(each) for each in _crowd(400, 21)[:400]]

    def asked() -> list[tuple[Profile, np.ndarray, np.ndarray]]:
        rows = np.arange(60)
        return [(people[at], rows, rows == at) for at in range(60)]

    learned = training.with_labels(people, asked())
    counts = learned.pop("counts")
    assert counts["queries"] == counts["true"] == 60
    assert parse(learned).sex[2] < load().sex[2]
    assert set(learned["birth"]) == set(read()["birth"])


def test_every_feature_has_a_name_and_its_bits() -> None:
    assert len(coefficients(load())) == len(NAMES) == len(set(NAMES))
