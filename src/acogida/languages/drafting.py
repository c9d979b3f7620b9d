"""A first text for a translator: what the memory holds word for word, else what the machine says with our terms in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from acogida.languages import engines, sentences
from acogida.languages.memory import lookup
from acogida.languages.models import Segment
from acogida.languages.terms import matching
from acogida.languages.terms import queries as terms


@dataclass(frozen=True)
class Drafted:
    """The sentences of one text, in order, not yet kept; `engine` that drafted any of them; `missing`: why the machine
    drafted none, in words, where it should have."""

    segments: list[Segment]
    engine: str = ""
    missing: str = ""


def cut(text: str, language: str) -> list[Segment]:
    """The sentences of a text, nothing translated; with the blanks between them they are the text again."""
    spans = sentences.split(text, language)
    gaps = [text[end:start][:8] for (_start, end), (start, _end) in pairwise(spans)] + [""]
    return [
        Segment(position=number, source=text[start:end], gap=gap)
        for number, ((start, end), gap) in enumerate(zip(spans, gaps, strict=True))
    ]


def draft(texts: Sequence[str], source: str, target: str) -> list[Drafted]:
    """A draft of each of `texts`. Without an engine the sentences that the memory does not hold stay empty."""
    cuts = [cut(text, source) for text in texts]
    held = lookup.exact({segment.source for row in cuts for segment in row}, source, target)
    asked = list(dict.fromkeys(one.source for row in cuts for one in row if one.source not in held))
    made: dict[str, tuple[str, tuple[str, ...]]] = {}
    engine, missing = engines.available(source, target), ""
    try:
        made = dict(zip(asked, _by_machine(asked, source, target), strict=True))
    except engines.Unavailable as problem:
        missing = str(problem)
    label = engines.label(engine) if engine and made else ""
    for segment in (segment for row in cuts for segment in row):
        if segment.source in held:
            segment.target, segment.by = held[segment.source], Segment.By.MEMORY
        else:
            segment.target, unknown = made.get(segment.source, ("", ()))
            segment.unknown, segment.by = list(unknown), Segment.By.MACHINE if segment.target else Segment.By.PERSON
    return [
        Drafted(
            row,
            label if any(one.by == Segment.By.MACHINE for one in row) else "",
            "" if all(one.target for one in row) else missing,
        )
        for row in cuts
    ]


def _by_machine(texts: Sequence[str], source: str, target: str) -> list[tuple[str, tuple[str, ...]]]:
    def machine(some: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.text, one.unknown) for one in engines.drafts(some, source, target)]

    return matching.around(texts, terms.entries(source, target), machine)
