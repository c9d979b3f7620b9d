"""Stand-ins for the model and for Apertium, where neither is what a test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from acogida.coi.search import embedding, indexing
from acogida.languages import engines
from tests.coi.library import a_version

HONDURAS = (
    "Gangs collect an extortion fee from shopkeepers in the markets. Those who refuse to pay are threatened or killed."
)
NAURU = "The constitution provides for freedom of religion. There were no reports of significant societal actions."
SPANISH = {  # a translation that is always the same
    "¿Quién cobra extorsión a los comerciantes?": "Who collects extortion from the shopkeepers?",
    "iglesia": "church",
    "pandillas": "gangs",
    "extorsión": "extortion",
    "extorsión religion": "extortion religion",
    "extorsión en Guatemala": "extortion in Guatemala",
}
CONCEPTS = ("extort cuota comerci shopkeep pandilla gang", "relig iglesia church", "polic", "volc")


class Engine:
    """Translates what it has in its list, and only from Spanish into English."""

    name, version = "list", "1"

    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset({("es", "en")})

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Any]:
        return [engines.Draft(SPANISH.get(text, text), ()) for text in texts]


def concepts(texts: Sequence[str], cores: int = 1) -> Any:
    """A model that knows four things, in two languages."""
    found = np.full((len(texts), embedding.DIMENSIONS), 0.01, dtype=np.float32)
    for row, text in zip(found, texts, strict=True):
        for number, stems in enumerate(CONCEPTS):
            row[number] = sum(text.lower().count(stem) for stem in stems.split())
        row /= np.linalg.norm(row)
    return found


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put them in place of the real ones, on one core."""
    monkeypatch.setattr(embedding, "installed", lambda: True)
    monkeypatch.setattr(embedding, "questions", concepts)
    monkeypatch.setattr(embedding, "passages", concepts)
    monkeypatch.setattr(engines, "engines", lambda: [Engine()])
    monkeypatch.setattr(indexing, "cores", lambda: 1)


def indexed(**given: Any) -> Any:
    """A version of the library that is findable."""
    version = a_version(**given)
    indexing.index([version.pk])
    return version


def three_documents() -> dict[str, Any]:
    """One on extortion and one on religion in English, one on extortion in Spanish."""
    return {
        "gangs": indexed(title="Extortion", text=HONDURAS, country="HN", language="en", external_id="hn-1"),
        "faith": indexed(title="Religion", text=NAURU, country="NR", language="en", external_id="nr-1"),
        "cuota": indexed(country="SV", external_id="sv-1", published=dt.date(2024, 5, 1)),
    }
