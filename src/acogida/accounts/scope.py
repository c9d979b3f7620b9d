"""The second wall: PostgreSQL itself shows what cases hold only to the offices of the one who asks.

Querysets (`visible_to`) are the first wall. Tables with a case's events and a claim's content carry row-level policies
on the setting `acogida.offices`; a query that forgot the first wall finds nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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


@contextmanager
def including(offices: Iterable[int]) -> Iterator[None]:
    """Within the block the database also takes what one act has to tell the logs of other offices' cases (two persons were
    found to be one). Inside a transaction; for an effect, around its own writes, and never around what is shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('acogida.offices', true), '')")
        before = cursor.fetchone()[0]
        if before != "all":
            wider = {*filter(None, before.split(",")), *map(str, offices)}
            cursor.execute("SELECT set_config('acogida.offices', %s, true)", [",".join(sorted(wider))])
    yield
    with connection.cursor() as cursor:  # after an error the rollback takes it back
        cursor.execute("SELECT set_config('acogida.offices', %s, true)", [before])


def wall(table: str, condition: str) -> Any:
    """Migration operation: rows of `table` are seen and written only where `condition` (SQL) holds."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
        f"CREATE POLICY {table}_scope ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY {table}_scope ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
