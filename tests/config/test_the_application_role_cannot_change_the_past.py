"""The application's database role reads and writes rows, but changes neither the schema nor what is append-only."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from acogida.accounts.models import Office
from acogida.config import roles
from acogida.config.database import databases


def refused(statement: str) -> bool:
    """Whether the database refuses the statement for want of the right."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as problem:
        return type(problem.__cause__).__name__ == "InsufficientPrivilege"
    return False


def test_the_audit_trail_is_among_what_is_append_only() -> None:
    assert "audit_record" in roles.append_only_tables()


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {}"]
)
def test_no_append_only_table_can_be_changed_emptied_or_dropped(db: None, statement: str) -> None:
    tables = {table: _primary_key(table) for table in roles.append_only_tables()}
    for table, key in tables.items():
        assert refused(statement.format(table, key, key)), table


def test_triggers_and_rights_cannot_be_lifted(db: None) -> None:
    assert refused("ALTER TABLE audit_record DISABLE TRIGGER ALL")
    assert refused("CREATE TABLE mine (x int)")
    assert refused("DELETE FROM django_migrations")
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("GRANT UPDATE ON audit_record TO acogida_app")  # PostgreSQL only warns: nothing is granted
        cursor.execute("SELECT has_table_privilege('acogida_app', 'audit_record', 'UPDATE')")
        assert cursor.fetchone() == (False,)


def test_ordinary_work_is_allowed(db: None) -> None:
    office = Office.objects.create(code="XXX", name="An office", zone="America/Mexico_City")
    Office.objects.filter(pk=office.pk).update(name="Another")
    office.delete()
    for model in apps.get_models():
        list(model._default_manager.all()[:1])


def test_no_table_may_be_truncated_by_the_application(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND has_table_privilege('acogida_app', c.oid, 'TRUNCATE')"
        )
        assert cursor.fetchall() == []


def test_a_role_that_cannot_be_made_is_said_and_everything_else_goes_on(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACOGIDA_DB_ROLE", "acogida_unmade")
    warning = roles.grant(connection)  # the application's own role may not make roles
    assert "CREATE ROLE acogida_unmade" in warning
    assert 'ACOGIDA_DB_ROLE=""' in warning


@pytest.mark.parametrize(
    ("variables", "taken"),
    [
        ({}, True),
        ({"ACOGIDA_DB_ROLE": ""}, False),
        ({"DATABASE_OWNER_URL": "postgresql://owner@db/acogida"}, False),
        ({"ACOGIDA_DB_OWNER": "1"}, False),
    ],
)
def test_the_role_is_taken_on_connecting_unless_the_login_is_limited_already(
    variables: dict[str, str], taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ACOGIDA_DB_OWNER", "DATABASE_OWNER_URL", "ACOGIDA_DB_ROLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/acogida?sslmode=verify-full")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings: dict[str, Any] = databases()["default"]
    assert ("-c role=acogida_app" in settings["OPTIONS"].get("options", "")) is taken
    assert settings["OPTIONS"]["sslmode"] == "verify-full"
    assert settings["CONN_MAX_AGE"] == 0


def _primary_key(table: str) -> str:
    return next(model._meta.pk.column for model in apps.get_models() if model._meta.db_table == table)
