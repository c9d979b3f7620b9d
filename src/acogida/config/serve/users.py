"""The demonstration users, for the lines `serve --demo` prints."""

from __future__ import annotations

import psycopg

from acogida.config import migrations_state


def demonstration_users() -> list[str]:
    """One line per demonstration user; empty while there is none."""
    try:
        with migrations_state.connect() as connection:
            rows = connection.execute(
                "SELECT username FROM accounts_user WHERE is_demonstration AND is_active ORDER BY username"
            ).fetchall()
    except psycopg.Error:
        return []
    return [f"sign in with one click as: {', '.join(name for (name,) in rows)}"] if rows else []
