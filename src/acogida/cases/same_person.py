"""That a member of a case is one person with somebody who has another open case: said on both, for a person to decide."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from acogida.accounts.models import User
from acogida.cases.access import unsealed
from acogida.cases.access import visible_to as visible_cases
from acogida.cases.models import Case, Member
from acogida.people import identity
from acogida.people.access import hidden_from
from acogida.people.models import Person


@dataclass(frozen=True)
class Another:
    """Another open case of one of the members. `number` is empty where the user may only be told the office."""

    person: Person
    number: str
    office: str


def others(user: User, case: Case, persons: Sequence[Person]) -> list[Another]:
    """The other open cases of these members (those who are one with somebody) under another record."""
    if not persons:
        return []
    clusters = identity.clusters(person.pk for person in persons)
    whose = {other: person for person in persons for other in clusters[person.pk] - {person.pk}}
    if not whose:
        return []
    rows = Member.objects.filter(person__in=whose, end=None, case__open=True).exclude(case=case)
    rows = unsealed(rows.exclude(person__in=hidden_from(user).values("pk")), user)
    found = {row.case_id: row for row in rows.select_related("case__office").order_by("case__number")}
    mine: set[uuid.UUID] = set(visible_cases(user).filter(pk__in=found).values_list("pk", flat=True))
    return [
        Another(whose[row.person_id], row.case.number if pk in mine else "", row.case.office.name)
        for pk, row in found.items()
    ]
