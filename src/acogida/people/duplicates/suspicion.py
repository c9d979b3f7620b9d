"""Pairs that may be one person, from wherever they are noticed: each is kept once, for the desk."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.db import transaction
from django.utils import timezone

from acogida.people.duplicates import material, states, weighing
from acogida.people.judgements import Judgement, PossibleDuplicate, Source

Id = uuid.UUID
Pair = tuple[Id, Id]
Odds = tuple[float | None, float | None]  # probability, bits of evidence
Suspected = tuple[Id, Id, float | None, float | None]  # two persons, probability, bits of evidence
BATCH = 2000
State = PossibleDuplicate.State


def ordered(one: Id, other: Id) -> Pair:
    """The same pair whichever way it is said."""
    return (one, other) if one < other else (other, one)


def suspect(pairs: Iterable[Suspected], source: str) -> int:
    """Keep pairs for the desk; how many there are to ask about that were not before.

    A pair judged "same" or "different" is not asked again, nor one that is one person by other judgements, or different
    by them. A "different" comes back when what it was judged by has changed since, and says in what. A pair noticed again
    is kept once, with every source and its greatest probability.
    """
    Source(source)  # ValueError for a source nobody knows
    asked = 0
    everything = iter(pairs)
    while batch := list(islice(everything, BATCH)):
        best: dict[Pair, Odds] = {}
        for one, other, probability, weight in batch:
            pair = ordered(one, other)
            if one != other and (pair not in best or (probability or 0) > (best[pair][0] or 0)):
                best[pair] = (probability, weight)
        with transaction.atomic():
            states.one_after_another()
            asked += _keep(best, source)
    return asked


def _keep(best: dict[Pair, Odds], source: str) -> int:
    now = timezone.now()
    best = _weighed(best)
    kept = {(row.first_id, row.second_id): row for row in _rows(best)}
    judged = _returning(best)
    fresh, again, returned = [], [], []
    for pair, (probability, weight) in best.items():
        row = kept.get(pair)
        if row is None:
            row = PossibleDuplicate(
                first_id=pair[0], second_id=pair[1], probability=probability, weight=weight, sources=[source],
                last_seen=now,
            )  # fmt: skip
            fresh.append(row)
        else:
            again.append(row)
            row.last_seen = now
            row.sources = sorted({*row.sources, source})
            if (probability or 0) > (row.probability or 0) or judged.get(pair):
                row.probability, row.weight = probability, weight
        if judged.get(pair):
            row.changed = judged[pair]
            returned.append(pair)
    _set_aside(returned)
    PossibleDuplicate.objects.bulk_create(fresh)
    PossibleDuplicate.objects.bulk_update(
        again, ["last_seen", "sources", "probability", "weight", "changed"], batch_size=500
    )
    before = {pair for pair, row in kept.items() if row.state in states.ASKED}
    after = states.renew(person for pair in best for person in pair)
    return len((after & best.keys()) - before)


def _weighed(best: Mapping[Pair, Odds]) -> dict[Pair, Odds]:
    """Whoever noticed a pair by something else than its likeness (a number they share) did not weigh it."""
    unknown = [pair for pair, (probability, _weight) in best.items() if probability is None]
    found = weighing.weigh_all(unknown)
    return {**best, **{pair: (found[pair].probability, found[pair].bits) for pair in unknown}}


def _rows(pairs: Iterable[Pair]) -> Iterator[PossibleDuplicate]:
    wanted = set(pairs)
    for row in PossibleDuplicate.objects.filter(first__in={first for first, _second in wanted}):
        if (row.first_id, row.second_id) in wanted:
            yield row


def _returning(pairs: Iterable[Pair]) -> dict[Pair, list[str]]:
    """Of the pairs judged "different": in what they have changed since, where they have."""
    wanted = set(pairs)
    judged = [
        row
        for row in Judgement.objects.filter(
            verdict=Judgement.Verdict.DIFFERENT, withdrawn_at=None, first__in={first for first, _second in wanted}
        )
        if (row.first_id, row.second_id) in wanted
    ]
    known = material.of(person for row in judged for person in (row.first_id, row.second_id))
    return {(row.first_id, row.second_id): material.changed(row.seen, known) for row in judged}


def _set_aside(pairs: Iterable[Pair]) -> None:
    """Judgements that no longer answer for the persons as they are now."""
    for first, second in pairs:
        Judgement.objects.filter(first=first, second=second, withdrawn_at=None).update(
            withdrawn_at=timezone.now(), withdrawn_why="changed"
        )
