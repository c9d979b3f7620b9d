"""Files of packs that take longer than anybody waits. Arguments are ids."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="coi.make_pack_file", queue="coi", retry=RETRY)
def make_pack_file(export_id: str) -> None:
    """Put the file of a pack together, unless it is there."""
    from acogida.coi.packs import exporting

    exporting.make(uuid.UUID(export_id))
