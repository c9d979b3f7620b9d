"""A passage on its way, for tests of pages."""

from __future__ import annotations

from typing import Any

from django.test import override_settings

from acogida.coi.models import Passage
from acogida.coi.translating.origin import ORIGIN
from acogida.languages import actions
from acogida.languages.models import MemoryUnit, Term, Translation
from tests.cast import Cast
from tests.coi.library import a_version

TEXT = "The gang threatened her on 3 March 2023. The police did not come."
GOOD = ("La pandilla la amenazó el 3 de marzo de 2023.", "La policía no acudió.")
ENGINES = ["tests.languages.machine:Dictionary"]


def drafted(cast: Cast, passage: Passage, part: str = "researcher") -> Translation:
    """Drafted by the machine in the name of `part`."""
    made, missing = actions.draft(cast.as_(part), ORIGIN, [passage.pk])
    assert not missing
    return made[str(passage.pk)]


def written(cast: Cast, row: Translation, part: str = "researcher") -> Translation:
    """Every sentence written and confirmed by `part`."""
    for segment, text in zip(row.segments.all(), GOOD, strict=True):
        row, _segment = actions.save_segment(
            cast.as_(part), row.pk, segment.position, text, base=segment.target, confirmed=True
        )
    return row


def submitted(cast: Cast, passage: Passage) -> Translation:
    """Written by the researcher and handed over."""
    return actions.submit(cast.as_("researcher"), written(cast, drafted(cast, passage)).pk)


def approved(cast: Cast, passage: Passage) -> Translation:
    """Approved by the second researcher."""
    return actions.approve(cast.as_("second_researcher"), submitted(cast, passage).pk)


def posted(client: Any, url: str, **data: Any) -> Any:
    """What the page's script sends."""
    return client.post(url, data, headers={"Accept": "application/json"})


def addresses(cast: Cast) -> dict[str, Any]:
    """What stands in the addresses of these pages."""
    version = a_version(title="Extortion", text=TEXT, language="en", access="restricted")
    with override_settings(TRANSLATION_ENGINES=ENGINES):
        row = drafted(cast, version.passages.get())
    pair = {"source_language": "en", "target_language": "es", "source": "Délva", "target": "Délva"}
    unit = MemoryUnit.objects.create(**pair, source_sha256="0" * 64)
    acts = ("edit", "segment", "accept", "help", "submit", "approve", "return", "better")
    return {
        **{f"translation_{act}": row.pk for act in acts}, "position": 0, "memory_remove": unit.pk,
        "term_remove": Term.objects.create(**pair).pk,
        **{f"coi_translation{act}": version.pk for act in ("", "_draft", "_progress", "_submit", "_approve")},
    }  # fmt: skip
