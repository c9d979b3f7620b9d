"""Weighing whether records are of one person: Fellegi–Sunter evidence over names in any order, dates known in part, sex
and nationality. Vectorised: one query against many candidates, or many pairs. Pure.

Each token of one name looks for its best counterpart among the tokens of the other, in both directions; what finds none
is a conflict where the other has something in its place, and merely missing where it has not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from acogida.people.matching.profile import MOST_TOKENS, Profile
from acogida.people.matching.sinitic import chinese, readings, relatives
from acogida.people.matching.tokens import code
from acogida.people.matching.variants import heads, related
from acogida.people.matching.weights import Birth, Frequencies, Level, Same, Weights

Bits = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

GIVEN = slice(0, MOST_TOKENS)
SURNAMES = slice(MOST_TOKENS, 2 * MOST_TOKENS)
WIDTH = 2 * MOST_TOKENS
# Two more columns hold given names, and surnames, written as one word, so that "anamaria" meets "Ana María".
JOINED_GIVEN, JOINED_SURNAMES = WIDTH, WIDTH + 1
COLUMNS = WIDTH + 2
NEAR_LENGTH, FAR_LENGTH = 4, 7  # from how many letters one, two of them may differ
SEXES = {"": 0, "F": 1, "M": 2, "X": 3}


@dataclass(frozen=True)
class Candidates:
    """Profiles as arrays. `names[i, column]` is an index into `vocabulary`; 0 is no token."""

    vocabulary: Sequence[str]  # [0] is ""
    names: Ints  # (n, COLUMNS)
    dates: Ints  # (n, 3): year, month, day; 0 unknown
    sexes: Ints  # (n,) as SEXES
    nationalities: Ints  # (n,) index into `countries`
    countries: Sequence[str]  # [0] is ""
    date_texts: Sequence[str]
    plain: int | None = None  # so many words of the vocabulary are tokens, the rest only names written as one word

    def __len__(self) -> int:
        return len(self.names)


def columns(of: Profile) -> list[str]:
    """The tokens of a profile in their columns, "" where there is none."""
    given, surnames = list(of.given), list(of.surnames)
    return [
        *given, *[""] * (MOST_TOKENS - len(given)), *surnames, *[""] * (MOST_TOKENS - len(surnames)),
        "".join(given) if len(given) > 1 else "", "".join(surnames) if len(surnames) > 1 else "",
    ]  # fmt: skip


def gather(profiles: Sequence[Profile]) -> Candidates:
    """Profiles as arrays, with a vocabulary of their own."""
    words: dict[str, int] = {"": 0}
    countries: dict[str, int] = {"": 0}
    names = [[words.setdefault(token, len(words)) for token in columns(each)] for each in profiles]
    dates = [each[2:5] for each in profiles]
    return Candidates(
        vocabulary=list(words),
        names=np.array(names, dtype=np.int32).reshape(-1, COLUMNS),
        dates=np.array(dates, dtype=np.int32).reshape(-1, 3),
        sexes=np.array([SEXES.get(each.sex, 0) for each in profiles], dtype=np.int32),
        nationalities=np.array(
            [countries.setdefault(each.nationality, len(countries)) for each in profiles], dtype=np.int32
        ),
        countries=list(countries),
        date_texts=[each.date_text for each in profiles],
    )


def gather_encoded(lines: str) -> Candidates:
    """As `gather`, straight from lines of `profile.encode`: hundreds in half a millisecond."""
    fields = lines.replace("\n", "|").split("|")
    size = len(fields) // 6
    given, surnames = " ".join(fields[0::6]).split(" "), " ".join(fields[1::6]).split(" ")
    words = dict.fromkeys(("", *given, *surnames))
    plain = len(words)
    wholes = [_wholes(given), _wholes(surnames)]
    vocabulary = list(dict.fromkeys((*words, *wholes[0], *wholes[1])))
    place = {word: index for index, word in enumerate(vocabulary)}.__getitem__
    names = np.empty((size, COLUMNS), dtype=np.int32)
    for columns_of, tokens in (
        (GIVEN, given), (SURNAMES, surnames),
        (slice(JOINED_GIVEN, JOINED_GIVEN + 1), wholes[0]), (slice(JOINED_SURNAMES, COLUMNS), wholes[1]),
    ):  # fmt: skip
        names[:, columns_of] = np.array(list(map(place, tokens)), dtype=np.int32).reshape(size, -1)
    countries = dict.fromkeys(("", *fields[4::6]))
    country = {code_of: index for index, code_of in enumerate(countries)}.__getitem__
    return Candidates(
        vocabulary=vocabulary,
        names=names,
        dates=np.fromstring("-".join(fields[2::6]), dtype=np.int32, sep="-").reshape(-1, 3),
        sexes=np.array([SEXES.get(sex, 0) for sex in fields[3::6]], dtype=np.int32),
        nationalities=np.array(list(map(country, fields[4::6])), dtype=np.int32),
        countries=list(countries),
        date_texts=fields[5::6],
        plain=plain,
    )


def _wholes(tokens: Sequence[str]) -> list[str]:
    """Names written as one word, "" where they are one; from tokens in MOST_TOKENS places each."""
    places = [tokens[start::MOST_TOKENS] for start in range(MOST_TOKENS)]
    return ["".join(each) if each[1] else "" for each in zip(*places, strict=True)]


@dataclass(frozen=True)
class Detail:
    """Why a score is what it is, for the candidates asked about: levels per token of the query and per column of the
    candidate, and the rest of the evidence."""

    levels: npt.NDArray[np.uint8]  # (query tokens, n, COLUMNS)
    name_bits: Bits
    crossed: npt.NDArray[np.bool_]
    birth: Ints
    sex: Ints
    nationality: Ints


def scores(query: Profile, among: Candidates, weights: Weights, frequencies: Frequencies) -> Bits:
    """Bits of evidence for each candidate being the query's person. Names without any likeness give no more than a
    date may: a caller that wants persons asks `named` too."""
    return weigh(query, among, weights, frequencies)[0]


def weigh(
    query: Profile, among: Candidates, weights: Weights, frequencies: Frequencies
) -> tuple[Bits, npt.NDArray[np.bool_], Detail]:
    """(bits, whether there is evidence in the name itself, the detail)."""
    own = columns(query)
    asked = [column for column in range(COLUMNS) if own[column]]
    romanised = chinese(query.names, query.nationality)
    levels = token_levels([own[column] for column in asked], among.vocabulary, romanised, among.plain)[:, among.names]
    _joined_strictly(levels, [row for row, column in enumerate(asked) if column >= WIDTH])
    bits, matched_bits, crossed = _names(query, own, asked, levels, among.names, weights, frequencies)
    birth = births(np.array([query[2:5]], dtype=np.int32), among.dates, [query.date_text], among.date_texts)
    sex = _same(np.array([SEXES.get(query.sex, 0)], dtype=np.int32), among.sexes)
    country = among.countries.index(query.nationality) if query.nationality in among.countries else -1
    nationality = _same(np.array([country if query.nationality else 0], dtype=np.int32), among.nationalities)
    total = bits + _table(weights.birth, Birth)[birth] + _table(weights.sex, Same)[sex]
    rarity = np.zeros(len(Same), dtype=np.float32)
    rarity[Same.SAME] = weights.nationality_share * frequencies.nationality(query.nationality)
    total += (_table(weights.nationality, Same) + rarity)[nationality]
    return total, matched_bits >= NAMED, Detail(levels, bits, crossed, birth, sex, nationality)


NAMED = 0.04  # bits of agreeing names, less than any likeness has: without one, no date, sex or nationality makes a candidate


def token_levels(
    asked: Sequence[str], vocabulary: Sequence[str], romanised: bool = False, plain: int | None = None
) -> npt.NDArray[np.uint8]:
    """The level between each token asked for and each of a vocabulary (whose first entry is ""). `romanised`: read the
    tokens as Chinese syllables too. Words from `plain` on are not tokens: their sound counts only where letters are near."""
    found = np.zeros((len(asked), len(vocabulary)), dtype=np.uint8)
    if not asked:
        return found
    distance = cdist(asked, vocabulary, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    lengths = np.fromiter(map(len, vocabulary), dtype=np.int32, count=len(vocabulary))
    sounds = [code(word) for word in vocabulary[:plain]]
    if plain is not None and plain < len(vocabulary):
        close: list[bool] = np.any(distance[:, plain:] <= 2, axis=0).tolist()
        sounds += [code(word) if near else "" for word, near in zip(vocabulary[plain:], close, strict=True)]
    by_sound: dict[str, list[int]] = {code(token): [] for token in asked}
    for index, sound in enumerate(sounds):
        if sound in by_sound and index:
            by_sound[sound].append(index)
    firsts: dict[str, list[int]] = {}
    for single in np.flatnonzero(lengths == 1).tolist():
        firsts.setdefault(vocabulary[single], []).append(single)
    place = {word: index for index, word in enumerate(vocabulary)}
    for row, token in enumerate(asked):
        shorter = np.minimum(lengths, len(token))
        near = (distance[row] <= 1) & (shorter >= NEAR_LENGTH) | (distance[row] <= 2) & (shorter >= FAR_LENGTH)
        same_sound = np.zeros(len(vocabulary), dtype=bool)
        if len(token) > 1:
            same_sound[by_sound.get(code(token), [])] = True
            found[row, firsts.get(token[0], [])] = Level.INITIAL
        else:
            found[row, [at for word, at in place.items() if word[:1] == token]] = Level.INITIAL
        found[row, same_sound & (lengths > 1)] = Level.SOUND
        found[row, near] = Level.NEAR
        found[row, same_sound & (distance[row] <= 2) & (shorter >= 2)] = Level.SPELLING
        if romanised:
            found[row, [place[other] for other in relatives(token) if other in place]] = Level.ROMANISED
        found[row, [place[other] for other in related(token) if other in place]] = Level.VARIANT
        if token in place:
            found[row, place[token]] = Level.EXACT
    found[:, 0] = Level.NONE
    return found


def _joined_strictly(levels: npt.NDArray[np.uint8], joined: list[int]) -> None:
    """Names written as one word meet single tokens, letter by letter: never joined against joined, or "José Luis" twice would
    be one very rare name; and never by sound alone, which ends after five letters: "anamaria" sounds like "ana maribel"."""
    levels[joined, :, WIDTH:] = Level.NONE
    for part in (levels[:, :, WIDTH:], *(levels[row] for row in joined)):
        part[part < Level.NEAR] = Level.NONE


def information(token: str, frequencies: Frequencies) -> npt.NDArray[np.float32]:
    """Bits of a token at each level: of the name itself where it is the same, of its sound where it sounds alike, of
    the commonest name it may stand for where it is another form of one."""
    own, sound = frequencies.token(token), frequencies.sound(code(token))
    known = [frequencies.token(head) for head in heads(token)]
    by_level = np.full(len(Level), sound, dtype=np.float32)
    by_level[Level.NONE] = 0
    by_level[Level.EXACT] = own
    by_level[Level.VARIANT] = min([own, *known])
    by_level[Level.ROMANISED] = min([own, *(frequencies.token(reading) for reading in readings(token))])
    return by_level


def _names(
    query: Profile,
    own: Sequence[str],
    asked: Sequence[int],
    levels: npt.NDArray[np.uint8],
    theirs: Ints,
    weights: Weights,
    frequencies: Frequencies,
) -> tuple[Bits, Bits, npt.NDArray[np.bool_]]:
    """(bits of the names, bits of those that agree, whether given names and surnames stand crossed)."""
    size = len(theirs)
    if not asked:
        nothing = np.zeros(size, dtype=np.float32)
        return nothing, nothing, np.zeros(size, dtype=bool)
    value = np.empty(levels.shape, dtype=np.float32)
    for row, column in enumerate(asked):
        is_given = column < MOST_TOKENS or column == JOINED_GIVEN
        value[row] = _level_bits(is_given, information(own[column], frequencies), weights)[levels[row]]
    plain = [row for row, column in enumerate(asked) if column < WIDTH]
    joined = {column: row for row, column in enumerate(asked) if column >= WIDTH}
    # One's joined names against the other's single tokens, so that either way of writing meets.
    best_own = value[plain].max(axis=2)  # (tokens asked, n)
    best_theirs = value[:, :, :WIDTH].max(axis=0)  # (n, WIDTH)
    for column, group in ((JOINED_GIVEN, GIVEN), (JOINED_SURNAMES, SURNAMES)):
        if column in joined:
            whole = value[joined[column]].max(axis=1)
            members = [place for place, row in enumerate(plain) if group.start <= asked[row] < group.stop]
            best_own[members] = np.maximum(best_own[members], whole / len(members))
        whole_theirs = value[:, :, column].max(axis=0)
        held = theirs[:, group] > 0
        each = whole_theirs / np.maximum(held.sum(axis=1), 1)
        best_theirs[:, group] = np.maximum(best_theirs[:, group], np.where(held, each[:, None], 0))
    present = theirs[:, :WIDTH] > 0
    found_own, found_theirs = best_own > 0, best_theirs > 0
    agree = (best_own.sum(axis=0) + np.where(present, best_theirs, 0).sum(axis=1)) / 2
    bits = agree.copy()
    for group, conflict, missing in (
        (GIVEN, weights.conflict[0], weights.missing[0]),
        (SURNAMES, weights.conflict[1], weights.missing[1]),
    ):
        members = [place for place, row in enumerate(plain) if group.start <= asked[row] < group.stop]
        left = (~found_own[members]).sum(axis=0)
        left_theirs = (present[:, group] & ~found_theirs[:, group]).sum(axis=1)
        against = np.minimum(left, left_theirs)
        bits += conflict * against + missing * (np.maximum(left, left_theirs) - against)
    crossed = _crossed(asked, value)
    bits += np.where(crossed, weights.crossed, weights.aligned)
    return bits.astype(np.float32), agree.astype(np.float32), crossed


def _level_bits(is_given: bool, by_level: npt.NDArray[np.float32], weights: Weights) -> Bits:
    table = weights.given if is_given else weights.surname
    bits = np.zeros(len(Level), dtype=np.float32)
    for level, weight in table.items():
        bits[level] = max(weight.bits(float(by_level[level])), 0.05)  # found is never less than not found
    return bits


def _crossed(asked: Sequence[int], value: Bits) -> npt.NDArray[np.bool_]:
    """Whether more of the evidence lies between given names and surnames than within each."""
    given = [row for row, column in enumerate(asked) if column < MOST_TOKENS]
    surnames = [row for row, column in enumerate(asked) if MOST_TOKENS <= column < WIDTH]
    size = value.shape[1]
    straight, across = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    for rows, here, there in ((given, GIVEN, SURNAMES), (surnames, SURNAMES, GIVEN)):
        if rows:
            straight += value[rows][:, :, here].max(axis=2).sum(axis=0)
            across += value[rows][:, :, there].max(axis=2).sum(axis=0)
    return across > straight


def births(one: Ints, other: Ints, texts: Sequence[str], other_texts: Sequence[str]) -> Ints:
    """The level between dates (n or 1, 3) and (n, 3): year, month, day, 0 where unknown, as `Birth`."""
    y1, m1, d1 = one[:, 0], one[:, 1], one[:, 2]
    y2, m2, d2 = other[:, 0], other[:, 1], other[:, 2]
    new1, new2 = (m1 == 1) & (d1 == 1), (m2 == 1) & (d2 == 1)
    vague1, vague2 = (m1 == 0) | (d1 == 0) | new1, (m2 == 0) | (d2 == 0) | new2
    year, month, day = y1 == y2, (m1 == m2) & (m1 > 0), (d1 == d2) & (d1 > 0)
    apart = np.abs(y1 - y2)
    level: Ints = np.full(np.broadcast(y1, y2).shape, Birth.DIFFERENT, dtype=np.int32)

    def put(where: Any, what: Birth) -> None:
        level[where] = what

    put(apart == 1, Birth.NEAR_YEAR)
    put(year, Birth.YEAR)
    clear = ~vague1 & ~vague2
    put(clear & month & day, Birth.DAY_MONTH)
    put(clear & month & day & ((apart <= 2) | (apart == 10) | _digits_swapped(y1, y2)), Birth.DAY_NEAR_YEAR)
    put(year & (vague1 | vague2), Birth.YEAR_UNKNOWN_REST)
    put(clear & year & (month | day), Birth.YEAR_AND_PART)
    put(clear & year & (m1 == d2) & (d1 == m2), Birth.SWAPPED)
    put(year & new1 & new2, Birth.SAME_NEW_YEAR)
    put(clear & year & month & day, Birth.SAME)
    put((y1 == 0) | (y2 == 0), Birth.MISSING)
    if any(texts):
        alike = np.fromiter((bool(text) and text in texts for text in other_texts), dtype=bool, count=len(other_texts))
        put(alike & ((y1 == 0) | (y2 == 0)), Birth.SAME_TEXT)
    return level


def _digits_swapped(one: Ints, other: Ints) -> npt.NDArray[np.bool_]:
    """1987 and 1978."""
    swapped: npt.NDArray[np.bool_] = (one // 10 % 10 == other % 10) & (one % 10 == other // 10 % 10)
    same_century: npt.NDArray[np.bool_] = one // 100 == other // 100
    return np.logical_and(swapped, same_century)


def _same(one: Ints, other: Ints) -> Ints:
    known = (one != 0) & (other != 0)
    return np.where(known, np.where(one == other, Same.SAME, Same.DIFFERENT), Same.MISSING).astype(np.int32)


def _table(bits: Mapping[Any, float], levels: Any) -> Bits:
    return np.array([bits[level] for level in levels], dtype=np.float32)
