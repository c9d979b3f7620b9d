"""Migration operations that make a table append-only, whatever code runs above it."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION acogida_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE and DELETE on `table`. TRUNCATE is withheld from the application's role by its grants."""
    return migrations.RunSQL(
        FUNCTION
        + f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        + "FOR EACH ROW EXECUTE FUNCTION acogida_append_only();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )
