"""The column of vectors: there where the server has pgvector, added later where it gets it.

The table of vectors is made by a migration, the column `embedding` and its index by `ensure`, as the database's owner, whenever
the database is migrated: a server without the extension has everything else, and one that gets it needs nothing but
`acogida migrate`.
"""

from __future__ import annotations

from typing import Any, Literal

from django.db import DatabaseError, connection, transaction

from acogida.coi.search.writing import CONFIGURATIONS

State = Literal["ready", "offered", "old", "absent"]
OLDEST = (0, 8)  # iterative scans, without which a filter empties an approximate search

OFFERED = """
SELECT coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'),
                (SELECT default_version FROM pg_available_extensions WHERE name = 'vector')),
       EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'coi_indexedvector'::regclass AND attname = 'embedding'
               AND NOT attisdropped)
"""
# Half precision: the model's own four bits are coarser, and a row stays below 1 kB. m and ef_construction as pgvector has them.
COLUMN = """
ALTER TABLE coi_indexedvector ADD COLUMN embedding halfvec(384);
ALTER TABLE coi_indexedvector ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX indexedvector_waiting ON coi_indexedvector (passage_id) WHERE embedding IS NULL;
"""
# A walk among passages of all languages would pass nine others for each French one: every language has an index of its own,
# those with few passages one together. `indexedvector_near` was the one for all.
NEAR = "CREATE INDEX IF NOT EXISTS indexedvector_near_{} ON coi_indexedvector USING hnsw (embedding halfvec_cosine_ops) WHERE {}"


def state() -> State:
    """ready: the column is there; offered: the server has the extension, `ensure` would add it; old: a version without
    iterative scans; absent: none."""
    with connection.cursor() as cursor:
        cursor.execute(OFFERED)
        version, column = cursor.fetchone()
    if column:
        return "ready"
    if version is None:
        return "absent"
    return "offered" if tuple(int(part) for part in version.split(".")[:2]) >= OLDEST else "old"


def ready() -> bool:
    """Whether vectors can be kept and compared here."""
    return state() == "ready"


def ensure() -> str:
    """Add the column where the server offers the extension, and what indexes are missing; as the owner. Returns a warning for
    people where the owner's login may not make the extension, else "" (done, or there is none)."""
    now = state()
    if now not in ("offered", "ready"):
        return ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if now == "offered":
                cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
                cursor.execute(COLUMN)
            for statement in near():
                cursor.execute(statement)
            cursor.execute("DROP INDEX IF EXISTS indexedvector_near")
    except DatabaseError as problem:
        return (
            f"pgvector could not be switched on ({str(problem).splitlines()[0]}): search goes on by words only. Have an "
            "administrator run CREATE EXTENSION vector in this database, and migrate again."
        )
    return ""


def near() -> list[str]:
    """Statements that make the indexes by language where they are missing."""
    named = ", ".join(f"'{code}'" for code in CONFIGURATIONS)
    each = [NEAR.format(code, f"language = '{code}'") for code in CONFIGURATIONS]
    return [*each, NEAR.format("other", f"language NOT IN ({named})")]


def literal(vector: Any) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"
