"""Who stands twice in a register: every pair worth comparing, weighed with the weights of the search for one person. Pure.

    register = gathered(records)               # arrays.py: a million people in some hundred bytes each
    for batch in likely_pairs(register, load()):   # blocks.py finds the pairs, score.py weighs them
        ...

A pair is symmetric, never of one person with herself, and does not depend on the order of the records.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.people.matching.ordinary import LEAST_POPULATION
from acogida.people.matching.pairs.arrays import Register, gathered
from acogida.people.matching.pairs.blocks import TooManyRows, candidates, split
from acogida.people.matching.pairs.score import Scorer
from acogida.people.matching.weights import Frequencies, Weights

__all__ = ["Found", "Register", "TooManyRows", "candidates", "gathered", "likely_pairs", "weighed"]

BATCH = 1 << 16  # pairs weighed at once: their arrays stay near the processor
SETTLING, MOST_DUPLICATES = (
    4,
    4.0,
)  # how often, and up to what, the share of duplicates is learned from the register itself
THRESHOLD = 0.5  # probability from which a pair is given out, unless asked otherwise


@dataclass(frozen=True)
class Found:
    """Pairs as places in `Register.ids`, the lower first, each once."""

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    bits: npt.NDArray[np.float64]
    probability: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.low)


def likely_pairs(
    register: Register,
    weights: Weights,
    *,
    threshold: float = THRESHOLD,
    frequencies: Frequencies | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Every pair of two persons with at least the probability `threshold`, most likely first. `frequencies` are those
    of this register unless given; `progress` hears how many pairs of how many are weighed."""
    pairs = candidates(register)
    scorer = Scorer.of(register, weights, frequencies or register.frequencies())
    found = _weighed(register, scorer, pairs, weights, threshold, progress)
    for _ in range(SETTLING):
        # Many more stand twice than was believed beforehand: then each pair is likelier, and there are still more.
        stand_twice = min(2 * float(found.probability.sum()) / max(len(register.ids), 1), MOST_DUPLICATES)
        if stand_twice < 1.5 * weights.duplicates:
            break
        weights = replace(weights, duplicates=stand_twice)
        found = _weighed(register, scorer, pairs, weights, threshold, progress)
    return found


def _weighed(
    register: Register,
    scorer: Scorer,
    pairs: npt.NDArray[np.int64],
    weights: Weights,
    threshold: float,
    progress: Callable[[int, int], None] | None,
) -> Found:
    least = least_bits(weights, threshold, population(register))
    kept, bits = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.float32)]
    for done, some, said in weighed(scorer, pairs, least):
        kept.append(some)
        bits.append(said)
        if progress:
            progress(done, len(pairs))
    return _once(register, weights, np.concatenate(kept), np.concatenate(bits))


def population(register: Register) -> int:
    """Among how many somebody could be confused."""
    return max(len(register.ids), LEAST_POPULATION)


def least_bits(weights: Weights, threshold: float, population: int) -> float:
    """From how many bits on a pair has this probability."""
    odds = math.log2(threshold / (1 - threshold)) if 0 < threshold < 1 else -math.inf if threshold <= 0 else math.inf
    nothing = weights.slope * math.log2(weights.duplicates / max(population, 100)) + weights.offset
    return (odds - nothing) / weights.slope


def weighed(
    scorer: Scorer, pairs: npt.NDArray[np.int64], least: float
) -> Iterator[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.float32]]]:
    """(how many are done, the pairs that reach `least`, their bits), batch by batch in order. Threads: the arithmetic
    and the distances run outside Python's lock."""

    def work(start: int) -> tuple[Any, Any]:
        batch = pairs[start : start + BATCH]
        reached, bits = scorer.score(*split(batch), least)
        return batch[reached], bits

    workers = min(os.cpu_count() or 1, 8)
    waiting: deque[Future[tuple[Any, Any]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        starts = iter(range(0, len(pairs), BATCH))
        for start in starts:
            waiting.append(pool.submit(work, start))
            if len(waiting) >= 2 * workers:
                break
        done = 0
        while waiting:
            reached, bits = waiting.popleft().result()
            if (start := next(starts, -1)) >= 0:
                waiting.append(pool.submit(work, start))
            done = min(done + BATCH, len(pairs))
            yield done, reached, bits


def _once(
    register: Register, weights: Weights, pairs: npt.NDArray[np.int64], bits: npt.NDArray[np.float32]
) -> Found:  # fmt: skip
    """Persons instead of rows; of several names of two persons, the pair that says most."""
    one, other = (register.owners[rows].astype(np.int64) for rows in split(pairs))
    persons = np.minimum(one, other) << 32 | np.maximum(one, other)
    order = np.lexsort((persons, -bits))
    _, first = np.unique(persons[order], return_index=True)
    order = order[np.sort(first)]
    low, high = split(persons[order])
    found = bits[order].astype(np.float64)
    return Found(low, high, found, np.asarray(weights.probability(found, population(register)), dtype=np.float64))
