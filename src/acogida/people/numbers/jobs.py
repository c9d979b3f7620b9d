"""Work on identity numbers that need not keep anybody waiting. Arguments are ids."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="people.reckon_numbers", queue="people")
def reckon() -> None:
    """Reckon the terms of all temporary numbers by the closures in force; safe to run twice or to be killed."""
    from acogida.people.models import IdentityNumber
    from acogida.people.numbers import actions

    active = IdentityNumber.Status.ACTIVE
    actions.reckon_again(IdentityNumber.objects.filter(status=active, temporary=True, valid_until_theirs=False))


def reckon_later() -> None:
    """In the caller's transaction: rolled back with it. Waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        reckon.configure(queueing_lock="people.reckon_numbers").defer()


@app.periodic(cron="17 2 * * *")
@app.task(name="people.reckon_numbers_nightly", queue="people", queueing_lock="people.reckon_numbers_nightly")
def reckon_nightly(timestamp: int) -> None:
    """Every night, so that nothing stays wrong when a run was lost."""
    reckon_later()
