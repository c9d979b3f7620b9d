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


@app.task(name="certificates.follow_number", queue="letters", retry=RETRY)
def follow_number(number_id: int) -> None:
    """Renew or end what follows an identity number that changed."""
    from acogida.certificates import life

    life.follow_number(number_id)


@app.periodic(cron="11 * * * *")
@app.task(name="certificates.settle", queue="letters", queueing_lock="certificates.settle")
def settle(timestamp: int) -> None:
    """Every hour: certificates that a changed rule or an import left valid, and codes that end while the number goes on."""
    from acogida.certificates import life

    for case in life.unsettled().values_list("pk", flat=True):
        life.settle(case)
    for number in life.to_renew().values_list("pk", flat=True):
        life.follow_number(number)
