"""Background work of this room. Arguments are ids."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from oauth2_provider.models import clear_expired
from procrastinate.contrib.django import app

from acogida.partners.oauth.models import Tally
from acogida.partners.osia import identifying
from acogida.partners.telling import hearing


@app.task(name="partners.identify", queue="exchange")
def identify(task_id: str) -> None:
    """Look for whom a partner asks about."""
    identifying.look(uuid.UUID(task_id))


@app.periodic(cron="40 * * * *")
@app.task(name="partners.tidy", queue="house", queueing_lock="partners.tidy")
def tidy(timestamp: int) -> None:
    """Every hour: tokens that ran out, counts nobody looks at any more, answers that were not fetched in a day."""
    clear_expired()
    Tally.objects.filter(last__lt=timezone.now() - dt.timedelta(days=1)).exclude(key__startswith="calls:").delete()
    identifying.tidy()


@app.periodic(cron="*/10 * * * *")
@app.task(name="partners.subscribe", queue="exchange", queueing_lock="partners.subscribe")
def subscribe(timestamp: int = 0) -> None:
    """Ask the agencies to tell us what happens; said once a day, however often this runs."""
    hearing.subscribe(timezone.localdate())
