"""Letters whose template wants data that only another room knows: the room registers a function in its `letters.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from acogida.archive.models import Document

Provider = Callable[[Document], dict[str, Any]]
_providers: dict[str, Provider] = {}


def letter(code: str) -> Callable[[Provider], Provider]:
    """`@letter("prevention")`: the function gives, in the letter's language, what its template wants besides the data of
    every letter (see packs/common/letters/plain.typ)."""

    def decorate(provider: Provider) -> Provider:
        _providers[code] = provider
        return provider

    return decorate


def data_for(document: Document) -> dict[str, Any]:
    """What the room that knows this letter adds; nothing when none does."""
    provider = _providers.get(document.code)
    return provider(document) if provider else {}
