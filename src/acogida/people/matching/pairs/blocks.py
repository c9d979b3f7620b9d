"""Which pairs of a register are worth comparing: those who share a fact that few share. Pure.

Every row is filed under keys of two or three facts (a sound of the name and the whole birth date; two sounds and the year;
two sounds and the day and month; three sounds; two sounds; the date and the nationality). Whoever stands under one key is
paired, rare keys first: a key under which too many stand is left out, so that the pairs of a kind never pass its allowance
per row, however large the register. Keys are numbers in one sorted array; nothing is ever joined with everything.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.people.matching.compare import WIDTH
from acogida.people.matching.pairs.arrays import Register
from acogida.people.matching.sinitic import readings
from acogida.people.matching.tokens import code
from acogida.people.matching.variants import heads

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.int64]  # the lower row in the upper 32 bits, the higher row in the lower 32
ROW_BITS = 24
MOST_ROWS = 1 << ROW_BITS
MOST_FORMS = 3  # sounds of full names a token may stand for, beside its own
LARGEST_BLOCK = 300
# Pairs a row may bring on average under each kind of key. Measured on a million persons: with these, 98 % of the pairs that
# the weights can tell at all are met; three times as many pairs would meet 99 %. A small register can afford more.
ALLOWANCES = {
    "sound_date": 2.3, "sounds_day": 1.3, "sounds_year": 2.5, "sounds": 2.0, "three": 2.3, "date_country": 0.5, "text": 0.5,
}  # fmt: skip
AFFORDED = 500_000  # pairs of a kind that are not worth saving

_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xC2B2AE3D27D4EB4F)
_SOME = np.uint64(1 << 63)
_ROW = np.uint64(MOST_ROWS - 1)


class TooManyRows(ValueError):
    """More rows than a key has room for."""


def candidates(register: Register, progress: Callable[[str], None] | None = None) -> Pairs:
    """Every pair worth comparing, once, sorted. Rows of one person are not paired."""
    if len(register) >= MOST_ROWS:
        raise TooManyRows(f"{len(register)} names; at most {MOST_ROWS - 1} can be compared at once")
    found: list[Pairs] = []
    for kind, keys in _kinds(register):
        found.append(_paired(keys, max(AFFORDED, int(ALLOWANCES[kind] * len(register)))))
        if progress:
            progress(kind)
    pairs = _distinct(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    low, high = split(pairs)
    different: Pairs = pairs[register.owners[low] != register.owners[high]]
    return different


def split(pairs: Pairs) -> tuple[Pairs, Pairs]:
    """The lower and the higher row of each pair."""
    return pairs >> 32, pairs & 0xFFFFFFFF


def _kinds(register: Register) -> Iterator[tuple[str, Keys]]:
    year, month, day = register.dates.astype(np.uint64)
    vague = (month == 0) | (day == 0) | ((month == 1) & (day == 1))
    # Day and month in either order are one.
    day_month = np.where(vague, 0, np.minimum(month, day) * np.uint64(32) + np.maximum(month, day)).astype(np.uint64)
    date = np.where(vague | (year == 0), 0, year * np.uint64(1024) + day_month).astype(np.uint64)
    everybody = np.arange(len(register))
    groups = list(_heard(register))
    ones = [(rows, slot) for rows, slots in groups for slot in slots]
    yield "sound_date", _filed(1, [(rows, slot, date[rows]) for rows, slot in ones])
    yield "date_country", _filed(2, [(everybody, date, register.nationalities.astype(np.uint64) + np.uint64(1))])
    if register.texts.any():
        texts = register.texts.astype(np.uint64)
        yield "text", _filed(7, [(rows, slot, texts[rows]) for rows, slot in ones])
    twos = [two for rows, slots in groups for two in _together(rows, slots, 2)]
    yield "sounds_day", _filed(3, [(rows, two, day_month[rows]) for rows, two in twos])
    yield "sounds_year", _filed(4, [(rows, two, year[rows]) for rows, two in twos])
    yield "sounds", _filed(5, twos)
    del twos
    yield "three", _filed(6, _together(*groups[0], 3))


def _heard(register: Register) -> Iterator[tuple[Rows, list[Keys]]]:
    """(rows, what is heard in each column of their names): the sounds of their own tokens for all; with the sounds of the
    full names these may stand for; and the syllables of Mandarin for those whose names may be Chinese."""
    numbers = {name: number for number, name in enumerate(register.sound_names)}
    own = register.sounds.copy()
    own[[place for place, word in enumerate(register.vocabulary) if len(word) < 2]] = 0
    meant, read = (np.zeros((MOST_FORMS, len(own)), dtype=np.int32) for _ in range(2))
    for place in np.flatnonzero(own).tolist():
        word = register.vocabulary[place]
        if full := heads(word):
            found = dict.fromkeys(numbers.get(code(head), own[place]) for head in full)
            _fill(meant, place, [sound for sound in found if sound != own[place]])
        _fill(read, place, [len(numbers) + _syllable(syllable) for syllable in readings(word)])
    names = register.names[:WIDTH]
    yield np.arange(len(register)), [own[column].astype(np.uint64) for column in names]
    rows = np.flatnonzero((meant[0][names] > 0).any(axis=0))
    yield rows, _columns(names[:, rows], own, *meant)
    rows = np.flatnonzero(register.chinese)
    yield rows, _columns(names[:, rows], *read)


@cache
def _syllable(text: str) -> int:
    """A number for a syllable, within eighteen bits."""
    return 1 + zlib.crc32(text.encode()) % 0x3FFFF


def _fill(table: npt.NDArray[np.int32], place: int, values: list[int]) -> None:
    for row, value in zip(table, values, strict=False):
        row[place] = value


def _columns(names: npt.NDArray[np.int32], *tables: npt.NDArray[np.int32]) -> list[Keys]:
    columns = [table[column].astype(np.uint64) for table in tables for column in names]
    return [column for column in columns if column.any()]


def _together(rows: Rows, slots: list[Keys], size: int) -> list[tuple[Rows, Keys]]:
    """(rows, one number for so many different sounds in any order) of every choice of columns."""
    found = []
    filled = [slot > 0 for slot in slots]
    for chosen in combinations(range(len(slots)), size):
        places = np.flatnonzero(np.logical_and.reduce([filled[each] for each in chosen]))
        if not len(places):
            continue
        ordered = np.sort(np.stack([slots[each][places] for each in chosen]), axis=0)
        whole = (ordered[1:] != ordered[:-1]).all(axis=0)
        mixed = ordered[0]
        for following in ordered[1:]:
            mixed = _mix(mixed) ^ following
        found.append((rows[places[whole]], mixed[whole] | _SOME))
    return found


def _mix(numbers: Keys) -> Keys:
    spread = numbers * _ONE
    spread ^= spread >> np.uint64(32)
    spread *= _TWO
    spread ^= spread >> np.uint64(29)
    return spread


def _filed(kind: int, facts: Sequence[tuple[npt.NDArray[Any], ...]]) -> Keys:
    """Sorted keys of (rows, fact, fact …): 40 bits of a hash of the facts, then the row. A row without one of the facts
    is not filed."""
    filed = []
    for rows, *group in facts:
        whole = np.logical_and.reduce([fact > 0 for fact in group])
        mixed: Keys = np.full(int(whole.sum()), kind, dtype=np.uint64)
        for fact in group:
            mixed = _mix(mixed ^ fact[whole])
        filed.append((mixed * _ONE & ~_ROW) | rows[whole].astype(np.uint64))
    keys = np.concatenate(filed) if filed else np.empty(0, dtype=np.uint64)
    keys.sort()
    return keys[_first_of_each(keys)]


def _first_of_each(ordered: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _distinct(pairs: Pairs) -> Pairs:
    pairs.sort()
    return pairs[_first_of_each(pairs)]


def _paired(keys: Keys, allowance: int) -> Pairs:
    """Everybody under one key with everybody else there, from the rarest key on while the allowance lasts."""
    block = keys >> np.uint64(ROW_BITS)
    starts = np.flatnonzero(_first_of_each(block))
    sizes = np.diff(np.append(starts, len(keys)))
    largest = _largest(sizes, allowance)
    # How many stand behind each place in its block, where the block is small enough.
    behind = np.repeat(np.where(sizes <= largest, sizes, 0), sizes)
    behind -= np.arange(len(keys)) - np.repeat(starts, sizes) + 1
    rows = (keys & _ROW).astype(np.int64)
    places = np.flatnonzero(behind > 0)
    found, step = [np.empty(0, dtype=np.int64)], 1
    while len(places):
        found.append((rows[places] << 32) | rows[places + step])  # rows stand in order under a key
        step += 1
        places = places[behind[places] >= step]
    return _distinct(np.concatenate(found))


def _largest(sizes: npt.NDArray[np.int64], allowance: int) -> int:
    """The size up to which blocks are taken so that their pairs stay within the allowance."""
    counted = np.bincount(np.minimum(sizes, LARGEST_BLOCK + 1), minlength=LARGEST_BLOCK + 2)[: LARGEST_BLOCK + 1]
    each = np.arange(LARGEST_BLOCK + 1)
    pairs = np.cumsum(counted * (each * (each - 1) // 2))
    return int(np.searchsorted(pairs, allowance, side="right")) - 1
