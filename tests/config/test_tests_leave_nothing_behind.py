"""The test machinery itself: what a committing test leaves, the next one does not find."""

from __future__ import annotations

import pytest
from django.db import connection

from acogida.accounts.models import Office, Role


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_rows_jobs_and_sequences_are_as_the_migrations_left_them(attempt: int) -> None:
    assert Role.objects.exists(), "what migrations put in is gone"
    assert not Office.objects.filter(code="XXX").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('q', 't')")
        cursor.execute(
            "INSERT INTO audit_record (at, actor_name, roles, action, subject_type, subject_id, reason, request_id, detail) "
            "VALUES (now(), 'a', '', 'x', '', '', '', '', '{}') RETURNING id"
        )
        # Only after a committing test is the sequence new; one that was rolled back may have moved it before.
        assert attempt == 1 or cursor.fetchone() == (1,)
    Office.objects.create(code="XXX", name="An office", zone="America/Mexico_City")
