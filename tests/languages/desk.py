"""A passage on its way, for tests of pages."""

from __future__ import annotations

from typing import Any

from acogida.coi.models import Passage
from acogida.coi.translating.origin import ORIGIN
from acogida.languages import actions
from acogida.languages.models import Translation
from tests.cast import Cast

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
