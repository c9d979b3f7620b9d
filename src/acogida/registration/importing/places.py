"""What this authority's own data allows: its offices, languages, and today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from acogida.accounts.models import Office
from acogida.registration.importing.survey import Places
from acogida.registration.lists import languages


def places(today: dt.date | None = None, allowed: Collection[str] | None = None) -> Places:
    """For reading a file, as on a day; `allowed` are the codes of the offices whose cases may come in (None: all)."""
    return Places(
        dict(Office.objects.values_list("code", "name")),
        languages("es"),
        today or timezone.localdate(),
        None if allowed is None else frozenset(allowed),
    )
