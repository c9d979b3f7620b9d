"""What this authority's own data allows: its offices, languages, and today."""

from __future__ import annotations

from django.utils import timezone

from acogida.accounts.models import Office
from acogida.registration.importing.survey import Places
from acogida.registration.lists import languages


def places() -> Places:
    """For reading a file now."""
    return Places(dict(Office.objects.values_list("code", "name")), languages("es"), timezone.localdate())
