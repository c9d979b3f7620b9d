"""The question in each language that is searched, so that words are only ever compared with words of their own language."""

from __future__ import annotations

from collections.abc import Iterable
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


def in_languages(text: str, source: str, targets: Iterable[str]) -> Versions:
    """`text` in each of `targets` it can be had in."""
    found = Versions()
    for target in targets:
        for path in [(source, target), *((source, by, target) for by in BETWEEN if by not in (source, target))]:
            if target == source:
                found.texts[target] = text
                break
            try:
                found.texts[target] = along(text, path)
            except engines.Unavailable:
                continue
            found.engines += [_named(*pair) for pair in pairwise(path)]
            break
    found.engines = list(dict.fromkeys(found.engines))
    return found


def along(text: str, path: tuple[str, ...]) -> str:
    """`text` translated from each language of `path` to the next. Raises engines.Unavailable."""
    for source, target in pairwise(path):
        text = engines.translate([text], source, target)[0]
    return text


def _named(source: str, target: str) -> str:
    engine = engines.available(source, target)
    return f"{engine.name if engine else '?'} {base(source)}-{base(target)}"
