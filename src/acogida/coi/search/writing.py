"""The words of a version into the index, and out of it again: one transaction, all in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from acogida.coi.search.query import base

# PostgreSQL's configuration of each language; every other is indexed by its words as they are written.
CONFIGURATIONS = {"es": "spanish", "en": "english", "fr": "french", "pt": "portuguese"}
PASSAGES, WORDS = (
    "",
    " ",
)  # counted among the terms of a language: how many passages it has, and how many words they have

FORGOTTEN = """
WITH gone AS (DELETE FROM coi_indexedpassage WHERE version_id = %(version)s RETURNING passage_id, language, words, tsv),
postings AS (DELETE FROM coi_indexedposting p USING gone WHERE p.passage_id = gone.passage_id
    AND p.term_id IN (SELECT t.id FROM coi_indexedterm t JOIN unnest(gone.tsv) u ON u.lexeme = t.term
                      WHERE t.language = gone.language)),
vectors AS (DELETE FROM coi_indexedvector v USING gone WHERE v.passage_id = gone.passage_id),
fewer AS (
    SELECT language, lexeme AS term, count(*) AS n FROM gone, unnest(tsv) GROUP BY 1, 2
    UNION ALL SELECT language, '', count(*) FROM gone GROUP BY 1
    UNION ALL SELECT language, ' ', sum(words) FROM gone GROUP BY 1
)
UPDATE coi_indexedterm t SET passages = t.passages - fewer.n FROM fewer WHERE t.language = fewer.language AND t.term = fewer.term
"""
INDEXED = """
INSERT INTO coi_indexedpassage (passage_id, version_id, document_id, source_id, language, countries, topics, kind, published_on,
    restricted, state, words, tsv)
SELECT p.id, v.id, d.id, d.source_id, %(language)s,
    ARRAY(SELECT c.country FROM coi_documentcountry c WHERE c.document_id = d.id ORDER BY c.country),
    ARRAY(SELECT DISTINCT unnest(d.topics || p.topics)), d.kind, v.published_on, d.access <> 'public', s.state,
    (SELECT coalesce(sum(coalesce(array_length(u.positions, 1), 1)), 0) FROM unnest(w.tsv) u), w.tsv
FROM coi_documentversion v JOIN coi_document d ON d.id = v.document_id JOIN coi_standing s ON s.version_id = v.id
JOIN coi_passage p ON p.version_id = v.id
CROSS JOIN LATERAL (SELECT to_tsvector(%(configuration)s::regconfig, p.header || ' ' || p.text) AS tsv OFFSET 0) w
WHERE v.id = %(version)s
"""
COUNTED = """
INSERT INTO coi_indexedterm AS known (language, term, passages)
SELECT %(language)s, term, n FROM (
    SELECT u.lexeme AS term, count(*) AS n FROM coi_indexedpassage i, unnest(i.tsv) u WHERE i.version_id = %(version)s GROUP BY 1
    UNION ALL SELECT '', count(*) FROM coi_indexedpassage WHERE version_id = %(version)s
    UNION ALL SELECT ' ', coalesce(sum(words), 0) FROM coi_indexedpassage WHERE version_id = %(version)s
) new ORDER BY term
ON CONFLICT (language, term) DO UPDATE SET passages = known.passages + excluded.passages
"""
POSTED = """
INSERT INTO coi_indexedposting (term_id, passage_id, count, words)
SELECT t.id, i.passage_id, coalesce(array_length(u.positions, 1), 1), i.words
FROM coi_indexedpassage i, unnest(i.tsv) u JOIN coi_indexedterm t ON t.language = %(language)s AND t.term = u.lexeme
WHERE i.version_id = %(version)s ORDER BY 1, 2
"""
WRITTEN = """
SELECT count(*), count(i.passage_id) FROM coi_passage p
LEFT JOIN coi_indexedpassage i ON i.passage_id = p.id AND i.language = %(language)s WHERE p.version_id = %(version)s
"""
WAITING = """
INSERT INTO coi_indexedvector (passage_id, language)
SELECT passage_id, language FROM coi_indexedpassage WHERE version_id = %(version)s
"""


def configuration(language: str) -> str:
    """The name of the text search configuration of a language."""
    return CONFIGURATIONS.get(base(language), "simple")


def write_words(versions: Sequence[UUID], *, anew: bool = False) -> int:
    """Index the passages of these versions by their words; returns how many passages. Those that are there already in their
    language keep their vectors, unless `anew`. Each version is a transaction of its own: what is done stays done."""
    total = 0
    for version in versions:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT language FROM coi_standing WHERE version_id = %s FOR NO KEY UPDATE", [version])
            row = cursor.fetchone()
            if row is None:
                continue
            given: dict[str, Any] = {
                "version": version,
                "language": base(row[0]) or "und",
                "configuration": configuration(row[0]),
            }
            cursor.execute(WRITTEN, given)
            passages, written = cursor.fetchone()
            total += passages
            if written == passages and not anew:
                continue
            for statement in (FORGOTTEN, INDEXED, COUNTED, POSTED, WAITING):
                cursor.execute(statement, given)
    return total
