"""On the page of a country: a box that searches it, and for who counts, how often it is asked about and how often in vain."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from acogida.coi.finding import figures
from acogida.coi.library import panels

PERIOD = dt.timedelta(days=364)


def box(request: Any, country: str) -> dict[str, Any] | None:
    """A search that is narrowed to this country."""
    return {"chip": f"country:{country}"} if request.user.can("coi.view") else None


def use(request: Any, country: str) -> dict[str, Any] | None:
    """Searches and requests about this country within a year."""
    if not request.user.can("coi.figures"):
        return None
    today = timezone.localdate()
    found = figures.of_country(country, today - PERIOD, today)
    return {"found": found} if any(n != 0 for n in found.values()) else None


panels.add("country", "search", "coi/finding/_country_search.html", box, order=5)
panels.add("country", "use", "coi/finding/_country_use.html", use, order=60, side=True)
