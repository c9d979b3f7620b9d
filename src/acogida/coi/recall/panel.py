"""What rests on an edition, on its page: for researchers in numbers, by kind and office; by name only what is no case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acogida.accounts.models import Office
from acogida.coi import recall
from acogida.coi.access import keeps_library
from acogida.coi.models import DocumentVersion

OF_CASES = ("citation", "draft", "submission", "decision")


def labels() -> dict[str, str]:
    """What the kinds are called."""
    return {
        "citation": _("Claims being examined"),
        "draft": _("Draft decisions"),
        "submission": _("Decisions in review or before signature"),
        "decision": _("Signed decisions (they stand)"),
        "response": _("Answers of the unit"),
        "response_draft": _("Answers being written"),
        "pack": pgettext("coi", "Packs"),
    }


def resting(request: Any, version: DocumentVersion) -> dict[str, Any] | None:
    """For who keeps the library; others see what of their own rests on it on their own pages."""
    if not keeps_library(request.user):
        return None
    tallies = recall.tallies([version.pk])
    if not tallies:
        return {"kinds": [], "named": []}
    words = labels()
    offices = dict(Office.objects.values_list("pk", "name"))
    kinds: dict[str, dict[str, Any]] = {}
    for tally in tallies:
        kind = kinds.setdefault(tally.kind, {"label": words.get(tally.kind, tally.kind), "n": 0, "offices": []})
        kind["n"] += tally.n
        if tally.kind in OF_CASES and tally.office_id:
            kind["offices"].append({"name": offices.get(tally.office_id, ""), "n": tally.n})
    named = {
        (row.label, row.url): {"label": row.label, "url": row.url, "kind": words.get(row.kind, row.kind)}
        for row in recall.resting([version.pk])
        if row.kind not in OF_CASES
    }
    return {"kinds": list(kinds.values()), "named": list(named.values())}
