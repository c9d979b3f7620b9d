"""Texts that are nearly the same: MinHash over runs of three words, in bands. Pure.

Two texts that share a part `s` of their runs (Jaccard) share at least one of 16 bands of 4 rows with probability
1 - (1 - s⁴)¹⁶: 0.9998 at 0.8, 0.64 at 0.5, 0.12 at 0.3. What shares a band is then compared itself (`alike`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import numpy as np

BANDS, ROWS = 16, 4
RUN = 3  # words
FEWEST = 20  # runs; a shorter text resembles others by chance
NEAR = 0.8  # from here on texts are proposed as the same
PRIME = (1 << 61) - 1
_PART = 4096

_random = np.random.default_rng(20260930)  # fixed: signatures are kept
_FACTORS = _random.integers(1, 1 << 29, BANDS * ROWS, dtype=np.int64)
_OFFSETS = _random.integers(0, PRIME, BANDS * ROWS, dtype=np.int64)


def runs(text: str) -> frozenset[int]:
    """The hashes of all runs of three words of a text, whatever their case and the marks between them."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(zlib.crc32(" ".join(words[n : n + RUN]).encode()) for n in range(len(words) - RUN + 1))


def signature(text: str) -> list[int]:
    """One signed 64-bit number for each band; none for a text too short to compare."""
    return signature_of(runs(text))


def signature_of(hashes: Iterable[int]) -> list[int]:
    """The same from `runs`."""
    values = np.fromiter(hashes, dtype=np.int64)
    if len(values) < FEWEST:
        return []
    least = np.full(BANDS * ROWS, PRIME, dtype=np.int64)
    for at in range(0, len(values), _PART):  # a long report needs no table of all its runs at once
        part = values[at : at + _PART, None]
        least = np.minimum(least, ((part * _FACTORS + _OFFSETS) % PRIME).min(axis=0))
    found = []
    for band in range(BANDS):
        rows = least[band * ROWS : (band + 1) * ROWS].tobytes()
        number = (zlib.crc32(rows) << 32 | zlib.crc32(rows[::-1])) ^ band
        found.append(number - (1 << 64) if number >> 63 else number)
    return found


def alike(one: frozenset[int], other: frozenset[int]) -> float:
    """The part of their runs that two texts share, 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0
