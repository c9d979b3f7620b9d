"""What can go wrong with the embedded database, said for people."""

from __future__ import annotations


class PostgresError(RuntimeError):
    """The embedded database cannot be used; the message says why and what to do."""
