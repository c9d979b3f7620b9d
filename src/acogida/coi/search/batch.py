"""Many questions in one process: vectors on all cores, translations in one go for each pair, and then searched side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import Any

from django.db import connections

from acogida.accounts.models import User
from acogida.coi.models import IndexedTerm
from acogida.coi.search import indexing
from acogida.coi.search.asking import Prepared, prepare, understood
from acogida.coi.search.engine import search
from acogida.coi.search.query import Query, Results
from acogida.coi.search.writing import PASSAGES

TOGETHER = 64  # questions prepared at once


def search_many(
    queries: Sequence[Query],
    user: User | None,
    *,
    cores: int = 0,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Results]:
    """The results of each query, in order."""
    cores = cores or indexing.cores()
    languages = list(IndexedTerm.objects.filter(term=PASSAGES).values_list("language", flat=True))
    found: list[Results] = []
    with _side_by_side(cores) as work:
        for at in range(0, len(queries), TOGETHER):
            some = [understood(query) for query in queries[at : at + TOGETHER]]
            made = prepare(some, languages, cores)
            found += work(lambda pair: _answered(pair[0], pair[1], user), list(zip(some, made, strict=True)))
            progress(len(found))
    return found


def _answered(query: Query, prepared: Prepared, user: User | None) -> Results:
    """A question of a file is a sentence: what it quotes may stand in the passage in another language. Passages that have the
    words as they are quoted come first, the others behind them."""
    found = search(query, user, prepared)
    if not query.phrases or len(found.hits) == query.limit:
        return found
    hits, seen = list(found.hits), {hit.passage_id for hit in found.hits}
    of = Counter(hit.document_id for hit in hits)
    for hit in search(replace(query, phrases=()), user, prepared).hits:
        if hit.passage_id not in seen and of[hit.document_id] < query.per_document:
            of[hit.document_id] += 1
            hits.append(hit)
    return replace(found, hits=tuple(hits[: query.limit]))


@contextmanager
def _side_by_side(cores: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """`map` on several threads, each with its own connection to the database; on one core just `map`."""
    if cores == 1:
        yield map
        return
    with ThreadPoolExecutor(cores) as pool:
        try:
            yield pool.map
        finally:
            everybody = Barrier(cores)  # each thread closes its own
            list(pool.map(_close, [everybody] * cores))


def _close(everybody: Barrier) -> None:
    with suppress(BrokenBarrierError):  # a busy machine starts the other thread late
        everybody.wait(10)
    connections.close_all()
