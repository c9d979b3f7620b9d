"""Who is one with whom, derived from the judgements in force and written nowhere.

Persons joined by edges "same" are a cluster. One of them stands for all: the one somebody chose last, else the oldest
of the register. Reading a cluster needs no grant; what is shown of its persons starts from `people.access.visible_to`.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from acogida.people.judgements import JOINING, Judgement
from acogida.people.models import Person
from acogida.people.unions import components

Id = uuid.UUID

# Each person asked about, with all who hang together with her. The edges in force are few: two short index scans a step.
REACHED = """
WITH RECURSIVE edge AS (
  SELECT first_id, second_id FROM people_judgement
  WHERE verdict = 'same' AND withdrawn_at IS NULL AND (NOT needs_confirmation OR confirmed_at IS NOT NULL)
), reached (asked, person) AS (
  SELECT id, id FROM unnest(%s::uuid[]) AS id
  UNION
  SELECT asked, step.person FROM reached CROSS JOIN LATERAL (
    SELECT second_id FROM edge WHERE first_id = reached.person
    UNION ALL SELECT first_id FROM edge WHERE second_id = reached.person
  ) AS step (person)
)
SELECT asked, person FROM reached
"""


FEW = 100  # persons who are walked from without looking first


def clusters(ids: Iterable[Id]) -> dict[Id, frozenset[Id]]:
    """The cluster of each person, herself included, in one query."""
    wanted = list(dict.fromkeys(ids))
    asked = wanted if len(wanted) <= FEW else _with_edges(wanted)
    found: dict[Id, set[Id]] = defaultdict(set)
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(REACHED, [asked])
            for asked, person in cursor.fetchall():
                found[asked].add(person)
    return {each: frozenset(found[each] or {each}) for each in wanted}


def _with_edges(persons: list[Id]) -> list[Id]:
    """Of many persons: those who are one with anybody. Nearly nobody is, and walking from each costs more than looking."""
    edges = Judgement.objects.filter(JOINING)
    return [*{*edges.filter(first__in=persons).values_list("first_id", flat=True),
              *edges.filter(second__in=persons).values_list("second_id", flat=True)}]  # fmt: skip


def cluster(person_id: Id) -> frozenset[Id]:
    """All who are one with this person, herself included."""
    return clusters([person_id])[person_id]


def joined(person: str) -> Q:
    """For a query over rows whose person is `person` (a lookup): whether she is one with anybody."""
    edges = Judgement.objects.filter(JOINING)
    return Q(Exists(edges.filter(first=OuterRef(person)))) | Q(Exists(edges.filter(second=OuterRef(person))))


def canonicals(ids: Iterable[Id]) -> dict[Id, Id]:
    """Who stands for each person: herself, unless she is one with others."""
    by_person = clusters(ids)
    joined = {frozen for frozen in by_person.values() if len(frozen) > 1}
    leaders = _leaders(joined)
    return {person: leaders.get(members, person) for person, members in by_person.items()}


def canonical(person_id: Id) -> Id:
    """Who stands for this person."""
    return canonicals([person_id])[person_id]


def every_cluster() -> list[set[Id]]:
    """All clusters of two or more: a fresh look at the edges in force."""
    return components(Judgement.objects.filter(JOINING).values_list("first_id", "second_id"))


def _leaders(joined: Iterable[frozenset[Id]]) -> Mapping[frozenset[Id], Id]:
    """Of each cluster: whom the latest judgement that chose somebody chose, else who was registered first."""
    groups = list(joined)
    if not groups:
        return {}
    everybody = [person for group in groups for person in group]
    registered = {
        person: (created, person)
        for person, created in Person.objects.filter(pk__in=everybody).values_list("pk", "created_at")
    }
    chosen = (
        Judgement.objects.filter(JOINING, leads__in=everybody).order_by("at", "pk").values_list("leads_id", flat=True)
    )
    place = {person: group for group in groups for person in group}
    leaders = {group: min(group, key=lambda person: registered[person]) for group in groups}
    for person in chosen:
        leaders[place[person]] = person
    return leaders
