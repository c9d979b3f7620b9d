"""Reading and taking in the background. Arguments are ids."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app


@app.task(name="coi.intake", queue="coi")
def work(batch_id: str) -> None:
    """Read the files of a batch, and take in those that were confirmed; goes on where a killed worker stopped."""
    from acogida.coi.intake import batches

    batches.go_on(uuid.UUID(batch_id))


@app.periodic(cron="* * * * *")
@app.task(name="coi.intake_unfinished", queue="coi", queueing_lock="coi.intake_unfinished")
def unfinished(timestamp: int = 0) -> None:
    """Every minute: whatever a killed worker left. A batch that is under way is left alone."""
    from acogida.coi.intake import batches

    for batch_id in batches.unfinished():
        batches.read_later(batch_id)
