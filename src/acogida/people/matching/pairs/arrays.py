"""A whole register as arrays: a million people in some hundred bytes each, every distinct name read once. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.people.matching.compare import COLUMNS, SEXES, WIDTH
from acogida.people.matching.ordinary import COMPATRIOTS, NAMESAKES, SMALL
from acogida.people.matching.profile import ARABIC, MOST_TOKENS, profiles
from acogida.people.matching.record import Record
from acogida.people.matching.sinitic import COUNTRIES, chinese, syllables
from acogida.people.matching.tokens import code, tokens
from acogida.people.matching.weights import Frequencies

Ints = npt.NDArray[np.int32]
EVERY = 50_000  # records between two words of progress
GROUP = MOST_TOKENS + 1  # the tokens of given names (or surnames), and all of them written as one


@dataclass(frozen=True)
class Register:
    """Rows are profiles: a person has one for the name in force and one for each other name. `owners[row]` is the place
    of the row's person in `ids`. Tokens, sounds and countries are numbers; 0 is nothing."""

    ids: Sequence[Hashable]
    owners: Ints
    vocabulary: Sequence[str]
    sounds: Ints  # sound of each token
    sound_names: Sequence[str]
    names: Ints  # (COLUMNS, rows): column by column, as `compare.columns`
    dates: npt.NDArray[np.int16]  # (3, rows)
    texts: Ints  # impossible dates, as numbers
    sexes: npt.NDArray[np.int8]
    nationalities: npt.NDArray[np.int16]
    countries: Sequence[str]
    chinese: npt.NDArray[np.bool_]  # whose names are read as Chinese syllables too

    def __len__(self) -> int:
        return len(self.owners)

    def frequencies(self) -> Frequencies:
        """How common each name, sound and nationality is in this register itself; a small one claims no rarity."""
        counted = np.bincount(self.names[:WIDTH].ravel(), minlength=len(self.vocabulary)).astype(float)
        counted[0] = 0
        total = counted.sum() + SMALL
        sounds = np.bincount(self.sounds, weights=counted, minlength=len(self.sound_names))
        countries = np.bincount(self.nationalities, minlength=len(self.countries)).astype(float)
        return Frequencies(
            tokens=_shares(self.vocabulary, (counted + NAMESAKES) / total),
            sounds=_shares(self.sound_names, (sounds + NAMESAKES) / total),
            nationalities=_shares(self.countries, (countries + COMPATRIOTS) / (len(self) + SMALL)),
            total=int(total),
        )


def _shares(names: Sequence[str], shares: npt.NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(names[1:], shares[1:].tolist(), strict=True))  # the first is nothing


