"""The second wall: PostgreSQL itself shows what cases hold only to the offices of the one who asks.

Querysets (`visible_to`) are the first wall. Tables with a case's events and a claim's content carry row-level policies
on the setting `acogida.offices`; a query that forgot the first wall finds nothing there.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, migrations

from acogida.accounts.models import User

ACTIONS = ("case.list", "case.view")


def enter(user: User | None) -> None:
    """Let the database show this connection what `user` may see (nothing for a visitor), until the next call."""
    offices: set[int] = set()
    everywhere = False
    for action in ACTIONS if user else ():
        held = user.offices_for(action)  # type: ignore[union-attr]
        everywhere = everywhere or held == "all"
        offices |= set() if held == "all" else set(held)
    value = "all" if everywhere else ",".join(map(str, sorted(offices)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('acogida.offices', %s, false)", [value])


def wall(table: str, condition: str) -> Any:
    """Migration operation: rows of `table` are seen and written only where `condition` (SQL) holds."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
        f"CREATE POLICY {table}_scope ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY {table}_scope ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
