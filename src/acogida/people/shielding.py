"""From whom a person is protected: the countries whose authorities may learn nothing of her (LSR art. 21)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from acogida.exchange import gateway
from acogida.people.models import Person


def countries_to_shield(person: Person) -> set[str]:
    """Countries whose authorities may learn nothing: nationality, former residence, feared persecution."""
    return _of(person.nationality_codes, person.former_residence, person.feared_countries)


def _of(nationalities: Iterable[str | None], residence: str, feared: Iterable[str] | None) -> set[str]:
    return {str(code) for code in (*nationalities, residence, *(feared or ())) if code}


def countries_of(person_ids: Collection[uuid.UUID]) -> set[str]:
    """The same of several persons together, by their ids."""
    rows = Person.objects.filter(pk__in=person_ids)
    known = rows.values_list("nationalities__country", "former_residence", "feared_countries")
    return set().union(*(_of([nationality], *others) for nationality, *others in known))


gateway.shields.append(countries_of)
