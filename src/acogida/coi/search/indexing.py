"""Making passages findable: their words at once, their meaning in batches, in the worker or, for a command, here."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from acogida.coi.models import IndexedVector, Standing
from acogida.coi.search import embedding, vectors, writing

BATCH = 16  # passages between two commits: about three seconds of one core
Progress = Callable[[int, int], None]  # passages done, of how many

NEXT = """
SELECT v.passage_id, p.header, p.text FROM coi_indexedvector v JOIN coi_passage p ON p.id = v.passage_id
WHERE v.embedding IS NULL {which} ORDER BY v.passage_id LIMIT %(most)s
"""
KEEP = """
UPDATE coi_indexedvector v SET embedding = new.embedding::halfvec
FROM unnest(%s::bigint[], %s::text[]) AS new(passage_id, embedding) WHERE v.passage_id = new.passage_id
"""


def index(version_ids: Sequence[UUID], progress: Progress | None = None, *, anew: bool = False) -> int:
    """Index these versions before returning, by words and, where it is possible, by meaning, on all cores; returns how many
    passages. What was done of them before is kept, unless `anew`."""
    versions = list(version_ids)
    total = writing.write_words(versions, anew=anew)
    if by_meaning():
        fill(versions, progress=progress, cores=cores())
    _done(versions)
    return total


def _done(versions: Sequence[UUID]) -> None:
    Standing.objects.filter(pk__in=list(versions), indexed_at=None).update(indexed_at=timezone.now())


def defer(version_id: UUID) -> None:
    """Have the worker index a version, in the transaction that makes it. What waits already is not asked for twice."""
    from acogida.coi.search.jobs import index_waiting

    with suppress(AlreadyEnqueued), transaction.atomic():
        index_waiting.configure(queueing_lock="coi.index").defer()


def by_meaning() -> bool:
    """Whether passages can be indexed by meaning here."""
    return embedding.installed() and vectors.ready()


def cores() -> int:
    """How many there are to index on."""
    return os.cpu_count() or 1


def waiting(most: int | None = 100) -> list[UUID]:
    """Versions that are not indexed, the oldest first."""
    rows = Standing.objects.filter(indexed_at=None).order_by("since", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def fill(
    versions: Sequence[UUID] = (), *, progress: Progress | None = None, cores: int = 1, until: float | None = None
) -> int:
    """Give vectors to passages that have none, of `versions` or of all; returns how many. Stops at `until` (a monotonic
    time); what is done stays done."""
    which = "AND p.version_id = ANY(%(versions)s::uuid[])" if versions else ""
    given: dict[str, Any] = {"versions": list(versions), "most": BATCH * cores}
    done, total = 0, without_meaning(versions)
    while until is None or time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(NEXT.format(which=which), given)
            rows = cursor.fetchall()
        if not rows:
            break
        made = embedding.passages([embedding.passage_text(header, text) for _id, header, text in rows], cores)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(KEEP, [[row[0] for row in rows], [vectors.literal(vector) for vector in made]])
        done += len(rows)
        if progress is not None:
            progress(done, max(total, done))
    return done


def without_meaning(versions: Sequence[UUID] = ()) -> int:
    """How many passages have no vector yet; all of them where there is no column for it."""
    rows = IndexedVector.objects.all()
    if versions:
        rows = rows.filter(passage__version__in=list(versions))
    if vectors.ready():
        rows = rows.extra(where=["coi_indexedvector.embedding IS NULL"])
    return rows.count()


def some(until: float) -> bool:
    """What the worker does in one run: every version that waits, by its words, then vectors until the time is over. True
    when something is left."""
    for version in waiting():
        index_words = writing.write_words([version])
        if index_words and by_meaning():
            fill([version], until=until)
        if not by_meaning() or not without_meaning([version]):
            _done([version])
        if time.monotonic() > until:
            return True
    # Passages that were indexed while there was no model, or no column, get their meaning when both are there.
    if by_meaning():
        fill(until=until)
        return bool(without_meaning())
    return False
