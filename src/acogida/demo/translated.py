"""A report of the demonstration library in Spanish: the last passages approved and quotable, the others grey machine drafts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from acogida.coi.models import DocumentVersion
from acogida.coi.translating.origin import ORIGIN
from acogida.languages import actions
from acogida.languages.memory.keeping import keep
from acogida.languages.memory.tmx import Unit
from acogida.languages.models import Segment

SENTENCES = Path(__file__).with_name("data") / "coi" / "in_spanish.toml"
REPORT = "country-reports-on-human-rights-practices/HN"


def translate(by: Any, colleague: Any) -> None:
    """Draft the newest edition of the report on Honduras; what the memory holds whole is confirmed and approved by another."""
    said = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))["sentence"]
    keep([Unit("en", "es-MX", one["source"], one["target"]) for one in said], origin=SENTENCES.name, by=by.user)
    version = DocumentVersion.objects.filter(document__external_id=REPORT).order_by("-sequence").first()
    if version is None:
        return
    made, _missing = actions.draft(by, ORIGIN, version.passages.values_list("pk", flat=True))
    for row in made.values():
        segments = list(row.segments.all())
        if all(one.by == Segment.By.MEMORY for one in segments):
            for one in segments:
                actions.save_segment(by, row.pk, one.position, one.target, base=one.target, confirmed=True)
            actions.submit(by, row.pk)
            actions.approve(colleague, row.pk)
