"""The comparison of the register in the background. Arguments are ids."""

from __future__ import annotations

import uuid
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="people.compare_register", queue="people")
def compare_register(run: str) -> None:
    """Begin a run, or go on where a killed one stopped."""
    from acogida.people.register_runs import running

    running.work(uuid.UUID(run))


def compare_register_later(run: uuid.UUID) -> None:
    """In the caller's transaction; waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        compare_register.configure(queueing_lock=f"people.compare_register {run}").defer(run=str(run))


@app.periodic(cron="* * * * *")
@app.task(name="people.compare_unfinished", queue="people", queueing_lock="people.compare_unfinished")
def compare_unfinished(timestamp: int) -> None:
    """Every minute: a run that a killed worker left unfinished. One under way is left alone: it holds the lock."""
    from acogida.people.models import RegisterRun

    for key in RegisterRun.objects.exclude(state__in=RegisterRun.OVER).values_list("pk", flat=True):
        compare_register_later(key)
