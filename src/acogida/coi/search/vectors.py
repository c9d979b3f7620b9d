"""The column of vectors: there where the server has pgvector, added later where it gets it.

The table of vectors is made by a migration, the column `embedding` and its index by `ensure`, as the database's owner, whenever
the database is migrated: a server without the extension has everything else, and one that gets it needs nothing but
`acogida migrate`.
"""

from __future__ import annotations

from typing import Any, Literal

from django.db import DatabaseError, connection, transaction

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
CREATE INDEX indexedvector_near ON coi_indexedvector USING hnsw (embedding halfvec_cosine_ops);
CREATE INDEX indexedvector_waiting ON coi_indexedvector (passage_id) WHERE embedding IS NULL;
"""


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
    """Add the column where the server offers the extension; as the owner. Returns a warning for people where the owner's login
    may not make the extension, else "" (done, or there is none)."""
    if state() != "offered":
        return ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(COLUMN)
    except DatabaseError as problem:
        return (
            f"pgvector could not be switched on ({str(problem).splitlines()[0]}): search goes on by words only. Have an "
            "administrator run CREATE EXTENSION vector in this database, and migrate again."
        )
    return ""


def literal(vector: Any) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"
