"""What was known of a person when somebody judged: a "different" holds for as long as this does."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from acogida.people import names
from acogida.people.models import IdentityNumber, Nationality, Person

Facts = dict[str, Any]
FIELDS = ("name", "birth", "sex", "nationality", "number")


def of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Facts]:
    """What identity is judged by, per person, in three queries: accents, order of recording and telephone do not count."""
    wanted = set(ids)
    countries, numbers = defaultdict(list), defaultdict(list)
    for person, country in Nationality.objects.filter(person__in=wanted).values_list("person_id", "country"):
        countries[person].append(country)
    held = IdentityNumber.objects.filter(person__in=wanted).exclude(value="")
    for person, value in held.values_list("person_id", "value"):
        numbers[person].append(value)
    columns = ("pk", "given_names", "first_surname", "second_surname", "birth_year", "birth_month", "birth_day", "sex")
    return {
        pk: {
            "name": names.fold(f"{given} {first} {second}"),
            "birth": [year, month, day],
            "sex": sex,
            "nationality": sorted(countries[pk]),
            "number": sorted(set(numbers[pk])),
        }
        for pk, given, first, second, year, month, day, sex in Person.objects.filter(pk__in=wanted).values_list(
            *columns
        )
    }


def as_seen(first: uuid.UUID, second: uuid.UUID, known: Mapping[uuid.UUID, Facts]) -> dict[str, Facts]:
    """What a judgement keeps of both."""
    return {str(person): known[person] for person in (first, second)}


def changed(seen: Mapping[str, Facts], known: Mapping[uuid.UUID, Facts]) -> list[str]:
    """In what either person has changed since; in the order of `FIELDS`."""
    return [
        field
        for field in FIELDS
        if any(field in before and known[uuid.UUID(person)][field] != before[field] for person, before in seen.items())
    ]
