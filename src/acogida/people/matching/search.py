"""Who in the register may be this person: candidates by key from the index, weighed by the evidence.

Two questions to the database for a good answer: how common the names are and everybody filed under the query's keys, rarest
keys first and no more of them than `POSTINGS`; then the profiles of those who share most. Where nobody found is likely, a
second, wider pass looks under neighbouring keys; where even that leaves no hope, many more of what was read are weighed.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import psycopg

from acogida.people.matching import compare, weights
from acogida.people.matching.explain import Reason, reasons
from acogida.people.matching.keys import deep_keys, deletions, forms, keys
from acogida.people.matching.profile import Profile, decode, profiles
from acogida.people.matching.reading import psycopg_connection
from acogida.people.matching.record import Record
from acogida.people.matching.shares import COUNTS, Names
from acogida.people.matching.weights import Birth, Frequencies

POSTINGS = 20_000  # serials read at most for one pass; the rarest keys come first
FIRST, FURTHER = 40, 250  # persons weighed in the first pass, which ends where somebody is likely, and in the second
NEIGHBOUR = 0.5  # what a neighbouring key is worth beside one of the query's own: many of them say the same thing
NEIGHBOURS_OF_EACH = 12  # sounds one letter away from each of the query's: the commonest
# Of one query in forty nobody weighed is even this likely: then many more of those read are weighed.
LAST, HOPELESS = 700, 0.001
SURE = 0.5  # probability of the best answer from which nobody is looked for further (measured: record 15)

# The length of a posting is read without reading it; a common key that would go beyond the budget is only counted.
POSTED = """
WITH found AS (
    SELECT key, serials, octet_length(serials) / 4 AS held,
           sum(octet_length(serials)) OVER (ORDER BY octet_length(serials), key) / 4 AS running
    FROM people_matchposting WHERE key = ANY(%(keys)s::bigint[])
)
SELECT key, held::int, CASE WHEN running <= %(most)s OR running = held THEN serials END, NULL FROM found
UNION ALL
SELECT key, -1, string_agg(int4send(serial), ''::bytea ORDER BY serial), NULL
FROM people_matchpending WHERE key = ANY(%(keys)s::bigint[]) GROUP BY key
"""
COUNTED = f"{POSTED} UNION ALL SELECT NULL, count, NULL, token FROM ({COUNTS}) counts"
PERSONS = """
SELECT string_agg(int4send(serial), ''::bytea), string_agg(uuid_send(person_id), ''::bytea), string_agg(profile, E'\\n')
FROM people_matchprofile WHERE serial = ANY(%s::int[])
"""
NEIGHBOURS = "SELECT part, sound, count FROM people_matchsound WHERE part = ANY(%s::text[]) ORDER BY count DESC, sound"


@dataclass(frozen=True)
class Match:
    """A person who may be the one looked for: how much the evidence weighs (bits), and how likely it is."""

    person_id: uuid.UUID
    weight: float
    probability: float
    query: Profile = field(repr=False)
    profile: Profile = field(repr=False)
    frequencies: Frequencies = field(repr=False)

    @property
    def evidence(self) -> list[Reason]:
        """What speaks for it and against it, strongest first; `wording.words` says it."""
        return reasons(self.query, self.profile, weights.load(), self.frequencies)


def likely(record: Record, *, limit: int = 10, least: float | None = None) -> list[Match]:
    """Who in the whole register may be this person, best first.

    Weak evidence alone makes no candidate: neither a date, a sex or a nationality without a likeness of names, nor shared
    surnames (a mother's, a brother's) without a likeness of given name or birth date. `least` is the probability from which
    somebody is a candidate, None that of the weights; 0 ranks everybody found with a likeness of names, relatives too.
    The caller holds `person.search_register`, and shows no more of each than its user may see.
    """
    asked = [each for each in profiles(record) if each.names]
    if not asked:
        return []
    inquiry = Inquiry(asked)
    inquiry.look(frozenset[int]().union(*map(keys, asked)), FIRST)
    if inquiry.below(SURE):
        inquiry.look_further()
        if inquiry.below(HOPELESS):
            inquiry.weigh_more(LAST)
    return inquiry.best(limit, inquiry.weights.possible if least is None else least)


class Inquiry:
    """One search: what was read, and who was weighed."""

    def __init__(self, asked: Sequence[Profile]) -> None:
        self.asked = asked
        self.weights = weights.load()
        self.cursor = psycopg.Cursor(psycopg_connection())
        self.cursor.format = psycopg.pq.Format.BINARY
        self.postings: list[Any] = []
        self.worth: list[float] = []
        self.names = Names(asked)
        self.frequencies, self.population = Frequencies(), 0  # until the first look
        self.seen: set[int] = set()
        self.found: list[_Weighed] = []
        self.best_bits = -math.inf
        self.telling = np.array([self.weights.birth[level] > 0 for level in Birth])

    def below(self, probability: float) -> bool:
        """Whether even the best of those weighed so far is less likely than this."""
        return bool(self.weights.probability(self.best_bits, self.population) < probability)

    def look(self, wanted: Collection[int], most: int, value: float = 1.0) -> None:
        """Read the postings of some keys, worth `value` of what their rarity says, and weigh those persons who share most
        and were not weighed before."""
        held: dict[int, int] = {}
        read: list[tuple[int, bytes]] = []
        counts: dict[str, int] = {}
        parameters: dict[str, Any] = {"keys": _array(wanted), "most": POSTINGS}
        if self.population:
            self.cursor.execute(POSTED, parameters)
        else:
            self.cursor.execute(COUNTED, parameters | self.names.parameters)
        for key, number, serials, name in self.cursor:
            if name is not None:
                counts[name] = number
                continue
            held[key] = held.get(key, 0) + (number if number >= 0 else len(serials) // 4)
            if serials is not None:
                read.append((key, serials))
        if not self.population:
            self.frequencies, self.population = self.names.frequencies(counts)
        for key, serials in read:
            self.postings.append(np.frombuffer(serials, dtype=">i4"))
            self.worth.append(value * (math.log(max(self.population, held[key]) / held[key]) + 0.1))
        self.weigh_more(most)

    def weigh_more(self, most: int) -> None:
        """Weigh those who share most of what was read, and were not weighed before."""
        chosen = _most_shared(self.postings, self.worth, self.seen, most)
        if chosen:
            self.seen.update(chosen)
            self._weigh(chosen)

    def look_further(self) -> None:
        """The second pass: sounds one letter away, names written together or apart, years a little wrong."""
        sounds = {sound for each in self.asked for token in each.names for sound in forms(token)}
        parts = {sound: deletions(sound) for sound in sounds}
        self.cursor.execute(NEIGHBOURS, [sorted(set().union(*parts.values()))])
        rows = self.cursor.fetchall()
        near: dict[str, list[str]] = {}
        for sound, own_parts in parts.items():
            others = dict.fromkeys(other for part, other, _count in rows if part in own_parts and other != sound)
            near[sound] = list(others)[:NEIGHBOURS_OF_EACH]
        self.look(frozenset[int]().union(*(deep_keys(each, near) for each in self.asked)), FURTHER, NEIGHBOUR)

    def _weigh(self, serials: Sequence[int]) -> None:
        self.cursor.execute(PERSONS, [_array(serials)])
        row = self.cursor.fetchone()
        if row is None or row[0] is None:  # whoever it was is gone since
            return
        ids, texts = row[1], row[2].split("\n")
        among = compare.gather_encoded(row[2])
        for each in self.asked:
            bits, named, detail = compare.weigh(each, among, self.weights, self.frequencies)
            self.found.append(
                _Weighed(np.where(named, bits, -np.inf), self._beyond_surnames(each, detail), each, texts, ids)
            )
            self.best_bits = max(self.best_bits, float(self.found[-1].bits.max()))

    def _beyond_surnames(self, query: Profile, detail: compare.Detail) -> Any:
        """For each candidate: is there some likeness of a given name, or of the birth date?"""
        given = detail.levels[: len(query.given)].max(axis=0, initial=0).max(axis=1)
        given |= detail.levels.max(axis=0)[:, compare.GIVEN].max(axis=1)
        return (given > 0) | self.telling[detail.birth]

    def best(self, limit: int, least: float) -> list[Match]:
        """Each person once, by her best name."""
        matches: list[Match] = []
        persons: set[bytes] = set()
        for bits, found, place in self._ranked():
            person = found.ids[16 * place : 16 * place + 16]
            if person in persons or (least and not found.own[place]):
                continue
            probability = float(self.weights.probability(bits, self.population))
            if probability < least or len(matches) == limit:
                break
            persons.add(person)
            profile = decode(found.texts[place])
            matches.append(Match(uuid.UUID(bytes=person), bits, probability, found.query, profile, self.frequencies))
        return matches

    def _ranked(self) -> Iterator[tuple[float, _Weighed, int]]:
        """(bits, where, which) of everybody with a likeness of names, best first."""
        if not self.found:
            return
        bits = np.concatenate([each.bits for each in self.found])
        where = np.repeat(np.arange(len(self.found)), [len(each.bits) for each in self.found])
        starts = np.cumsum([0, *(len(each.bits) for each in self.found)])
        for at in np.argsort(-bits, kind="stable").tolist():
            if bits[at] == -np.inf:
                return
            yield float(bits[at]), self.found[where[at]], at - int(starts[where[at]])


class _Weighed(NamedTuple):
    """Those who were weighed together, against one profile of the query."""

    bits: Any  # -inf without a likeness of names
    own: Any  # alike in more than surnames, sex and nationality
    query: Profile
    texts: list[str]  # their profiles
    ids: bytes  # 16 each


def _array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array: quicker than letting the driver look at each."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _most_shared(postings: Iterable[Any], worth: Sequence[float], without: Collection[int], most: int) -> list[int]:
    """The serials whose keys are worth most together, best first."""
    lists = list(postings)
    if not lists:
        return []
    # Serial and list in one number: sorting one array is the fastest way to bring equals together.
    filed = np.concatenate(lists).astype(np.int64) << 16
    filed |= np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    filed.sort()
    serials = filed >> 16
    starts = np.flatnonzero(np.r_[True, serials[1:] != serials[:-1]]) if len(serials) else np.empty(0, np.int64)
    if not len(starts):
        return []
    total = np.add.reduceat(np.asarray(worth)[filed & 0xFFFF], starts)
    serials = serials[starts]
    wanted = most + len(without)
    if len(serials) > wanted:
        top = np.argpartition(-total, wanted)[:wanted]
        serials, total = serials[top], total[top]
    ranked = serials[np.argsort(-total, kind="stable")].tolist()
    return [serial for serial in ranked if serial not in without][:most]
