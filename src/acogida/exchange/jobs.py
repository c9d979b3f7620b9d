"""Background work. Arguments are ids and codes; what to send, and what came, is in the database."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from acogida.exchange import delivery, inbox, reconciliation


@app.task(name="exchange.deliver", queue="exchange")
def deliver(message_id: str) -> None:
    """Try one message; whatever waits for its agency is tried again by one job for all of it."""
    if agency := delivery.down(uuid.UUID(message_id)):
        try_again(agency, delivery.backoff.FIRST_WAIT)
        return
    wait = delivery.deliver_one(uuid.UUID(message_id))
    if wait is not None:
        try_again(delivery.agency_of(uuid.UUID(message_id)), wait)


@app.task(name="exchange.again", queue="exchange")
def again(agency: str) -> None:
    """Whatever is due at an agency that did not answer; as long as it does not, the next try follows."""
    wait = delivery.sweep(agency)
    if wait is not None:
        try_again(agency, wait)


def try_again(agency: str, seconds: float) -> None:
    """One job for each agency, however much waits for it. Long waits are the sweep's."""
    if seconds < 60:
        wait = {"schedule_in": {"seconds": int(seconds) + 1}} if seconds else {}
        _once(again, f"exchange.again.{agency}", agency, **wait)


def compare_with(agency: str) -> None:
    """Compare our register with an agency's as soon as a worker is free."""
    _once(compare, f"exchange.compare.{agency}", agency)


def _once(task: Any, lock: str, agency: str, **more: Any) -> None:
    try:
        with transaction.atomic():  # so that a job that is there already spoils no transaction of the caller's
            task.configure(queueing_lock=lock, **more).defer(agency=agency)
    except AlreadyEnqueued:
        return


@app.periodic(cron="* * * * *")
@app.task(name="exchange.sweep", queue="exchange", queueing_lock="exchange.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: whatever is due, so that nothing is forgotten when a job was lost."""
    inbox.sweep()
    delivery.sweep()


@app.task(name="exchange.handle", queue="exchange")
def handle(message_id: str) -> None:
    """Handle one message of the inbox, and whatever waited for it."""
    inbox.handle_one(uuid.UUID(message_id))


@app.task(name="exchange.compare", queue="exchange")
def compare(agency: str) -> None:
    """One comparison to its end, or until the agency stops answering."""
    with suppress(reconciliation.Busy):
        reconciliation.run(agency)


@app.periodic(cron="20 3 * * *")
@app.task(name="exchange.reconcile", queue="exchange", queueing_lock="exchange.reconcile")
def reconcile(timestamp: int) -> None:
    """Every night: our register and each agency's, side by side."""
    reconciliation.tidy()
    for agency in sorted(reconciliation.reconcilers.names()):
        compare_with(agency)


@app.periodic(cron="*/20 * * * *")
@app.task(name="exchange.go_on", queue="exchange", queueing_lock="exchange.go_on")
def go_on(timestamp: int) -> None:
    """Comparisons that were interrupted go on."""
    for agency in reconciliation.interrupted():
        compare_with(agency)
