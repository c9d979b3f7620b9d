"""Weights learned with labels, or from a register itself without any. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.people.matching.compare import Candidates, gather
from acogida.people.matching.keys import deletions, forms, hashed, keys
from acogida.people.matching.profile import Profile, profile
from acogida.people.matching.record import Record
from acogida.people.matching.training import model
from acogida.people.matching.training.features import Matrix, coefficients, features, stacked
from acogida.people.matching.training.frequencies import frequencies_of
from acogida.people.matching.training.regression import fitted
from acogida.people.matching.weights import Frequencies, Weights, fitting, parse, read

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LARGEST_BLOCK = 200  # a key under which more stand says too little to pair all of them
RANDOM_PAIRS = 200_000
ROUNDS = 30
TRUST = 20.0  # what was believed before counts as so many observations


@dataclass(frozen=True)
class Found:
    """Pairs as places in the list of records, the lower first, with what was learned."""

    low: Ints
    high: Ints
    bits: Floats
    probability: Floats
    weights: Weights
    raw: dict[str, Any]


def pairs_of(
    profiles: Sequence[Profile], apart: Sequence[Hashable] | None = None, near: bool = True
) -> tuple[Ints, Ints]:
    """Pairs that share a key; with `near` also those whose names sound nearly alike. `apart`: only between unlike values."""
    blocks: dict[int, list[int]] = {}
    for at, each in enumerate(profiles):
        under = set(keys(each))
        if near:
            under |= _near_keys(each)
        for key in under:
            blocks.setdefault(key, []).append(at)
    size = len(profiles)
    found = [
        np.fromiter((a * size + b for i, a in enumerate(block) for b in block[i + 1 :]), dtype=np.int64)
        for block in blocks.values()
        if 1 < len(block) <= LARGEST_BLOCK
    ]
    pairs = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    low, high = pairs // size, pairs % size
    if apart is not None:
        sides = np.array([hash(value) for value in apart])
        between = sides[low] != sides[high]
        low, high = low[between], high[between]
    return low, high


def _near_keys(of: Profile) -> set[int]:
    """Two sounds, one of them short of a letter."""
    sounds = [forms(token)[0] for token in dict.fromkeys(of.names) if len(token) > 1]
    found: set[int] = set()
    for at, one in enumerate(sounds):
        for other in sounds[:at] + sounds[at + 1 :]:
            found.update(hashed("near", less, other) for less in deletions(one))
    return found


def _features(
    profiles: Sequence[Profile], low: Ints, high: Ints, weights: Weights, frequencies: Frequencies,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Matrix, Matrix]:  # fmt: skip
    """(features, named) of pairs sorted by `low`."""
    parts, named = [], []
    starts = np.flatnonzero(np.diff(low, prepend=-1))
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(low)], strict=True)):
        query = profiles[int(low[start])]
        among: Candidates = gather([profiles[int(at)] for at in high[start:end]])
        some, enough = features(query, among, weights, frequencies)
        parts.append(some)
        named.append(enough)
        if progress and number % 500 == 0:
            progress(number, len(starts))
    return stacked(parts), np.concatenate(named) if named else np.zeros(0, dtype=np.float32)


def _at_random(profiles: Sequence[Profile], rng: np.random.Generator) -> tuple[Ints, Ints]:
    each = max(1, min(400, len(profiles) // 2))
    asked = np.sort(rng.choice(len(profiles), min(len(profiles), RANDOM_PAIRS // each), replace=False))
    low = np.repeat(asked, each)
    high = rng.integers(0, len(profiles), len(low))
    differ = low != high
    return low[differ], high[differ]


def without_labels(
    records: Iterable[Record], apart: Sequence[Hashable] | None = None, base: dict[str, Any] | None = None, seed: int = 1
) -> Found:  # fmt: skip
    """Learn from a register itself: u from random pairs, m by expectation–maximisation over the pairs that share a key.

    Args:
        apart: for linking two lists: which list each record is of; pairs stand between lists only.
        base: the weights to start from (the content of a file); those that fit such a list unless given.
    """
    profiles = [profile(record) for record in records]
    started = base or read(fitting(float(np.mean([bool(each.nationality) for each in profiles] or [False]))))
    frequencies = frequencies_of(profiles)
    rng = np.random.default_rng(seed)
    weights = parse(started)
    random_low, random_high = _at_random(profiles, rng)
    random_features, _ = _features(profiles, random_low, random_high, weights, frequencies)
    even = np.ones(len(random_features))
    before_u = model.stated(started, "u")
    u = model.blended(model.shares(random_features, even), before_u, 5.0, model.observations(random_features, even))
    low, high = pairs_of(profiles, apart)
    matrix, named = _features(profiles, low, high, weights, frequencies)
    before_m = model.stated(started, "m")
    m, raw, size = before_m, started, len(profiles)
    probability = np.zeros(len(low))
    bits = np.zeros(len(low))
    for _ in range(ROUNDS):
        raw = model.raw(m, u, raw)
        weights = parse(raw)
        bits = matrix @ coefficients(weights)
        ever = weights.probability(bits, size) * (named > 0)
        moved = float(np.abs(ever - probability).max()) if len(ever) else 0.0
        probability = ever
        m = model.blended(model.shares(matrix, probability), before_m, TRUST, model.observations(matrix, probability))
        raw = {**raw, "duplicates": float(f"{max(2 * probability.sum() / max(size, 1), 1e-4):.4g}")}
        if moved < 1e-3:
            break
    return Found(low, high, bits, probability, weights, raw)


def with_labels(
    profiles: Sequence[Profile],
    asked: Iterable[tuple[Profile, Ints, npt.NDArray[np.bool_]]],
    base: dict[str, Any] | None = None,
    seed: int = 1,
    *,
    together: bool = False,
) -> dict[str, Any]:
    """Learn from answers that are known. Returns the content of a weights file, without version and provenance.

    m comes from the true pairs and u from pairs at random, as Fellegi and Sunter have it; what share of a name's
    information each level keeps stays as in `base`.

    Args:
        profiles: the register.
        asked: for each query its profile, whom the keys found (places in `profiles`), and which of them it truly is.
        together: fit all bits together afterwards (`regression`), shares of information included.
    """
    started = base or read()
    weights = parse(started)
    frequencies = frequencies_of(profiles)
    everybody = gather(profiles)
    parts, answers = [], []
    for query, rows, same in asked:
        parts.append(features(query, picked(everybody, rows), weights, frequencies)[0])
        answers.append(same)
    matrix, label = stacked(parts), np.concatenate(answers).astype(float)
    random_low, random_high = _at_random(profiles, np.random.default_rng(seed))
    at_random, _ = _features(profiles, random_low, random_high, weights, frequencies)
    even = np.ones(len(at_random))
    u = model.blended(
        model.shares(at_random, even), model.stated(started, "u"), 5.0, model.observations(at_random, even)
    )
    m = model.blended(model.shares(matrix, label), model.stated(started, "m"), TRUST, model.observations(matrix, label))
    seen = model.raw(m, u, started)
    if together:
        seen = fitted(matrix, label, seen, len(profiles))
    counts = {"queries": len(parts), "pairs": len(matrix), "true": int(label.sum()), "random": len(at_random)}
    return {**seen, "counts": counts}


def picked(everybody: Candidates, rows: Ints) -> Candidates:
    """Some of the candidates, with a vocabulary of their own."""
    names = everybody.names[rows]
    used, inverse = np.unique(np.concatenate([[0], names.ravel()]), return_inverse=True)
    return Candidates(
        [everybody.vocabulary[at] for at in used], inverse[1:].reshape(names.shape).astype(np.int32),
        everybody.dates[rows], everybody.sexes[rows], everybody.nationalities[rows],
        everybody.countries, [everybody.date_texts[row] for row in rows],
    )  # fmt: skip
