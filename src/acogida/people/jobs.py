"""Work on persons that need not keep anybody waiting. Arguments are ids."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.periodic(cron="* * * * *")
@app.task(name="people.fold", queue="people", queueing_lock="people.fold")
def fold(timestamp: int = 0) -> None:
    """Every minute, and after a load: move the index's pending keys into its postings. Searches are exact without it, and
    faster with it."""
    from acogida.people.matching import store

    store.fold()


def fold_later() -> None:
    """In the transaction of a load: rolled back with it. Waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        fold.configure(queueing_lock="people.fold").defer()


@app.periodic(cron="*/10 * * * *")
@app.task(name="people.subscribe", queue="people", queueing_lock="people.subscribe")
def subscribe(timestamp: int = 0) -> None:
    """Ask the population register to tell us what happens to people; said once a day, however often this runs."""
    from acogida.people.renapo import hearing

    hearing.subscribe(timezone.localdate())


from acogida.people.numbers import jobs as number_jobs  # noqa: E402,F401 - found with this room's
from acogida.people.register_runs import jobs as register_jobs  # noqa: E402,F401 - the same