class _Numbers(dict[Any, int]):
    """A number for each thing, in the order of their coming; "" is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number


class _Builder:
    def __init__(self) -> None:
        self.words, self.countries, self.texts = _Numbers(), _Numbers(), _Numbers()
        self.groups: dict[tuple[str, ...], int] = {(): 0}
        self.group_rows: list[tuple[int, ...]] = [(0,) * GROUP]
        self.given_of: dict[str, int] = {}
        self.surnames_of: dict[tuple[str, str], int] = {}
        self.given, self.surnames = array("i"), array("i")
        self.dates, self.sexes = array("h"), array("b")
        self.nationalities, self.date_texts = array("h"), array("i")
        self.owners, self.chinese = array("i"), array("b")

    def group(self, names: tuple[str, ...]) -> int:
        """The number of a group of tokens: a name is taken apart once, however many bear it."""
        names = names[:MOST_TOKENS]
        number = self.groups.get(names)
        if number is None:
            number = self.groups[names] = len(self.group_rows)
            row = [self.words[name] for name in names] + [0] * (MOST_TOKENS - len(names))
            self.group_rows.append((*row, self.words["".join(names)] if len(names) > 1 else 0))
        return number

    def simple(self, names: tuple[str, ...]) -> int:
        """The group of names that cannot be Chinese, or else -1: those have to be seen whole."""
        return -1 if names and all(syllables(name) for name in names) else self.group(names)

    def add(self, owner: int, record: Record) -> None:
        given = self.given_of.get(record.given)
        if given is None:
            given = self.given_of[record.given] = self.simple(tokens(record.given))
        both = (record.first, record.second)
        surnames = self.surnames_of.get(both)
        if surnames is None:
            surnames = self.surnames_of[both] = self.simple(tokens(record.first) + tokens(record.second))
        plain = not (given < 0 and surnames < 0) and record.nationality not in COUNTRIES | ARABIC
        if plain and not record.other_names and not record.date_text:
            # One half that could be read so is not enough: it stays as it is.
            given = self.group(tokens(record.given)) if given < 0 else given
            if surnames < 0:
                surnames = self.group(tokens(record.first) + tokens(record.second))
            date = record.year or 0, record.month or 0, record.day or 0
            self._add(owner, given, surnames, date, record, "", False)
            return
        for each in profiles(record):
            text, read = each.date_text, chinese(each.names, each.nationality)
            self._add(owner, self.group(each.given), self.group(each.surnames), each[2:5], record, text, read)

    def _add(
        self, owner: int, given: int, surnames: int, date: tuple[int, int, int], record: Record, text: str, read: bool
    ) -> None:  # fmt: skip
        self.owners.append(owner)
        self.given.append(given)
        self.surnames.append(surnames)
        self.dates.extend(date)
        self.sexes.append(SEXES.get(record.sex, 0))
        self.nationalities.append(self.countries[record.nationality])
        self.date_texts.append(self.texts[text])
        self.chinese.append(read)

    def register(self, ids: Sequence[Hashable]) -> Register:
        rows = np.array(self.group_rows, dtype=np.int32)
        given = rows[np.frombuffer(self.given, dtype=np.int32)] if len(self.given) else rows[:0]
        surnames = rows[np.frombuffer(self.surnames, dtype=np.int32)] if len(self.surnames) else rows[:0]
        names = np.empty((COLUMNS, len(given)), dtype=np.int32)
        names[:MOST_TOKENS], names[MOST_TOKENS:WIDTH] = given[:, :-1].T, surnames[:, :-1].T
        names[WIDTH], names[WIDTH + 1] = given[:, -1], surnames[:, -1]
        vocabulary = list(self.words)
        # What only stands joined is met letter by letter, not by its sound: most of a vocabulary need not be sounded.
        alone = np.zeros(len(vocabulary), dtype=bool)
        alone[names[:WIDTH].ravel()] = True
        heard = _Numbers()
        sounds = np.zeros(len(vocabulary), dtype=np.int32)
        for place in np.flatnonzero(alone[1:]).tolist():
            sounds[place + 1] = heard[code(vocabulary[place + 1])]
        return Register(
            ids=ids, owners=_ints(self.owners), vocabulary=vocabulary, sounds=sounds, sound_names=list(heard), names=names,
            dates=np.ascontiguousarray(np.array(self.dates, dtype=np.int16).reshape(-1, 3).T), texts=_ints(self.date_texts),
            sexes=np.array(self.sexes, dtype=np.int8), nationalities=np.array(self.nationalities, dtype=np.int16),
            countries=list(self.countries), chinese=np.array(self.chinese, dtype=bool),
        )  # fmt: skip


def _ints(values: array[int]) -> Ints:
    return np.array(values, dtype=np.int32)


def gathered(
    records: Iterable[tuple[Hashable, Record]], progress: Callable[[int], None] | None = None, every: int = EVERY
) -> Register:
    """The arrays of (id, record); `progress` hears after so many how many were read."""
    builder, ids = _Builder(), []
    for place, (key, record) in enumerate(records):
        ids.append(key)
        builder.add(place, record)
        if progress and place % every == every - 1:
            progress(place + 1)
    return builder.register(ids)
