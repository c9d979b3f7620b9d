"""Persons who are one and have more than one open case: a supervisor decides what becomes of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from acogida.accounts.models import User
from acogida.cases.access import visible_to as visible_cases
from acogida.cases.models import Case, Member
from acogida.people import identity
from acogida.people.access import visible_to
from acogida.people.duplicates import access
from acogida.people.judgements import JOINING
from acogida.people.models import Person

MOST = 100


@dataclass(frozen=True)
class Conflict:
    """One person, by the record that stands for her, and her open cases."""

    person: Person
    cases: list[Case]


def two_open_cases(user: User) -> list[Conflict]:
    """Those of whom the user may open at least one case; the newest merges first. Needs `duplicates.confirm`."""
    if not user.can("duplicates.confirm"):
        return []
    edges = access.judgements_for(user).filter(JOINING).order_by("-at").values_list("first_id", "second_id")[:2000]
    persons = {person for edge in edges for person in edge}
    rows = Member.objects.filter(person__in=persons, end=None, case__open=True).values_list("person_id", "case_id")
    held: dict[frozenset[uuid.UUID], set[uuid.UUID]] = defaultdict(set)
    clusters = identity.clusters(person for person, _case in rows)
    for person, case in rows:
        held[clusters[person]].add(case)
    several = {members: cases for members, cases in held.items() if len(cases) > 1}
    mine = Q(pk__in={case for cases in several.values() for case in cases})
    known = {case.pk: case for case in visible_cases(user).filter(mine).select_related("office")}
    everybody = {person for members in several for person in members}
    seen = {person.pk: person for person in visible_to(user).filter(pk__in=everybody).select_related("office")}
    found = []
    for members, cases in several.items():
        here = [known[case] for case in sorted(cases) if case in known]
        shown = [seen[person] for person in sorted(members) if person in seen]
        if here and shown:
            found.append(Conflict(shown[0], here))
    return found[:MOST]
