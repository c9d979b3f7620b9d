"""Passages in Spanish: how `languages` reads them, and which translations may be quoted in a decision."""

from __future__ import annotations

from acogida.coi.models import Passage
from acogida.coi.translating.origin import ORIGIN
from acogida.languages import queries
from acogida.languages.models import Translation


def citable(passage: Passage, target: str = "es") -> Translation | None:
    """The approved translation made from the very words of `passage`, if there is one: only that is quoted."""
    row = queries.approved(ORIGIN, passage.pk, target)
    return row if row is not None and row.source_sha256 == passage.sha256 else None
