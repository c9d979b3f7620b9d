"""Letters are made by the worker, so that nobody waits for them at the counter. Arguments are ids."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="archive.make", queue="letters", retry=RETRY)
def make(document_id: str) -> None:
    """Make and seal the PDF of a letter, unless it is there. A failure shows on the case page until it succeeds."""
    from acogida.archive import actions
    from acogida.files.errors import FileError
    from acogida.letters import LetterError

    try:
        actions.make(uuid.UUID(document_id))
    except Exception as error:  # whatever it was: nobody may wait for a letter without knowing
        told = str(error) if isinstance(error, (LetterError, FileError)) else type(error).__name__
        actions.failed(uuid.UUID(document_id), told)
        raise
