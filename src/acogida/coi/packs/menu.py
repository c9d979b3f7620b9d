"""Packs in the menu, and on the page of their country."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from acogida.coi.access import may_research
from acogida.coi.library import panels
from acogida.coi.models import PackSuggestion, PackVersion, Standing
from acogida.ui.menu import menu

SECTION = _("Country information")


def _waiting(user: Any) -> int | None:
    """For the unit: suggestions to answer, and versions of others to review."""
    if not may_research(user):
        return None
    open_ones = PackSuggestion.objects.filter(state=PackSuggestion.State.OPEN).count()
    reviews = PackVersion.objects.filter(state=PackVersion.State.REVIEW).exclude(made_by=user).count()
    return open_ones + reviews or None


def of_country(request: Any, country: str) -> dict[str, Any] | None:
    """The packs in force of a country, with how many documents, and how many of these have a newer edition."""
    superseded = Q(items__document_version__standing__state=Standing.State.SUPERSEDED)
    found = PackVersion.objects.filter(pack__country=country, state=PackVersion.State.ISSUED).select_related("pack")
    rows = found.annotate(held=Count("items"), old=Count("items", filter=superseded)).order_by("pack__profile")
    said = [{"version": row, "pack": row.pack, "items": row.held, "superseded": row.old} for row in rows]
    return {"rows": said} if said else None


menu.add(
    "coi_packs", _("Country packs"), "coi_packs", "notebook", action="coi.view", order=35, section=SECTION, badge=_waiting
)  # fmt: skip
panels.add("country", "packs", "coi/packs/_panel.html", of_country, 40, side=True)
