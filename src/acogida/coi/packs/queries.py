"""Reads of packs, for pages, exports, citations and recall."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from acogida.coi.models import Pack, PackItem, PackVersion


def newest(country: str, profile: str = "") -> PackVersion | None:
    """The version in force of a country's pack (ISO 3166-1 alpha-2), or of its pack on a profile."""
    rows = PackVersion.objects.filter(state=PackVersion.State.ISSUED).select_related("pack")
    return rows.filter(pack__country=country, pack__profile=profile).first()


def item_for(version_id: uuid.UUID, country: str) -> PackItem | None:
    """The item under which a decision cites a document version: of the country's pack in force, else of one on a profile."""
    rows = PackItem.objects.filter(
        document_version_id=version_id, version__pack__country=country, version__state=PackVersion.State.ISSUED
    )
    return rows.select_related("version__pack").order_by("version__pack__profile", "section_no", "item_no").first()


def holding(version_ids: Iterable[uuid.UUID]) -> QuerySet[PackItem]:
    """Items that rest on these document versions, in packs in force and in drafts."""
    states = (PackVersion.State.ISSUED, *PackVersion.OPEN)
    rows = PackItem.objects.filter(document_version_id__in=list(version_ids), version__state__in=states)
    return rows.select_related("version__pack", "version__made_by__office", "document_version")


def packs() -> QuerySet[Pack]:
    """Every pack with its versions, newest first."""
    versions = PackVersion.objects.order_by("-sequence").select_related("made_by", "approved_by")
    return Pack.objects.prefetch_related(Prefetch("versions", queryset=versions)).order_by("country", "profile")


def items(version: PackVersion) -> QuerySet[PackItem]:
    """The items of a version in order, with all that a page or a file says of them."""
    rows = version.items.order_by("section_no", "item_no")
    return rows.select_related(
        "document_version__document__source", "document_version__standing", "document_version__snapshot", "replaces",
        "taken_from__version__pack",
    )  # fmt: skip
