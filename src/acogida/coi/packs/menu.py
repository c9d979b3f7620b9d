"""Packs in the menu, and on the page of their country."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from acogida.coi.access import may_research
from acogida.coi.library import panels
from acogida.coi.models import PackSuggestion, PackVersion
from acogida.coi.packs import queries
from acogida.ui.menu import menu

SECTION = _("Country information")


def _waiting(user: Any) -> int | None:
    """For the unit: suggestions to answer, versions of others to review, packs in force whose editions have grown old."""
    if not may_research(user):
        return None
    open_ones = PackSuggestion.objects.filter(state=PackSuggestion.State.OPEN).count()
    reviews = PackVersion.objects.filter(state=PackVersion.State.REVIEW).exclude(made_by=user).count()
    return open_ones + reviews + queries.in_force_outdated() or None


def of_country(request: Any, country: str) -> dict[str, Any] | None:
    """The packs in force of a country, with how many documents, and how many of these have a newer edition."""
    found = PackVersion.objects.filter(pack__country=country, state=PackVersion.State.ISSUED).select_related("pack")
    rows = list(found.annotate(held=Count("items")).order_by("pack__profile"))
    old = queries.outdated(row.pk for row in rows)
    said = [{"version": row, "pack": row.pack, "items": row.held, "superseded": old.get(row.pk, 0)} for row in rows]
    return {"rows": said} if said else None


menu.add(
    "coi_packs", _("Country packs"), "coi_packs", "notebook", action="coi.view", order=35, section=SECTION, badge=_waiting
)  # fmt: skip
panels.add("country", "packs", "coi/packs/_panel.html", of_country, 40, side=True)
