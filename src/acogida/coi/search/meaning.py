"""The leg by meaning: passages whose vectors are nearest to the question's (cosine)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from acogida.coi.search.narrowing import Condition

# Up to this many passages all are compared: exact, about ten milliseconds. HNSW misses some under a narrow filter.
EXACT = 4_000
BREADTH = 200  # hnsw.ef_search: candidates looked at beside each other
FARTHEST = 40_000  # hnsw.max_scan_tuples: under a filter it goes on until it has enough, or has seen so many

COMPARED = """
WITH left_over AS MATERIALIZED (SELECT i.passage_id FROM coi_indexedpassage i WHERE {where})
SELECT v.passage_id, 1 - (v.embedding <=> %(question)s::halfvec) AS likeness
FROM left_over JOIN coi_indexedvector v USING (passage_id)
WHERE v.embedding IS NOT NULL ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
NEAREST = """
SELECT v.passage_id, 1 - (v.embedding <=> %(question)s::halfvec)
FROM coi_indexedvector v JOIN coi_indexedpassage i ON i.passage_id = v.passage_id
WHERE v.language = %(language)s AND {where}
ORDER BY v.embedding <=> %(question)s::halfvec LIMIT %(most)s
"""
THESE = """
SELECT passage_id, 1 - (embedding <=> %(question)s::halfvec) FROM coi_indexedvector
WHERE passage_id = ANY(%(passages)s) AND embedding IS NOT NULL
"""
# Only the walk along the index stops when it has enough.
WALK = {
    "hnsw.ef_search": str(BREADTH),
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.max_scan_tuples": str(FARTHEST),
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_sort": "off",
}


def nearest(question: str, where: Condition, passages: int, most: int) -> dict[int, float]:
    """Likeness (up to 1) of the `most` passages nearest to `question`, a vector as pgvector reads it, among so many `passages`
    of one language under the condition (narrowing.with_operators)."""
    if not passages:
        return {}
    given = {**where.values, "question": question, "most": most}
    with connection.cursor() as cursor:
        if passages <= EXACT:
            cursor.execute(COMPARED.format(where=where.sql), given)
            return _likeness(cursor)
        with walking(cursor):
            cursor.execute(NEAREST.format(where=where.sql), given)
            return _likeness(cursor)


def of_these(question: str, passages: Iterable[int]) -> dict[int, float]:
    """Likeness of some passages; those without a vector are left out."""
    wanted = list(passages)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(THESE, {"question": question, "passages": wanted})
        return _likeness(cursor)


@contextmanager
def walking(cursor: Any) -> Iterator[None]:
    """Settings of one statement, put back behind it whoever's transaction this is."""
    with transaction.atomic(savepoint=False):
        cursor.execute("SELECT '[1]'::halfvec")  # the extension's own settings are known once it is loaded
        names = list(WALK)
        cursor.execute(
            "SELECT name, current_setting(name), set_config(name, value, true)"
            " FROM unnest(%s::text[], %s::text[]) AS wanted(name, value)",
            [names, [WALK[name] for name in names]],
        )
        before = [(name, value) for name, value, _new in cursor.fetchall()]
        yield
        cursor.execute(
            "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS kept(name, value)",
            [[name for name, _value in before], [value for _name, value in before]],
        )


def _likeness(cursor: Any) -> dict[int, float]:
    return {passage: float(value) for passage, value in cursor.fetchall()}
