"""The evidence for and against two registered persons being one, as the matching core weighs it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from acogida.people.matching import profile, weights
from acogida.people.matching.compare import gather, scores
from acogida.people.matching.explain import Reason, reasons
from acogida.people.matching.record import Record
from acogida.people.models import Person

Id = uuid.UUID


@dataclass(frozen=True)
class Weighed:
    """What speaks for two persons being one, strongest first; bits and probability of all of it."""

    reasons: list[Reason]
    bits: float
    probability: float


def record_of(person: Person) -> Record:
    """A registered person as the matching core reads her."""
    countries = person.nationality_codes
    return Record(
        given=person.given_names, first=person.first_surname, second=person.second_surname, year=person.birth_year,
        month=person.birth_month, day=person.birth_day, sex=person.sex, nationality=countries[0] if countries else "",
        other_names=tuple(each.text for each in person.other_names.all()),
    )  # fmt: skip


def weigh(first: Id, second: Id) -> Weighed:
    """Two persons, by id."""
    people = {person.pk: person for person in _known((first, second))}
    return weigh_pair(people[first], people[second])


def weigh_pair(one: Person, other: Person) -> Weighed:
    """Two persons with their names and nationalities at hand; of all their names, the two that are most alike."""
    frequencies, rules = known_frequencies(), weights.load()
    theirs = profile.profiles(record_of(other))
    best: tuple[float, profile.Profile, profile.Profile] | None = None
    for mine in profile.profiles(record_of(one)):
        for bits, candidate in zip(scores(mine, gather(theirs), rules, frequencies), theirs, strict=True):
            if best is None or bits > best[0]:
                best = (float(bits), mine, candidate)
    assert best is not None  # everybody has a name
    bits, mine, candidate = best
    found = reasons(mine, candidate, rules, frequencies)
    return Weighed(found, bits, float(rules.probability(bits, population())))


def known_frequencies() -> weights.Frequencies:
    """How common names are in this register."""
    return weights.Frequencies()


def population() -> int:
    """How many persons there are to be confused with."""
    return 100_000


def _known(ids: Iterable[Id]) -> list[Person]:
    return list(Person.objects.filter(pk__in=list(ids)).prefetch_related("nationalities", "other_names"))
