"""A search is about what happened, not to whom: what looks like somebody's data is pointed out, and is not kept."""

from __future__ import annotations

from acogida.coi.finding.asked import Asked
from acogida.coi.requests.screening import Kind, screen

SURE = frozenset({Kind.CURP, Kind.CASE_NUMBER, Kind.PASSPORT, Kind.TELEPHONE, Kind.EMAIL})


def in_text(text: str) -> list[str]:
    """What in `text` has the shape of a number or an address of a person."""
    return list(dict.fromkeys(found.text for found in screen(text) if found.kind in SURE))


def in_words(asked: Asked) -> list[str]:
    """The same of all that is searched for."""
    return in_text(asked.terms)
