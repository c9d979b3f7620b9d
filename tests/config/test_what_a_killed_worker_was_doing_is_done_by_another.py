from __future__ import annotations

import pytest
from django.db import connection

from acogida.config.jobs import MOST_ATTEMPTS, take_up

pytestmark = pytest.mark.django_db


def a_job(*, beat: str | None, attempts: int = 0, lock: str | None = None, status: str = "doing") -> int:
    """A job at a worker that was last heard of `beat` ago; None: a worker nobody knows any more."""
    with connection.cursor() as cursor:
        worker = None
        if beat:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [beat]
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, queueing_lock, worker_id)"
            " VALUES ('letters', 'certificates.make_pdf', '{}', %s, %s, %s, %s) RETURNING id",
            [status, attempts, lock, worker],
        )
        return int(cursor.fetchone()[0])


def state(job: int) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [job])
        return tuple(cursor.fetchone())


@pytest.mark.parametrize("beat", [None, "5 minutes"])
def test_a_job_whose_worker_is_dead_goes_back_to_its_queue(beat):
    job = a_job(beat=beat)
    take_up(0)
    assert state(job) == ("todo", 1)


def test_a_job_whose_worker_lives_is_left_alone():
    job = a_job(beat="12 seconds")
    take_up(0)
    assert state(job) == ("doing", 0)


def test_a_job_that_kills_its_workers_is_given_up():
    job = a_job(beat=None, attempts=MOST_ATTEMPTS)
    take_up(0)
    assert state(job)[0] == "failed"


def test_what_waits_in_the_queue_already_is_not_doubled_and_the_rest_goes_on():
    waiting = a_job(beat=None, lock="once", status="todo")
    double, other = a_job(beat=None, lock="once"), a_job(beat=None)
    take_up(0)
    assert [state(job)[0] for job in (waiting, double, other)] == ["todo", "failed", "todo"]
