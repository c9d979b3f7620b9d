"""Work that need not keep anybody at the counter waiting. Arguments are ids."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="certificates.make_pdf", queue="letters", retry=RETRY)
def make_pdf(certificate_id: str) -> None:
    """Make and seal the PDF of a certificate, unless it is there."""
    from acogida.certificates import actions

    actions.make_pdf(uuid.UUID(certificate_id))


@app.task(name="certificates.tell_agency", queue="letters", retry=RETRY)
def tell_agency(event_id: str) -> None:
    """Make the notice to the migration authority and put it in the outbox."""
    from acogida.certificates import notices

    notices.tell_migration_authority(uuid.UUID(event_id))
