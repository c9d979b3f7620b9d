"""The house's own background work."""

from __future__ import annotations

import logging

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

# A worker tells every ten seconds that it lives; whoever has been silent for longer than this was killed.
SILENCE = 45  # seconds
MOST_ATTEMPTS = 5  # a job that kills its worker each time must not do so for ever

log = logging.getLogger(__name__)

ORPHANS = """
SELECT job.id, job.attempts, job.task_name FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
ORDER BY job.id LIMIT 1000
"""


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up", queue="house", queueing_lock="config.take_up")
def take_up(timestamp: int) -> None:
    """Every minute: what a killed worker was doing is done by another. Jobs are safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute(ORPHANS, [SILENCE])
        orphans = cursor.fetchall()
    for job, attempts, name in orphans:
        if attempts >= MOST_ATTEMPTS or not _again(job):
            log.warning("job %s (%s) was lost with its worker and is not tried again", job, name)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s AND status = 'doing'", [job]
                )


def _again(job: int) -> bool:
    """Put it back in its queue; False where the same work waits there already (its queueing lock is taken)."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = %s, worker_id = NULL"
                " WHERE id = %s AND status = 'doing'",
                [timezone.now(), job],
            )
    except IntegrityError:
        return False
    return True
