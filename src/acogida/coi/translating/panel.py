"""On the page of a version: how far its Spanish is, and the way to it."""

from __future__ import annotations

from typing import Any

from acogida.coi.library import panels
from acogida.coi.models import DocumentVersion
from acogida.coi.translating import documents
from acogida.coi.translating.views import may_write


def context(request: Any, version: DocumentVersion) -> dict[str, Any] | None:
    """Nothing for a version that is in Spanish."""
    if not documents.needed(version):
        return None
    return {"version": version, "progress": documents.progress(version), "writes": may_write(request)}


panels.add("version", "translation", "coi/translating/_panel.html", context, order=40, side=True)
