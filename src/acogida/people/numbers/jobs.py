"""Work on identity numbers that need not keep anybody waiting. Arguments are ids."""

from __future__ import annotations

import uuid
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


@app.task(name="people.read_answers", queue="people")
def read_answers(file: str) -> None:
    """Keep the rows of a file of answers that wait, or go on where a killed run stopped."""
    from acogida.people.numbers import answers_file

    answers_file.run(uuid.UUID(file))


def read_answers_later(file: uuid.UUID) -> None:
    """In the caller's transaction; waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        read_answers.configure(queueing_lock=f"people.read_answers {file}").defer(file=str(file))


@app.periodic(cron="* * * * *")
@app.task(name="people.read_unfinished", queue="people", queueing_lock="people.read_unfinished")
def read_unfinished(timestamp: int) -> None:
    """Every minute: files that a killed worker left unfinished."""
    from acogida.people.models import NumberAnswers

    for key in NumberAnswers.objects.filter(finished_at=None).values_list("pk", flat=True):
        read_answers_later(key)
