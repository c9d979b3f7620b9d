"""Work that need not keep anybody waiting. Arguments are ids."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="cases.recompute", queue="cases")
def recompute(change: int) -> None:
    """Reckon the open clocks again that a change of the rules touches, or go on where a killed run stopped."""
    from acogida.cases import recompute as recomputing

    recomputing.run(change)


def recompute_later(change: int) -> None:
    """In the transaction of the change: rolled back with it. Waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        recompute.configure(queueing_lock=f"cases.recompute {change}").defer(change=change)


@app.periodic(cron="* * * * *")
@app.task(name="cases.recompute_unfinished", queue="cases", queueing_lock="cases.recompute_unfinished")
def recompute_unfinished(timestamp: int) -> None:
    """Every minute: whatever a killed worker left unfinished. A run that is under way is left alone."""
    from acogida.cases.models import Recalculation

    for change in Recalculation.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True):
        recompute_later(change)
