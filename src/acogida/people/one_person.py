"""What a person's page says of the other records that are hers, each with where it came from. Evidence stays where it is:
nothing here is written anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from acogida.accounts.models import User
from acogida.people import identity
from acogida.people.access import hidden_from, visible_needs, visible_to
from acogida.people.duplicates import judging
from acogida.people.models import Person


@dataclass(frozen=True)
class Record:
    """Another record of the same person, as far as the user may see it."""

    person: Person
    names: tuple[str, ...]
    numbers: list[Any]
    documents: list[Any]
    memberships: list[Any]
    needs: list[Any]


@dataclass
class OnePerson:
    """`stands`: the record whose page stands for all, when it is another and hers to see. `records`: the others.
    `elsewhere`: offices that hold a record she may not open. `conflict`: two numbers in force."""

    stands: Person | None = None
    records: list[Record] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    conflict: bool = False

    def __bool__(self) -> bool:
        return bool(self.stands or self.records or self.elsewhere)


def of(user: User, person: Person) -> OnePerson:
    """The other records of this person. Sealed ones do not exist for whoever may not know of them."""
    others = identity.cluster(person.pk) - {person.pk}
    if not others:
        return OnePerson()
    seen = {each.pk: each for each in _known(user, others)}
    hidden = hidden_from(user).values("pk")
    told = Person.objects.filter(pk__in=others - seen.keys()).exclude(pk__in=hidden).select_related("office")
    stands = seen.get(identity.canonical(person.pk))
    records = [_record(user, each) for each in sorted(seen.values(), key=lambda each: (each.created_at, each.pk))]
    conflict = judging.numbers_in_conflict({person.pk, *seen})
    return OnePerson(stands, records, sorted({each.office.name for each in told}), conflict)


def once(persons: Sequence[Person]) -> list[Person]:
    """A list in which each person stands once, by her first record in it."""
    clusters = identity.clusters(person.pk for person in persons)
    return list({clusters[person.pk]: person for person in reversed(persons)}.values())[::-1]


def _known(user: User, persons: Iterable[Any]) -> Iterable[Person]:
    rows = visible_to(user).filter(pk__in=list(persons)).select_related("office")
    return rows.prefetch_related("other_names", "numbers", "documents", "memberships__case__office")


def _record(user: User, person: Person) -> Record:
    names = dict.fromkeys([person.name_as_declared, person.full_name, *(n.text for n in person.other_names.all())])
    return Record(
        person, tuple(names), [each for each in person.numbers.all() if each.value], list(person.documents.all()),
        list(person.memberships.all()), list(visible_needs(user, person.office_id).filter(person=person)),
    )  # fmt: skip
