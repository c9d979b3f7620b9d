"""Steps of migrations are taken in a quick way of our own: what they made must be what the models ask for, to the column."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

COLUMNS = """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"""
CONSTRAINTS = """SELECT c.relname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = %s::regnamespace AND k.contype <> 'n'"""

# What SQL of a migration made otherwise, on purpose.
OTHERWISE = {("coi_indexedposting", "PRIMARY KEY (term_id, passage_id)")}  # the key carries count and length, too


@pytest.mark.django_db
@pytest.mark.as_owner
def test_the_migrated_database_has_what_the_models_ask_for() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("acogida.") and model._meta.managed]
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA asked; SET LOCAL search_path = asked, public")
        with connection.schema_editor() as editor:
            for model in ours:
                editor.create_model(model)
        asked = _all(cursor, "asked")
        cursor.execute("SET LOCAL search_path = public")
        there = _all(cursor, "public")
    assert len({table for table, *_rest in asked}) >= len(ours) > 100
    assert asked - there == OTHERWISE


def _all(cursor: Any, schema: str) -> set[tuple[Any, ...]]:
    found: set[tuple[Any, ...]] = set()
    for what in (COLUMNS, CONSTRAINTS):
        cursor.execute(what, [schema])
        found.update(cursor.fetchall())
    return found
