"""Indexing in the worker. No arguments: what is to be done stands in the database, so that a killed job is simply run again."""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

SECONDS = 45.0  # of one run; what is left is the next one's


@app.periodic(cron="* * * * *")
@app.task(name="coi.index", queue="coi", queueing_lock="coi.index")
def index_waiting(timestamp: int = 0) -> None:
    """Every minute, and after an intake: index by words what is not indexed, then by meaning as much as the time allows."""
    from acogida.coi.search import indexing

    if indexing.some(time.monotonic() + SECONDS):
        with suppress(AlreadyEnqueued), transaction.atomic():
            index_waiting.configure(queueing_lock="coi.index").defer()
