"""The question in each language that is searched, so that words are only ever compared with words of their own language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from acogida.coi.search.query import base
from acogida.languages import engines

BETWEEN = ("es", "en")  # where no engine translates directly, by way of these


@dataclass
class Versions:
    """`texts` by language; what could not be translated is not in it. `engines`: which, "apertium es-en"."""

    texts: dict[str, str] = field(default_factory=dict)
    engines: list[str] = field(default_factory=list)


def many(texts: Sequence[str], source: str, targets: Iterable[str]) -> list[Versions]:
    """Texts of one language in each of `targets` they can be had in, at once."""
    found = [Versions() for _text in texts]
    for target in targets:
        if target == source:
            for versions, text in zip(found, texts, strict=True):
                versions.texts[target] = text
            continue
        for path in [(source, target), *((source, by, target) for by in BETWEEN if by not in (source, target))]:
            try:
                translated = _along(texts, path)
            except engines.Unavailable:
                continue
            used = [_named(*pair) for pair in pairwise(path)]
            for versions, text in zip(found, translated, strict=True):
                versions.texts[target] = text
                versions.engines = list(dict.fromkeys([*versions.engines, *used]))
            break
    return found


def _along(texts: Sequence[str], path: tuple[str, ...]) -> Sequence[str]:
    """Texts translated from each language of `path` to the next. Raises engines.Unavailable."""
    for source, target in pairwise(path):
        texts = engines.translate(texts, source, target)
    return texts


def _named(source: str, target: str) -> str:
    engine = engines.available(source, target)
    return f"{engine.name if engine else '?'} {base(source)}-{base(target)}"
