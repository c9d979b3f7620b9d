"""On the page of a country, for who counts: how often it is asked about and how often in vain."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from acogida.coi.finding import figures
from acogida.coi.library import panels

PERIOD = dt.timedelta(days=364)


def use(request: Any, country: str) -> dict[str, Any] | None:
    """Searches and requests about this country within a year."""
    if not request.user.can("coi.figures"):
        return None
    today = timezone.localdate()
    found = figures.of_country(country, today - PERIOD, today)
    return {"found": found} if any(n != 0 for n in found.values()) else None


panels.add("country", "use", "coi/finding/_country_use.html", use, order=60, side=True)
