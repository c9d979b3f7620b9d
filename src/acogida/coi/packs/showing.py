"""Packs as pages show them: sections with their items, how old each is, what has a newer edition."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.cases import packs
from acogida.coi.ages import Level, covered_until, judgement
from acogida.coi.library.topics import topics_of
from acogida.coi.models import Document, DocumentVersion, PackItem, PackVersion, Standing
from acogida.coi.packs import queries

TONES = {Level.FRESH: "success", Level.AMBER: "warning", Level.RED: "danger"}
STATES = {"draft": "warning", "review": "info", "issued": "success", "superseded": "secondary"}


@dataclass(frozen=True)
class Shown:
    """One item. `hidden`: not public, and the reader may not see it: only its number is shown."""

    item: PackItem
    version: DocumentVersion
    document: Document
    hidden: bool
    tone: str
    age: str
    standing: str  # "" while it is the edition to use
    newer: DocumentVersion | None = None


@dataclass
class Section:
    no: int
    label: str
    items: list[Shown] = field(default_factory=list)


def section_labels(language: str = "") -> list[tuple[int, str]]:
    """The sixteen sections as a choice."""
    return [(no, topic.label(language or get_language() or "es")) for no, topic in enumerate(topics_of("section"), 1)]


def sections(
    version: PackVersion, user: User, newer: Mapping[uuid.UUID, DocumentVersion] | None = None
) -> list[Section]:
    """All sixteen, also those that have nothing: a gap is said."""
    found = {no: Section(no, label) for no, label in section_labels()}
    ages, today = packs.current().coi.age, timezone.localdate()
    restricted = user.can("coi.view_restricted")
    for item in queries.items(version):
        edition, document = item.document_version, item.document
        covered = covered_until(edition.cutoff, edition.period_to, edition.published_on)
        judged = judgement(document.topics, covered, today, ages)
        state = edition.standing.state
        found[item.section_no].items.append(
            Shown(
                item, edition, document,
                hidden=not restricted and (item.restricted or document.access == Document.Access.RESTRICTED),
                tone=TONES[judged.level], age=_old(judged.months),
                standing="" if state == Standing.State.CURRENT else edition.standing.get_state_display(),
                newer=(newer or {}).get(item.pk),
            )
        )  # fmt: skip
    return list(found.values())


def _old(months: int | None) -> str:
    if months is None:
        return _("no date")
    if months < 1:
        return _("until this month")
    if months < 24:
        return ngettext("until %(n)s month ago", "until %(n)s months ago", months) % {"n": months}
    return ngettext("until %(n)s year ago", "until %(n)s years ago", months // 12) % {"n": months // 12}


def documents_of(ids: list[uuid.UUID], user: User) -> dict[uuid.UUID, dict[str, Any]]:
    """What the search beside a draft shows of document versions that were found."""
    rows = DocumentVersion.objects.filter(pk__in=ids).select_related("document__source", "standing").defer("text")
    if not user.can("coi.view_restricted"):
        rows = rows.exclude(document__access=Document.Access.RESTRICTED)
    order = {topic.code: no for no, topic in enumerate(topics_of("section"), 1)}
    return {
        row.pk: {
            "version": row, "document": row.document,
            "section": next((order[code] for code in row.document.topics if code in order), len(order)),
        }
        for row in rows
    }  # fmt: skip


def day_of(version: PackVersion) -> dt.date:
    """The day a version is listed under."""
    return version.date or timezone.localdate(version.made_at)
