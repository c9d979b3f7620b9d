"""The question in each language that is searched, so that words are only ever compared with words of their own language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from acogida.coi.search.query import base
from acogida.languages import engines
from acogida.languages.engines.base import ENDED, GARBLED

BETWEEN = ("es", "en")  # where no engine translates directly, by way of these
OF_ONE_TEXT = {ENDED, GARBLED}  # what one text among many may be to blame for


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
            translated = _along(texts, path)
            if all(version is None for version in translated):
                continue
            used = [_named(*pair) for pair in pairwise(path)]
            for versions, version in zip(found, translated, strict=True):
                if version is not None:
                    versions.texts[target] = version
                    versions.engines = list(dict.fromkeys([*versions.engines, *used]))
            break
    return found


def _along(texts: Sequence[str], path: tuple[str, ...]) -> Sequence[str | None]:
    """Texts translated from each language of `path` to the next; None where that cannot be. Of many texts, one that the
    engine dies of, or garbles, is not the others' fault."""
    translated = texts
    try:
        for source, target in pairwise(path):
            translated = engines.translate(translated, source, target)
    except engines.Unavailable as refused:
        if len(texts) < 2 or refused.why not in OF_ONE_TEXT:
            return [None] * len(texts)
        half = len(texts) // 2
        return [*_along(texts[:half], path), *_along(texts[half:], path)]
    return translated


def _named(source: str, target: str) -> str:
    engine = engines.available(source, target)
    return f"{engine.name if engine else '?'} {base(source)}-{base(target)}"
