"""The evidence for many pairs of a register at once, with the weights of the search for one person. Pure.

What `compare.weigh` does for one query against candidates is done here for pairs column by column. Where the two ways
of looking at a pair (from the one, from the other) give a different value, the more careful one is taken, so that it
does not matter which comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from acogida.people.matching.compare import (
    COLUMNS,
    FAR_LENGTH,
    GIVEN,
    JOINED_GIVEN,
    JOINED_SURNAMES,
    NAMED,
    NEAR_LENGTH,
    SURNAMES,
    WIDTH,
    births,
)
from acogida.people.matching.pairs.arrays import Register
from acogida.people.matching.pairs.vocabulary import (
    COMPANIONS,
    GROUPS,
    Bits,
    Flags,
    Ints,
    Rows,
    forms_of_one,
    going_together,
    letters,
    one_syllable,
)
from acogida.people.matching.profile import MOST_TOKENS
from acogida.people.matching.sinitic import readings
from acogida.people.matching.variants import heads
from acogida.people.matching.weights import Birth, Frequencies, Level, NameWeight, Same, Weights

LEVELS = len(Level)
FOUND = 0.05  # a counterpart that was found is never worth less than none
PLAIN = tuple((here, there) for here in range(WIDTH) for there in range(WIDTH))
_ENDS = (JOINED_GIVEN, JOINED_SURNAMES)
JOINED = (
    *((joined, there) for joined in _ENDS for there in range(WIDTH)),
    *((here, joined) for joined in _ENDS for here in range(WIDTH)),
)  # fmt: skip
Alike = tuple[int, int, Rows]


Signs = tuple[npt.NDArray[Any], ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of some pairs: their rows, and their names column by column."""

    rows: Rows
    names: Ints
    chinese: Flags

    @classmethod
    def of(cls, register: Register, rows: Rows, columns: int = WIDTH) -> _Side:
        return cls(rows, register.names[:columns, rows], register.chinese[rows])

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def present(self) -> Flags:
        return self.names[:WIDTH] > 0

    @property
    def several(self) -> Flags:
        """Whether there is more than one given name, or more than one surname."""
        more: Flags = (self.names[GIVEN.start + 1] > 0) | (self.names[SURNAMES.start + 1] > 0)
        return more

    def some(self, places: Rows) -> _Side:
        return _Side(self.rows[places], self.names[:, places], self.chinese[places])


