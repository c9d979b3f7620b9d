"""The state and the group of every possible duplicate, derived anew from the judgements in force."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from acogida.people import identity
from acogida.people.judgements import Judgement, PossibleDuplicate
from acogida.people.unions import components

Id = uuid.UUID
Pair = tuple[Id, Id]
State = PossibleDuplicate.State
ASKED = frozenset({State.OPEN, State.UNSURE})  # what the desk still asks about


LOCK = 7110  # advisory: who is one with whom changes in one transaction at a time


def one_after_another() -> None:
    """Wait for whoever is changing judgements or pairs, until this transaction ends. Rows could not be locked instead: whom
    a judgement concerns is known only when its neighbours stand still."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def renew(persons: Iterable[Id]) -> set[Pair]:
    """Set state and group of every pair with one of these persons, or with whoever is one with them. Called after each
    change of judgements or pairs. Returns the pairs around them that are asked about."""
    clusters = identity.clusters(persons)
    around = {member for members in clusters.values() for member in members}
    rows = _rows(around)
    ends = {person for row in rows for person in (row.first_id, row.second_id)}
    clusters |= identity.clusters(ends - clusters.keys())
    clusters = {member: members for members in clusters.values() for member in members}
    everybody = set(clusters)
    judged, apart = _judged(everybody, clusters)
    changed = []
    for row in rows:
        state = _state(row, judged, apart, clusters)
        if state != row.state:
            row.state = state
            changed.append(row)
    _write("state", "text", [(row.pk, row.state) for row in changed])
    _regroup(ends | around)
    return {(row.first_id, row.second_id) for row in rows if row.state in ASKED}


def _rows(persons: set[Id]) -> list[PossibleDuplicate]:
    return list(PossibleDuplicate.objects.filter(Q(first__in=persons) | Q(second__in=persons)))


def _judged(
    persons: set[Id], clusters: dict[Id, frozenset[Id]]
) -> tuple[dict[Pair, Judgement], set[frozenset[frozenset[Id]]]]:
    """The judgement not withdrawn on each pair of these persons, and which clusters are known to be different."""
    rows = Judgement.objects.filter(withdrawn_at=None).filter(Q(first__in=persons) | Q(second__in=persons))
    judged = {(row.first_id, row.second_id): row for row in rows}
    apart = {
        frozenset({clusters.get(first, frozenset({first})), clusters.get(second, frozenset({second}))})
        for (first, second), row in judged.items()
        if row.verdict == Judgement.Verdict.DIFFERENT
    }
    return judged, apart


def _state(
    row: PossibleDuplicate,
    judged: dict[Pair, Judgement],
    apart: set[frozenset[frozenset[Id]]],
    clusters: dict[Id, frozenset[Id]],
) -> str:
    said = judged.get((row.first_id, row.second_id))
    if said is not None and said.verdict != Judgement.Verdict.UNSURE:
        if said.verdict == Judgement.Verdict.DIFFERENT:
            return State.DIFFERENT
        return State.WAITING if said.waits else State.SAME
    one, other = clusters[row.first_id], clusters[row.second_id]
    if one == other or frozenset({one, other}) in apart:
        return State.SETTLED
    return State.UNSURE if said is not None else State.OPEN


def _regroup(persons: set[Id]) -> None:
    """Give the pairs still asked about that hang together one group; a pair alone is a group of two. Whoever hangs together
    already bears one label, so that a step suffices however long the chain."""
    rows = {row.pk: row for row in _rows(persons)}
    labels = {row.group for row in rows.values() if row.group}
    rows |= {row.pk: row for row in PossibleDuplicate.objects.filter(group__in=labels, state__in=ASKED)}
    asked = [row for row in rows.values() if row.state in ASKED]
    edges: list[Pair] = [(row.first_id, row.second_id) for row in asked]
    by_person = identity.clusters(person for pair in edges for person in pair)
    edges += [(person, other) for person, members in by_person.items() for other in members if person != other]
    group: dict[Id, Id] = defaultdict()
    for members in components(edges):
        smallest = min(members)
        group.update(dict.fromkeys(members, smallest))
    changed = []
    for row in rows.values():
        wanted = group[row.first_id] if row.state in ASKED else None
        if row.group != wanted:
            row.group = wanted
            changed.append(row)
    _write("group", "uuid", [(row.pk, row.group) for row in changed])


def _write(column: str, kind: str, values: Sequence[tuple[Id, Any]]) -> None:
    """One statement, however many rows."""
    if values:
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE people_possibleduplicate SET "{column}" = new.value'  # noqa: S608 - two names of our own
                f" FROM unnest(%s::uuid[], %s::{kind}[]) AS new(id, value) WHERE people_possibleduplicate.id = new.id",
                [[pk for pk, _value in values], [value for _pk, value in values]],
            )
