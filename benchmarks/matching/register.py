"""A register in memory with the program's own keys, profiles and weights: what the search finds without a database between.

`all` scores everybody (what could be found), `keys` those whom the first pass of keys reaches, `deep` those of the second pass too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from acogida.people.matching.compare import Candidates, gather, weigh
from acogida.people.matching.keys import deep_keys, deletions, forms, keys
from acogida.people.matching.profile import Profile, profile
from acogida.people.matching.record import Record
from acogida.people.matching.training.frequencies import frequencies_of
from acogida.people.matching.training.learning import picked
from acogida.people.matching.weights import Frequencies, Weights


def record(given: str, sur1: str, sur2: str, dob: str, sex: str, nat: str) -> Record:
    """A row of PEOPLE or QUERIES as the program takes it."""
    parts = [int(part) for part in dob.split("-")] if dob else []
    year, month, day = (*parts, None, None, None)[:3]
    return Record(given, sur1, sur2, year, month, day, sex, nat)


@dataclass
class Register:
    """Everybody, filed."""

    profiles: list[Profile]
    weights: Weights
    frequencies: Frequencies
    everybody: Candidates
    sorted_keys: np.ndarray
    owners: np.ndarray
    near: dict[str, set[str]]

    @classmethod
    def of(cls, records: Sequence[Record], weights: Weights) -> Register:
        profiles = [profile(each) for each in records]
        filed: list[int] = []
        owners: list[int] = []
        sounds: set[str] = set()
        for at, each in enumerate(profiles):
            under = keys(each)
            filed.extend(under)
            owners.extend([at] * len(under))
            sounds.update(sound for token in each.names for sound in forms(token))
        order = np.argsort(np.array(filed, dtype=np.int64), kind="stable")
        by_deletion: dict[str, set[str]] = {}
        for sound in sounds:
            for left in deletions(sound):
                by_deletion.setdefault(left, set()).add(sound)
        return cls(
            profiles, weights, frequencies_of(profiles), gather(profiles),
            np.array(filed, dtype=np.int64)[order], np.array(owners, dtype=np.int32)[order], by_deletion,
        )  # fmt: skip

    def rows(self, found_keys: Iterable[int], most: int = 0) -> np.ndarray:
        """Who is filed under any of the keys; with `most`, those under the rarest."""
        asked = np.array(sorted(found_keys), dtype=np.int64)
        starts = np.searchsorted(self.sorted_keys, asked, "left")
        ends = np.searchsorted(self.sorted_keys, asked, "right")
        lists = [self.owners[start:end] for start, end in zip(starts, ends, strict=True) if end > start]
        if not lists:
            return np.zeros(0, dtype=np.int64)
        rows, inverse = np.unique(np.concatenate(lists), return_inverse=True)
        if not most or len(rows) <= most:
            return rows
        rarity = np.concatenate([np.full(len(each), np.log(len(self.profiles) / len(each))) for each in lists])
        points = np.bincount(inverse, weights=rarity)
        return rows[np.argpartition(-points, most - 1)[:most]]

    def near_sounds(self, of: Profile) -> dict[str, set[str]]:
        asked = {sound for token in of.names for sound in forms(token)}
        return {
            sound: {other for left in deletions(sound) for other in self.near.get(left, ())} - {sound}
            for sound in asked
        }

    def subset(self, rows: np.ndarray) -> Candidates:
        return picked(self.everybody, rows)

    def ranked(self, query: Record, how: str = "keys", most: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """(rows, bits) of who may be meant, best first."""
        asked = profile(query)
        if how == "all":
            rows = np.arange(len(self.profiles))
            bits, named, _ = weigh(asked, self.everybody, self.weights, self.frequencies)
        else:
            wanted = keys(asked)
            if how == "deep":
                wanted = wanted | deep_keys(asked, self.near_sounds(asked))
            rows = self.rows(wanted, most)
            if not len(rows):
                return rows, np.zeros(0)
            bits, named, _ = weigh(asked, self.subset(rows), self.weights, self.frequencies)
        rows, bits = rows[named], bits[named]
        order = np.argsort(-bits, kind="stable")[:50]
        return rows[order], bits[order]
