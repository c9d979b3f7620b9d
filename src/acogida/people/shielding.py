"""From whom a person is protected: the countries whose authorities may learn nothing of her (LSR art. 21)."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from acogida.exchange import gateway
from acogida.people.models import Person


def countries_to_shield(person: Person) -> set[str]:
    """Countries whose authorities may learn nothing: nationality, former residence, feared persecution."""
    feared = {str(country) for country in person.feared_countries or []}
    return {code for code in {*person.nationality_codes, person.former_residence, *feared} if code}


def countries_of(person_ids: Collection[uuid.UUID]) -> set[str]:
    """The same of several persons together, by their ids."""
    persons = Person.objects.filter(pk__in=person_ids).prefetch_related("nationalities")
    persons = persons.only("former_residence", "feared_countries")
    return set().union(*(countries_to_shield(person) for person in persons))


gateway.shields.append(countries_of)
