"""Work of the determination in the background. Arguments are ids."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="determination.sign_ceremony", queue="letters", retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def sign_ceremony(ceremony_id: str) -> None:
    """Sign the decisions of a confirmed ceremony that are not signed yet."""
    from acogida.determination.actions import ceremonies

    ceremonies.carry_out(uuid.UUID(ceremony_id))


@app.task(name="determination.tell_changed", queue="letters", retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def tell_changed(version_ids: list[str], what: str) -> None:
    """Write into every undecided case that cites these editions what happened to them."""
    from acogida.determination import recalling

    recalling.write_down([uuid.UUID(text) for text in version_ids], what)


@app.periodic(cron="23 3 * * *")
@app.task(name="determination.find_recalled", queue="letters", queueing_lock="determination.find_recalled")
def find_recalled(timestamp: int) -> None:
    """Every night: signed decisions that rest on editions superseded or withdrawn since, for the list of these."""
    from acogida.determination import recalling

    recalling.find_recalled()
