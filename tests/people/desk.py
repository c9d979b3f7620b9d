"""Persons who may be one, as every test of the desk knows them."""

from __future__ import annotations

import uuid
from typing import Any

from acogida.accounts.models import Office, User
from acogida.people.duplicates import judge, suspect
from acogida.people.judgements import Judgement, PossibleDuplicate
from acogida.people.models import Person
from tests.cast import Cast, a_person


def two(cast: Cast, **changes: Any) -> tuple[Person, Person]:
    """A woman registered twice, the second time with day and month swapped."""
    return (
        a_person(cast, given_names="Marie Rose", first_surname="Délva", second_surname="", birth_month=4, birth_day=12,
                 nationalities=["HT"]),
        a_person(cast, given_names="Rose Marie", first_surname="Delva", second_surname="", birth_month=12, birth_day=4,
                 nationalities=["HT"], **changes),
    )  # fmt: skip


def elsewhere(person: Person, code: str = "TIJ") -> Person:
    """The same person, registered by another office."""
    person.office = Office.objects.get(code=code)
    person.save()
    return person


def suspected(one: Person, other: Person, probability: float = 0.9, source: str = "register") -> PossibleDuplicate:
    suspect([(one.pk, other.pk, probability, 12.0)], source)
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.get(first=first, second=second)


def says(cast: Cast, part: str | User, one: Person, other: Person, verdict: str, **more: Any) -> Judgement:
    """What a member of the cast judges."""
    return judge(cast.as_(part), one.pk, other.pk, verdict, key=more.pop("key", uuid.uuid4()), **more)  # type: ignore[arg-type]
