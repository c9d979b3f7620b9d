"""Who keeps what rests on versions of documents, and who is told when one of these changes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SUPERSEDED = "superseded"  # there is a newer edition
WITHDRAWN = "withdrawn"  # it must no longer be used
FLAGGED = "flagged"  # something happened in its country since
CHANGES = (SUPERSEDED, WITHDRAWN, FLAGGED)


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that rests on a version. Says what it is and whose, never what is in it.

    `kind`: "citation" (of a claim that is not decided), "draft", "submission", "decision" (past: listed apart, `open` is
    False), "response", "response_draft", "pack". `label`: its number. `url`: its page, which asks again who may see it.
    """

    kind: str
    label: str
    url: str
    open: bool
    office_id: int | None
    owner_id: uuid.UUID | None
    version_id: uuid.UUID
    document_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Tally:
    """How many things of one kind rest on versions at an office (None: not of an office)."""

    kind: str
    office_id: int | None
    n: int


Provider = Callable[[Collection[uuid.UUID]], Iterable[Resting]]
Teller = Callable[[Collection[uuid.UUID], str], None]
Usage = Callable[[], Mapping[uuid.UUID, int]]

Counter = Callable[[Collection[uuid.UUID]], Iterable[Tally]]

_providers: dict[str, Provider] = {}
_counters: dict[str, Counter] = {}
_tellers: dict[str, Teller] = {}
_usages: dict[str, Usage] = {}


def rests(name: str) -> Callable[[Provider], Provider]:
    """Register what finds the things of one sort that rest on versions: `@rests("citation")`. It is asked inside a
    transaction, under the row-level policies of whoever asks."""

    def decorate(provider: Provider) -> Provider:
        _once(_providers.get(name), name, provider)
        _providers[name] = provider
        return provider

    return decorate


def counts(name: str) -> Callable[[Counter], Counter]:
    """Register what counts the things of one sort for somebody who may not see them: cases, for the COI unit. Without it
    what `rests` finds is counted."""

    def decorate(counter: Counter) -> Counter:
        _once(_counters.get(name), name, counter)
        _counters[name] = counter
        return counter

    return decorate


def used(name: str) -> Callable[[Usage], Usage]:
    """Register on how many things of one sort each document bears, for figures of the whole library: nobody's in particular,
    whoever asks. Without it what `rests` finds is counted."""

    def decorate(usage: Usage) -> Usage:
        _once(_usages.get(name), name, usage)
        _usages[name] = usage
        return usage

    return decorate


def told(name: str) -> Callable[[Teller], Teller]:
    """Register what tells the owners of one sort: called with the versions and what happened to them, inside the transaction
    of the change. It writes what they will be shown, or defers it where that is much."""

    def decorate(teller: Teller) -> Teller:
        _once(_tellers.get(name), name, teller)
        _tellers[name] = teller
        return teller

    return decorate


def _once(known: Any, name: str, function: Any) -> None:
    if known is not None and known.__module__ != function.__module__:
        raise ValueError(f"what rests on versions as {name!r} is already known from {known.__module__}")


def resting(version_ids: Collection[uuid.UUID]) -> Iterator[Resting]:
    """Everything that rests on these versions, of every sort."""
    if version_ids:
        for name in sorted(_providers):
            yield from _providers[name](version_ids)


def tallies(version_ids: Collection[uuid.UUID]) -> list[Tally]:
    """How much rests on these versions, by kind and office: no more than that, whoever asks."""
    found: list[Tally] = []
    for name in sorted(_providers) if version_ids else ():
        if name in _counters:
            found += _counters[name](version_ids)
        else:
            seen = {(each.kind, each.office_id, each.label) for each in _providers[name](version_ids)}
            kinds = sorted({key[:2] for key in seen}, key=str)
            found += [Tally(kind, office, sum(key[:2] == (kind, office) for key in seen)) for kind, office in kinds]
    return found


def usage(version_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """On how many things each document of these versions bears, of every sort; those on which nothing rests are left out."""
    found: dict[uuid.UUID, int] = defaultdict(int)
    for name in sorted(_providers):
        if name in _usages:
            for document, n in _usages[name]().items():
                found[document] += n
        elif version_ids:
            for document, _label in {(each.document_id, each.label) for each in _providers[name](version_ids)}:
                found[document] += 1
    return dict(found)


def changed(version_ids: Collection[uuid.UUID], what: str) -> None:
    """Tell everybody whose work rests on these versions what happened to them (one of CHANGES). Called by whoever made the
    change, inside its transaction. Raises ValueError for another word."""
    if what not in CHANGES:
        raise ValueError(f"{what!r} does not happen to versions")
    if version_ids:
        for name in sorted(_tellers):
            _tellers[name](version_ids, what)
