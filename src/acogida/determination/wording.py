"""In which language a decision is written, and the pack's texts in it.

A decision is in the authority's language whatever the language of the screen: the first of the pack's, or the one chosen
for the proceedings where the pack asks for it (a step's field `proceeding_language`, whose options are language codes).
"""

from __future__ import annotations

from acogida.cases import log, packs
from acogida.cases.models import Case
from acogida.law import Pack, Text

FIELD = "proceeding_language"


def language_of(case: Case) -> str:
    """The language of the case's decisions: as last chosen, else the pack's first."""
    pack = packs.of(case)
    chosen = (event.payload.get(FIELD) for event in reversed(log.of(case)) if event.kind in pack.transitions)
    return next((code for code in chosen if code in pack.languages), pack.languages[0])


def in_language(pack: Pack, text: Text, language: str) -> str:
    """A text of the pack in `language`, else in the first of the pack's languages that has it."""
    return next((text.get(code) for code in (language, *pack.languages) if text.get(code)), str(text))
