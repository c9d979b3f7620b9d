"""Global search: rooms register providers; the box at the top asks all of them.

A provider sees only what `user` may see and writes its own audit record: the terms of a search are personal data
that belong in the audit log and nowhere else (they travel by POST and are never logged).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.functional import Promise

Text = str | Promise
logger = logging.getLogger("acogida.ui.search")
SHORTEST = 2  # characters; a single letter finds everybody


@dataclass(frozen=True)
class Result:
    """One answer: where it leads, and its kind ("Case", "Person"), under which answers are grouped."""

    title: Text
    subtitle: Text
    url: str
    icon: str
    kind: Text


Provider = Callable[[Any, str, Any], Iterable[Result]]
_providers: dict[str, Provider] = {}


def register(name: str) -> Callable[[Provider], Provider]:
    """Decorate `provider(user, text, request) -> list[Result]`."""

    def decorate(provider: Provider) -> Provider:
        _providers[name] = provider
        return provider

    return decorate


@dataclass(frozen=True)
class Answers:
    """What was found, grouped by kind, and whether a provider could not answer."""

    groups: list[tuple[str, list[Result]]]
    incomplete: bool

    @property
    def count(self) -> int:
        return sum(len(results) for _, results in self.groups)


def ask(user: Any, text: str, request: Any) -> Answers:
    """All providers' answers to `text`. One that fails leaves the others' answers standing and is said on the page."""
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return Answers([], incomplete=False)
    groups: dict[str, list[Result]] = {}
    incomplete = False
    for name, provider in _providers.items():
        try:
            with transaction.atomic():
                found = list(provider(user, text, request))
        except DatabaseError as error:
            # Only the type is logged: a database error's text may quote the terms.
            logger.error("search provider %s failed: %s", name, type(error).__name__)
            incomplete = True
            continue
        for result in found:
            groups.setdefault(str(result.kind), []).append(result)
    return Answers(list(groups.items()), incomplete)
