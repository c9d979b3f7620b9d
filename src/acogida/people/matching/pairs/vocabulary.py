"""What one register's own names say beside the weights: letters at a glance, forms of one name, syllables that may be
one, and how much of a name another one says already. Pure; made once for a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from acogida.people.matching.compare import GIVEN, SURNAMES
from acogida.people.matching.pairs.arrays import Register
from acogida.people.matching.profile import MOST_TOKENS
from acogida.people.matching.sinitic import relatives
from acogida.people.matching.variants import related
from acogida.people.matching.weights import Level, Weights

Bits = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
GROUPS = (GIVEN, SURNAMES)
# Names that go together: the first two given names, the first two surnames, the first of each.
COMPANIONS = ((0, 1), (MOST_TOKENS, MOST_TOKENS + 1), (0, MOST_TOKENS))


def group_of(column: int) -> int:
    """0 for a column of given names, 1 for one of surnames."""
    return int(column >= MOST_TOKENS)


def letters(word: str) -> int:
    """Which letters a word has, as bits: two words that differ in few bits may be near."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97 if "a" <= letter <= "z" else 26 + ord(letter) % 6)
    return bits


def forms_of_one(words: Sequence[str], known: Flags) -> tuple[Ints, npt.NDArray[np.int64]]:
    """(a number of each token, the same for those that may be forms of one name; sorted pairs of such forms)."""
    place = {words[index]: index for index in np.flatnonzero(known).tolist()}
    families = np.arange(len(words), dtype=np.int32)
    pairs = {
        (min(index, place[form]) << 32) | max(index, place[form])
        for word, index in place.items()
        for form in related(word)
        if form in place
    }
    forms = np.array(sorted(pairs), dtype=np.int64)
    changed = True
    while changed:  # a form may stand for several names: everything that hangs together has the lowest number
        before = families.copy()
        np.minimum.at(families, forms & 0xFFFFFFFF, families[forms >> 32])
        np.minimum.at(families, forms >> 32, families[forms & 0xFFFFFFFF])
        changed = bool((families != before).any())
    return families, forms


def one_syllable(words: Sequence[str], syllables: Ints) -> Flags:
    """Which syllables may be romanisations of one."""
    place = {words[index]: syllables[index] for index in np.flatnonzero(syllables).tolist()}
    table = np.zeros((len(place) + 1, len(place) + 1), dtype=bool)
    for word, number in place.items():
        table[number, [place[other] for other in relatives(word) if other in place]] = True
    return table | table.T


def going_together(register: Register, weights: Weights) -> Bits:
    """How many bits two names say less together than apart: "Jhon Jairo" is one choice of parents, not two; whoever has her
    brother's first surname has his second; and who is called Wang is oftener called Wei than others are. log2 of how much
    oftener others bear both than chance would have it, as this register itself shows."""
    found = np.zeros((len(COMPANIONS), len(register)), dtype=np.float32)
    bearers = [np.bincount(register.names[group].ravel(), minlength=len(register.vocabulary)) for group in GROUPS]
    tables = (weights.given, weights.surname)
    born = register.dates.astype(np.int64)
    born = (born[0] * 128 + born[1]) * 128 + born[2]
    for number, columns in enumerate(COMPANIONS):
        one, other = register.names[list(columns)]
        rows = np.flatnonzero((one > 0) & (other > 0))
        if not len(rows):
            continue
        one, other = one[rows], other[rows]
        pairs = one.astype(np.int64) << 32 | other
        if group_of(columns[0]) == group_of(columns[1]):  # in either order
            pairs = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
        others = np.maximum(_births_of(pairs, born[rows]) - 2, 0)  # without the two who are compared
        groups = [group_of(column) for column in columns]
        by_chance = bearers[groups[0]][one].astype(np.float64) * bearers[groups[1]][other] / len(register)
        oftener = np.log2(np.maximum(others, 1e-9)) - np.log2(by_chance)
        found[number, rows] = np.maximum(oftener, 0) * tables[groups[0]][Level.EXACT].share
    return found


def _births_of(names: Rows, born: Rows) -> npt.NDArray[np.int64]:
    """How many birth dates there are among the bearers of each of these names: who stands there five times has few."""
    _, kinds = np.unique(names, return_inverse=True)
    different = np.unique(kinds.astype(np.int64) << 32 | born)
    return np.bincount(different >> 32, minlength=int(kinds.max()) + 1)[kinds]