def _renumbered(alike: list[Alike], kept: Rows, size: int) -> list[Alike]:
    """The same places, counted among those kept."""
    number = np.full(size, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    moved = [(here, there, number[where]) for here, there, where in alike]
    return [(here, there, where[where >= 0]) for here, there, where in moved]


@dataclass(frozen=True)
class Scorer:
    """One register's tokens with what each says at each level; made once, used by every thread."""

    register: Register
    weights: Weights
    bits: Bits  # (2 groups, LEVELS, tokens)
    most: Bits  # what a counterpart of each token could say at best
    lengths: npt.NDArray[np.uint8]
    letters: npt.NDArray[np.uint32]  # which letters a token has, as bits
    allowed: npt.NDArray[np.int8]  # in how many of these two near tokens can differ
    firsts: npt.NDArray[np.uint8]  # first letters
    syllables: Ints  # tokens as Chinese syllables, 0 none
    relatives: Flags  # (syllables, syllables): which may be one
    initials: bool  # whether there are tokens of one letter
    families: Ints  # tokens that may be forms of one name have one number
    other_forms: npt.NDArray[np.int64]  # sorted pairs of tokens that are forms of one name
    together: Bits  # (COMPANIONS, rows): how much less those two names say together than each alone
    birth: Bits
    sex: Bits
    nationality: Bits  # by country: what it says that two have the same

    @classmethod
    def of(cls, register: Register, weights: Weights, frequencies: Frequencies) -> Scorer:
        words = register.vocabulary
        own = np.array([frequencies.token(word) for word in words], dtype=np.float32)
        sound = np.array([frequencies.sound(name) for name in register.sound_names], dtype=np.float32)[register.sounds]
        meant, read = own.copy(), own.copy()
        syllables, count = np.zeros(len(words), dtype=np.int32), 0
        known = np.zeros(len(words), dtype=bool)
        for place, word in enumerate(words):
            if full := heads(word):
                known[place] = True
                meant[place] = min([own[place], *(frequencies.token(name) for name in full)])
            if found := readings(word):
                syllables[place] = count = count + 1
                read[place] = min([own[place], *(frequencies.token(name) for name in found)])
        told = np.tile(sound, (LEVELS, 1))
        told[Level.EXACT], told[Level.VARIANT], told[Level.ROMANISED] = own, meant, read
        bits = np.stack([_by_level(weights.given, told), _by_level(weights.surname, told)])
        lengths = np.array([min(len(word), 255) for word in words], dtype=np.uint8)
        families, forms = forms_of_one(words, known)
        country = np.array([frequencies.nationality(name) for name in register.countries], dtype=np.float32)
        return cls(
            register=register, weights=weights, bits=bits, most=bits.max(axis=(0, 1)),
            lengths=lengths, letters=np.array([letters(word) for word in words], dtype=np.uint32),
            allowed=np.select([lengths >= FAR_LENGTH, lengths >= NEAR_LENGTH], [4, 2], -1).astype(np.int8),
            families=families, other_forms=forms, syllables=syllables, relatives=one_syllable(words, syllables), firsts=np.array([ord(word[0]) & 127 if word else 0 for word in words], dtype=np.uint8),
            initials=bool((lengths == 1).any()),
            together=going_together(register, weights),
            birth=np.array([weights.birth[level] for level in Birth], dtype=np.float32),
            sex=np.array([weights.sex[level] for level in Same], dtype=np.float32),
            nationality=weights.nationality[Same.SAME] + weights.nationality_share * country,
        )  # fmt: skip

    def score(self, low: Rows, high: Rows, least: float) -> tuple[Rows, Bits]:
        """(places of the pairs that reach `least` bits and agree in the name itself, their bits)."""
        rest = self._rest(low, high)
        one, other = _Side.of(self.register, low), _Side.of(self.register, high)
        alike = list(self._alike(one, other, PLAIN))
        kept = np.flatnonzero(rest + self._at_best(one, other, alike) >= least)
        lacking = least - rest[kept]
        sides = one.some(kept), other.some(kept)
        names, agreeing, found = self._names(*sides, _renumbered(alike, kept, len(low)), lacking)
        names -= self._said_together(found, low[kept], high[kept])
        total = rest[kept] + names
        reached = np.flatnonzero((total >= least) & (agreeing >= NAMED))
        return kept[reached], total[reached]

    def _rest(self, low: Rows, high: Rows) -> Bits:
        """Bits of date, sex and nationality."""
        of = self.register
        one, other = of.dates[:, low].astype(np.int32).T, of.dates[:, high].astype(np.int32).T
        level = births(one, other, (), ())
        if of.texts.any():
            level[(of.texts[low] == of.texts[high]) & (of.texts[low] > 0)] = Birth.SAME_TEXT
        bits = self.birth[level]
        bits += self.sex[_same(of.sexes[low], of.sexes[high])]
        here, there = of.nationalities[low], of.nationalities[high]
        same = _same(here, there)
        bits += np.where(
            same == Same.SAME, self.nationality[here],
            np.where(same == Same.DIFFERENT, np.float32(self.weights.nationality[Same.DIFFERENT]), 0),
        )  # fmt: skip
        return bits

    def _at_best(self, one: _Side, other: _Side, alike: list[Alike]) -> Bits:
        """The most the names could say: whatever may be alike counts for all it can."""
        met = np.zeros((2, WIDTH, len(one)), dtype=bool)
        for here, there, where in alike:
            met[0, here, where] = True
            met[1, there, where] = True
        lonely = np.stack([one.present & ~met[0], other.present & ~met[1]])
        # Names written as one word may still find theirs: nothing is held against them here.
        apart = one.several | other.several
        apart &= lonely[0].any(axis=0) & lonely[1].any(axis=0)
        total = np.full(len(one), max(self.weights.crossed, self.weights.aligned), dtype=np.float32)
        for side, names in enumerate((one.names, other.names)):
            for column in range(WIDTH):
                if names[column].any():
                    total += np.where(met[side, column] | apart, self.most[names[column]] / 2, 0)
        return np.where(apart, total, total + self._against(lonely))

    def _against(self, lonely: Flags) -> Bits:
        """What the names without a counterpart say (2 sides, WIDTH, pairs)."""
        bits = np.zeros(lonely.shape[-1], dtype=np.float32)
        for group, against, lacking in zip(GROUPS, self.weights.conflict, self.weights.missing, strict=True):
            mine, theirs = lonely[:, group].sum(axis=1)
            both = np.minimum(mine, theirs)
            bits += np.float32(against) * both + np.float32(lacking) * (np.maximum(mine, theirs) - both)
        return bits

    def _names(self, one: _Side, other: _Side, alike: list[Alike], lacking: Bits) -> tuple[Bits, Bits, Bits]:
        """(bits of the names, bits of those that agree, what each column found); exact where they reach `lacking`."""
        # best[side][group looked into]: the best counterpart of each column there.
        best = np.zeros((2, 2, WIDTH, len(one)), dtype=np.float32)
        for here, there, where, value in self._values(one, other, alike):
            mine, theirs = best[0, int(there >= MOST_TOKENS), here], best[1, int(here >= MOST_TOKENS), there]
            mine[where] = np.maximum(mine[where], value)
            theirs[where] = np.maximum(theirs[where], value)
        order = np.where(_across(best) > 0, np.float32(self.weights.crossed), np.float32(self.weights.aligned))
        found = best.max(axis=1)  # (2 sides, WIDTH, pairs)
        present = np.stack([one.present, other.present])
        lonely = present & (found <= 0)
        against = self._against(lonely)
        # What names written as one word could still say for those left alone.
        hoped = np.zeros(len(one), dtype=np.float32)
        for side, names in enumerate((one.names, other.names)):
            for column in np.flatnonzero(lonely[side].any(axis=1)).tolist():
                hoped += np.where(lonely[side, column], self.most[names[column]], 0)
        agreeing = found.sum(axis=(0, 1)) / 2
        apart = one.several | other.several
        apart &= lonely[0].any(axis=0) & lonely[1].any(axis=0)
        places = np.flatnonzero(apart & (agreeing + order + hoped / 2 >= lacking))
        if len(places):
            met = found[..., places]
            self._joined(one.rows[places], other.rows[places], met)
            agreeing[places] = met.sum(axis=(0, 1)) / 2
            against[places] = self._against(present[..., places] & (met <= 0))
            found[..., places] = met
        return agreeing + order + against, agreeing, found

    def _said_together(self, found: Bits, low: Rows, high: Rows) -> Bits:
        """What is said twice where both of two names that go together have agreed: the more careful of the two views."""
        views = []
        for side, rows in enumerate((low, high)):
            view = np.zeros(len(rows), dtype=np.float32)
            for number, (one, other) in enumerate(COMPANIONS):
                both = (found[side, one] > 0) & (found[side, other] > 0)
                view += np.where(both, self.together[number, rows], 0)
            views.append(view)
        return np.maximum(*views)

    def _joined(self, low: Rows, high: Rows, found: Bits) -> None:
        """Names written as one word against names written apart: raises `found` where they meet."""
        one, other = (_Side.of(self.register, rows, COLUMNS) for rows in (low, high))
        for here, there, where, value in self._values(one, other, self._alike(one, other, JOINED)):
            for side, column, names in ((0, here, one.names), (1, there, other.names)):
                if column < WIDTH:
                    found[side, column, where] = np.maximum(found[side, column, where], value)
                    continue
                group = GROUPS[column - WIDTH]
                held = names[group][:, where] > 0
                each = np.where(held, value / np.maximum(held.sum(axis=0), 1), 0)
                rows = np.arange(group.start, group.stop)[:, None]
                found[side, rows, where] = np.maximum(found[side, rows, where], each)

    def _alike(self, one: _Side, other: _Side, columns: tuple[tuple[int, int], ...]) -> Iterator[Alike]:
        """Cheaply: (column here, column there, which pairs) of tokens that may have a level other than NONE."""
        size = len(one)
        filled = [[np.flatnonzero(column) for column in side.names] for side in (one, other)]
        chinese = one.chinese | other.chinese
        any_chinese = bool(chinese.any())
        whole: tuple[dict[int, Signs], dict[int, Signs]] = ({}, {})
        for here, there in columns:
            mine, theirs = filled[0][here], filled[1][there]
            if not len(mine) or not len(theirs):
                continue
            if 2 * min(len(mine), len(theirs)) > size:  # nearly all: without picking them out
                places = None
                for side, column, signs in ((one, here, whole[0]), (other, there, whole[1])):
                    if column not in signs:
                        signs[column] = self._signs(side.names[column])
                near = self._near(whole[0][here], whole[1][there])
                near &= (one.names[here] > 0) & (other.names[there] > 0)
            else:
                places = (
                    mine[other.names[there, mine] > 0]
                    if len(mine) < len(theirs)
                    else theirs[one.names[here, theirs] > 0]
                )
                near = self._near(self._signs(one.names[here, places]), self._signs(other.names[there, places]))
            if any_chinese:
                read = np.flatnonzero(chinese if places is None else chinese[places])
                at = read if places is None else places[read]
                near[read] |= self.relatives[
                    self.syllables[one.names[here, at]], self.syllables[other.names[there, at]]
                ]
            where = np.flatnonzero(near) if places is None else places[near]
            if len(where):
                yield here, there, where

    def _signs(self, tokens: Ints) -> Signs:
        """What can be seen of tokens at a glance."""
        seen: Signs = (
            self.letters[tokens], self.allowed[tokens], self.register.sounds[tokens], self.families[tokens],
        )  # fmt: skip
        return (*seen, self.firsts[tokens], self.lengths[tokens] == 1) if self.initials else seen

    def _near(self, one: Signs, other: Signs) -> Flags:
        near: Flags = np.asarray(np.bitwise_count(one[0] ^ other[0]) <= np.minimum(one[1], other[1]), dtype=bool)
        near |= one[2] == other[2]
        near |= one[3] == other[3]
        if self.initials:
            near |= (one[4] == other[4]) & (one[5] | other[5])
        return near

    def _values(self, one: _Side, other: _Side, alike: Iterable[Alike]) -> Iterator[tuple[int, int, Rows, Bits]]:
        """(column here, column there, which pairs, bits) of what is alike indeed."""
        asked = [(*each, one.names[each[0]][each[2]], other.names[each[1]][each[2]]) for each in alike]
        if not asked:
            return
        chinese = one.chinese | other.chinese
        levels = self.levels(
            np.concatenate([each[3] for each in asked]),
            np.concatenate([each[4] for each in asked]),
            np.concatenate([chinese[each[2]] for each in asked]),
        )
        start = 0
        for here, there, where, these, those in asked:
            level = levels[start : start + len(where)]
            start += len(where)
            value = np.minimum(self.bits[_group(here), level, these], self.bits[_group(there), level, those])
            yield here, there, where[level > 0], value[level > 0]

    def levels(self, one: Ints, other: Ints, chinese: Flags) -> npt.NDArray[np.uint8]:
        """The level between tokens, as `compare.token_levels`; every different two are looked at once."""
        found = np.full(len(one), Level.EXACT, dtype=np.uint8)
        differ = np.flatnonzero(one != other)
        one, other = one[differ], other[differ]
        keys = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
        two, places = np.unique(keys, return_inverse=True)
        level = self._levels(two)[places]
        read = np.flatnonzero(chinese[differ])
        both = self.relatives[self.syllables[one[read]], self.syllables[other[read]]]
        level[read] = np.where(both & (level[read] < Level.ROMANISED), Level.ROMANISED, level[read])
        found[differ] = level
        return found

    def _levels(self, pairs: Rows) -> npt.NDArray[np.uint8]:
        words, lengths, sounds = self.register.vocabulary, self.lengths, self.register.sounds
        one, other = pairs >> 32, pairs & 0xFFFFFFFF
        here, there = [words[place] for place in one.tolist()], [words[place] for place in other.tolist()]
        distance = cpdist(here, there, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        short = np.minimum(lengths[one], lengths[other])
        level = np.zeros(len(pairs), dtype=np.uint8)
        first = np.fromiter((a[0] == b[0] for a, b in zip(here, there, strict=True)), dtype=bool, count=len(pairs))
        level[(short == 1) & first] = Level.INITIAL
        same_sound = (sounds[one] == sounds[other]) & (short > 1)
        level[same_sound] = Level.SOUND
        level[(distance <= 1) & (short >= NEAR_LENGTH) | (distance <= 2) & (short >= FAR_LENGTH)] = Level.NEAR
        level[same_sound & (distance <= 2)] = Level.SPELLING
        if len(self.other_forms):
            place = np.minimum(np.searchsorted(self.other_forms, pairs), len(self.other_forms) - 1)
            level[self.other_forms[place] == pairs] = Level.VARIANT
        return level


def _group(column: int) -> int:
    return int(MOST_TOKENS <= column < WIDTH or column == JOINED_SURNAMES)


def _across(best: Bits) -> Bits:
    """By how much more the evidence lies between given names and surnames than within each."""
    total = np.zeros(best.shape[-1], dtype=np.float32)
    for side in range(2):
        for group, columns in enumerate(GROUPS):
            total += best[side, 1 - group, columns].sum(axis=0) - best[side, group, columns].sum(axis=0)
    return total


def _by_level(table: Mapping[Level, NameWeight], told: Bits) -> Bits:
    bits = np.zeros_like(told)
    for level, weight in table.items():
        bits[level] = np.maximum(np.float32(np.log2(weight.m)) + np.float32(weight.share) * told[level], FOUND)
    return bits


def _same(one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    return np.where((one == 0) | (other == 0), Same.MISSING, np.where(one == other, Same.SAME, Same.DIFFERENT))
