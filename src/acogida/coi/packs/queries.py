"""Reads of packs, for pages, exports, citations and recall."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from acogida.coi.intake import countries
from acogida.coi.models import DocumentVersion, Pack, PackItem, PackRemoval, PackVersion, Standing
from acogida.coi.packs.difference import Difference, Row, difference

TEXT = "document_version__text"  # may be megabytes, and no list shows it


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
    return rows.select_related("version__pack", "version__made_by__office", "document_version").defer(TEXT)


def packs() -> QuerySet[Pack]:
    """Every pack with its versions, newest first."""
    versions = PackVersion.objects.order_by("-sequence").select_related("made_by", "approved_by")
    return Pack.objects.prefetch_related(Prefetch("versions", queryset=versions)).order_by("country", "profile")


def items(version: PackVersion) -> QuerySet[PackItem]:
    """The items of a version in order, with all that a page or a file says of them."""
    rows = version.items.order_by("section_no", "item_no").defer(TEXT)
    return rows.select_related(
        "document_version__document__source", "document_version__standing", "document_version__snapshot", "replaces",
        "taken_from__version__pack",
    )  # fmt: skip


def rows(version: PackVersion | None) -> list[Row]:
    """The items of a version, as the difference asks for them."""
    if version is None:
        return []
    found = version.items.select_related("document_version").order_by("section_no", "item_no").defer(TEXT)
    return [
        Row(
            item.section_no, item.item_no, str(item.document_version.document_id), str(item.document_version_id),
            item.change_reason or item.why_included, str(item.replaces_id or ""),
        )
        for item in found
    ]  # fmt: skip


def changes(before: PackVersion | None, after: PackVersion) -> Difference:
    """What changed between two versions of a pack. Reasons for what was taken out are known where `after` follows `before`
    directly, and otherwise from the versions between."""
    first = before.sequence if before else 0
    removals = PackRemoval.objects.filter(
        version__pack=after.pack_id, version__sequence__gt=first, version__sequence__lte=after.sequence
    ).order_by("version__sequence")
    why = {str(row.document_version_id): row.reason for row in removals}
    return difference(rows(before), rows(after), why)


def offered(draft: PackVersion) -> dict[uuid.UUID, DocumentVersion]:
    """For each item of a draft whose edition was superseded: the edition to put in its place."""
    old = draft.items.filter(document_version__standing__state=Standing.State.SUPERSEDED)
    newer = old.values_list("pk", "document_version__document_id")
    documents = {document for _item, document in newer}
    current = DocumentVersion.objects.filter(document__in=documents, standing__state=Standing.State.CURRENT)
    by_document = {version.document_id: version for version in current.defer("text")}
    return {item: by_document[document] for item, document in newer if document in by_document}


def missing_from(draft: PackVersion) -> list[PackItem]:
    """For a pack on a profile: what the country's pack in force has on it, and the draft has not."""
    whole = newest(draft.pack.country) if draft.pack.profile else None
    if whole is None:
        return []
    held = set(draft.items.values_list("document_version__document_id", flat=True))
    gone = set(draft.removals.values_list("document_version__document_id", flat=True))
    return [
        item for item in matching(whole, draft.pack.profile) if item.document_version.document_id not in held | gone
    ]


def matching(whole: PackVersion, profile: str) -> list[PackItem]:
    """The items of a country's pack that are about a profile: by the topics of the document, or of a passage in it."""
    about = Q(document_version__document__topics__contains=[profile])
    about |= Q(document_version__passages__topics__contains=[profile])
    found = whole.items.filter(about).distinct().select_related("document_version__document__source").defer(TEXT)
    return list(found.order_by("section_no", "item_no"))


def by_code(code: str, date: str | None = None) -> PackVersion | None:
    """The version in force of the pack that is cited as `code` (HND, HND-extorted_trader), or the one issued on a day (ISO)."""
    country, _dash, profile = code.partition("-")
    alpha2 = countries.alpha2(country)
    rows = PackVersion.objects.filter(pack__country=alpha2 or "", pack__profile=profile, state__in=PackVersion.OUT)
    try:
        rows = rows.filter(date=dt.date.fromisoformat(date)) if date else rows.filter(state=PackVersion.State.ISSUED)
    except ValueError:
        return None
    return rows.select_related("pack", "part_of__pack", "made_by__office").order_by("-sequence").first()


def titles(*versions: PackVersion | None) -> dict[str, DocumentVersion]:
    """The editions in some versions of a pack, by their ids as the difference has them: for the page of differences."""
    found = PackItem.objects.filter(version__in=[version for version in versions if version is not None])
    rows = found.select_related("document_version__document__source").defer(TEXT)
    return {str(item.document_version_id): item.document_version for item in rows}


def outdated(version_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many items of each of these versions rest on an edition that was superseded or withdrawn."""
    old = (Standing.State.SUPERSEDED, Standing.State.WITHDRAWN)
    rows = PackItem.objects.filter(version__in=list(version_ids), document_version__standing__state__in=old)
    return dict(rows.order_by().values_list("version").annotate(n=Count("pk")))


def in_force_outdated() -> int:
    """How many packs in force hold such an edition: their next version is due."""
    rows = PackVersion.objects.filter(
        state=PackVersion.State.ISSUED, items__document_version__standing__state__in=("superseded", "withdrawn")
    )
    return rows.exclude(pack__versions__state__in=PackVersion.OPEN).distinct().count()
