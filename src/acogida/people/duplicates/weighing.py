"""The evidence for and against two registered persons being one, as the matching core weighs it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from acogida.people.matching import weights
from acogida.people.matching.compare import gather, scores
from acogida.people.matching.explain import Reason, reasons
from acogida.people.matching.profile import Profile, profiles
from acogida.people.matching.reading import records_of
from acogida.people.matching.shares import shares

Id = uuid.UUID


@dataclass(frozen=True)
class Weighed:
    """What speaks for two persons being one and against it, strongest first; bits and probability of all of it."""

    reasons: list[Reason]
    bits: float
    probability: float


def weigh(first: Id, second: Id) -> Weighed:
    """Two persons, by what the register says of them now."""
    return weigh_all([(first, second)])[first, second]


def weigh_all(pairs: Iterable[tuple[Id, Id]]) -> dict[tuple[Id, Id], Weighed]:
    """Several pairs, in three queries. Of all the names of both, the two that are most alike count."""
    wanted = list(pairs)
    known = {
        person: profiles(record) for person, record in records_of(list({each for pair in wanted for each in pair}))
    }
    frequencies, population = shares([profile for found in known.values() for profile in found])
    return {pair: _weigh(known[pair[0]], known[pair[1]], frequencies, population) for pair in wanted}


def _weigh(mine: list[Profile], theirs: list[Profile], frequencies: weights.Frequencies, population: int) -> Weighed:
    rules = weights.load()
    among = gather(theirs)
    best = max(
        ((float(bits), own, other) for own in mine for bits, other in zip(scores(own, among, rules, frequencies), theirs, strict=True)),
        key=lambda each: each[0],
    )  # fmt: skip
    bits, own, other = best
    return Weighed(reasons(own, other, rules, frequencies), bits, float(rules.probability(bits, population)))
