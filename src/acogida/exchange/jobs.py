"""Background delivery. Arguments are ids; what to send is in the outbox."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from acogida.exchange import delivery


@app.task(name="exchange.deliver", queue="exchange")
def deliver(message_id: str) -> None:
    """Try one message; while its agency does not answer, the next try is its own job."""
    wait = delivery.deliver_one(uuid.UUID(message_id))
    if wait is not None and wait < 60:  # longer waits are the sweep's
        deliver.configure(schedule_in={"seconds": int(wait) + 1}).defer(message_id=message_id)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.sweep", queue="exchange", queueing_lock="exchange.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: whatever is due, so that nothing pending is forgotten when a job was lost."""
    delivery.sweep()
