"""What the application's database role may do: read and write rows, but neither change the schema nor the past.

Models with the class attribute `append_only = True` are granted SELECT and INSERT only. No table is granted
TRUNCATE, which row triggers do not see.
"""

from __future__ import annotations

import os
from typing import Any

import dj_database_url
from django.apps import apps
from django.db import DatabaseError, transaction
from psycopg import sql

from acogida.config.database import app_role
from acogida.config.postgres.paths import APP_ROLE


def append_only_tables() -> set[str]:
    """The tables nobody may change, by name."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}


def grant(connection: Any) -> str:
    """Grant the application's role its rights; returns a warning for people where that is not possible, else "".

    Roles belong to the whole cluster: on an external PostgreSQL the login may be unable to make one. The application
    then works with its own login and `acogida doctor` says that this wall is missing.
    """
    role = app_role()
    if not role:
        role = application_login()
    elif not _exists(connection, role) and (problem := _create(connection, role)):
        return problem
    append_only = append_only_tables()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # One statement each, and the same ones every time: grants are idempotent.
        name = sql.Identifier(role)
        cursor.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name))
        cursor.execute(sql.SQL("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        tables = [table for table in _tables(cursor) if table not in append_only | {"django_migrations"}]
        if tables:
            listed = sql.SQL(", ").join(map(sql.Identifier, tables))
            cursor.execute(sql.SQL("GRANT UPDATE, DELETE ON {} TO {}").format(listed, name))
    return ""


def application_login() -> str:
    """The application's own login, where DATABASE_OWNER_URL gives the owner another."""
    return str(dj_database_url.parse(os.environ["DATABASE_URL"])["USER"])


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v') "
        "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
    )
    return [row[0] for row in cursor.fetchall()]


def _exists(connection: Any, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def _create(connection: Any, role: str) -> str:
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            name = sql.Identifier(role)
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
    except DatabaseError as problem:
        return (
            f"The role {APP_ROLE} could not be made ({str(problem).splitlines()[0]}): the application works with its "
            "own login, and only triggers protect the audit trail. Have an administrator run\n"
            f"  CREATE ROLE {role} NOLOGIN; GRANT {role} TO <login>;\n"
            'and migrate again, or set ACOGIDA_DB_ROLE="" to accept this.'
        )
    return ""
