"""Work that need not keep anybody waiting. Arguments are ids."""

from __future__ import annotations

import uuid
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="registration.bring_in", queue="registration")
def bring_in(import_id: str) -> None:
    """Bring an old register in, or go on where a killed run stopped. A fault stops it visibly, with its kind and no data."""
    from acogida.registration.importing import run

    try:
        run.go_on(uuid.UUID(import_id))
    except Exception as problem:
        run.fail(uuid.UUID(import_id), type(problem).__name__)
        raise


def bring_in_later(import_id: uuid.UUID) -> None:
    """In the transaction of the decision: rolled back with it. Waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        bring_in.configure(queueing_lock=f"registration.bring_in {import_id}").defer(import_id=str(import_id))


@app.periodic(cron="* * * * *")
@app.task(
    name="registration.bring_in_unfinished", queue="registration", queueing_lock="registration.bring_in_unfinished"
)
def bring_in_unfinished(timestamp: int) -> None:
    """Every minute: whatever a killed worker left unfinished. A run that is under way is left alone."""
    from acogida.registration.models import RegisterImport

    for import_id in RegisterImport.objects.filter(state=RegisterImport.State.RUNNING).values_list("pk", flat=True):
        bring_in_later(import_id)
