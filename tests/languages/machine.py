"""An engine for tests that do not ask what Apertium says: it knows a few words, and marks the rest."""

from __future__ import annotations

from collections.abc import Sequence

from acogida.languages.engines import Draft

WORDS = {
    "the": "la", "gang": "banda", "gangs": "bandas", "threatened": "amenazó", "her": "la", "shop": "tienda", "police": "policía",
    "did": "", "not": "no", "come": "vino", "in": "en", "on": "el", "march": "marzo", "of": "de", "and": "y", "a": "una",
}  # fmt: skip


class Dictionary:
    """Word for word; a word it does not know stays as it is."""

    name, version = "dictionary", "1"

    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset({("en", "es")})

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Draft]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Draft:
        out, unknown = [], []
        for word in text.split():
            bare = word.strip(".,;:")
            known = WORDS.get(bare.lower())
            if known is None and not bare.isdigit():
                unknown.append(bare)
            put = word if known is None else word.replace(bare, known)
            out.append(put)
        text = " ".join(part for part in out if part)
        return Draft(text[:1].upper() + text[1:], tuple(unknown))
