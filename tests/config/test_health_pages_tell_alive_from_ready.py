"""/health/live answers while the process does; /health/ready only while it can do its work."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from acogida.config import health


@pytest.mark.django_db
def test_everything_in_order_is_ready_without_sign_in(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["checks"]["migrations"] == {"ok": True}


@pytest.mark.as_owner
def test_missing_migrations_are_not_ready_but_alive(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE django_migrations IS 'of another version'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == {"ok": False}
    assert client.get("/health/live").status_code == 200


def test_without_a_database_it_is_not_ready_but_alive(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError("the server is away")

    monkeypatch.setattr(health.connection, "cursor", gone)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "checks": {"database": {"ok": False}}})
    assert client.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_a_job_nobody_takes_is_said_but_does_not_close_the_pages(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at) "
            "VALUES ('q', 't', '{}', 'todo', now() - interval '1 hour')"
        )
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    queue = answer.json()["checks"]["queue"]
    assert queue["ok"] is False
    assert queue["oldest_seconds"] >= 3600
