"""Machine translation, whoever does it: the first engine of the setting that can do the pair.

`settings.TRANSLATION_ENGINES` names them in order: "apertium", "service" (at `TRANSLATION_SERVICE_URL`), or
"package.module:Class" for one of the authority's own (an `Engine`, made without arguments).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from acogida.languages.engines.apertium import Apertium
from acogida.languages.engines.base import NO_ENGINE, Draft, Engine, Unavailable, primary
from acogida.languages.engines.service import Service

__all__ = ["Draft", "Engine", "Unavailable", "available", "drafts", "engines", "label", "primary", "translate"]


def engines() -> list[Engine]:
    """Those of the setting, in its order."""
    return [_made(name) for name in settings.TRANSLATION_ENGINES]


@cache
def _made(name: str) -> Engine:
    """One engine of this process: it keeps its programs running."""
    if name == "apertium":
        return Apertium()
    if name == "service":
        return Service(
            settings.TRANSLATION_SERVICE_URL, settings.TRANSLATION_SERVICE_KIND, settings.TRANSLATION_SERVICE_KEY
        )
    made: Engine = import_string(name.replace(":", "."))()
    return made


def available(source: str, target: str) -> Engine | None:
    """The engine that translates from `source` to `target` (BCP 47), if any does now."""
    pair = (primary(source), primary(target))
    return next((engine for engine in engines() if pair in engine.pairs()), None)


def label(engine: Engine) -> str:
    """What is kept with a draft: "apertium 3.8.3"."""
    return f"{engine.name} {engine.version}".strip()


def drafts(texts: Sequence[str], source: str, target: str) -> list[Draft]:
    """One draft for each of `texts`, with the words the machine did not know. Raises Unavailable."""
    engine = available(source, target)
    if engine is None:
        raise Unavailable((primary(source), primary(target)), NO_ENGINE)
    if not texts:
        return []
    return engine.translate(texts, primary(source), primary(target))


def translate(texts: Sequence[str], source: str, target: str) -> list[str]:
    """`texts` in another language, raw as the machine gives it (no terms, no memory). Raises Unavailable."""
    return [draft.text for draft in drafts(texts, source, target)]
