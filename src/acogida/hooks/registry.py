"""Effects (what a room does when a pack asks) and facts (what a room can say when a pack's condition asks).

A lower room never imports an upper one: it names an effect or a fact, and the upper room registers the function
under that name in its `effects.py` or `facts.py`. A reader finds the function by searching for the name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")


class UnknownName(LookupError):
    """A pack names an effect or a fact that no room provides."""


class Registry:
    """Functions by name; a name is registered once."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._functions: dict[str, Callable[..., Any]] = {}

    def register(self, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            known = self._functions.get(name)
            if known is not None and known.__module__ != function.__module__:
                raise ValueError(f"{self.kind} {name!r} is already provided by {known.__module__}")
            self._functions[name] = function
            return function

        return decorate

    def __getitem__(self, name: str) -> Callable[..., Any]:
        try:
            return self._functions[name]
        except KeyError:
            raise UnknownName(f"no room provides the {self.kind} {name!r}") from None

    def names(self) -> set[str]:
        return set(self._functions)


effects = Registry("effect")
facts = Registry("fact")

effect = effects.register  # @effect("issue_certificate")  def handler(event) -> None
fact = facts.register  # @fact("interview_held")  def provider(case, claim) -> bool | int | str


counted: dict[str, str] = {}


def counts_as(kind: str, step: str) -> None:
    """An entry of a case's log that is no step counts as a step where duties are kept apart: whoever wrote the draft that a
    colleague submitted is kept from what whoever submitted it is kept from."""
    counted[kind] = step


_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("acogida_gathering", default=None)


@contextmanager
def gathering(shared: dict[Hashable, Any] | None = None) -> Iterator[None]:
    """Facts gathered within the block read what they share once (`once`).

    Blocks given the same `shared` dictionary read once together, for whoever asks in several goes and writes nothing in
    between; without one, nothing is remembered when the block ends. A block within another joins it.
    """
    if _read.get() is not None:
        yield
        return
    token = _read.set({} if shared is None else shared)
    try:
        yield
    finally:
        _read.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives; within one gathering it is called once for each `key` (a name, and whose rows they are)."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    answer: T = known[key]
    return answer


def gather(names: Iterable[str], case: Any, claim: Any | None) -> dict[str, Any]:
    """The facts a condition needs, by name, about one case and (for transitions of a claim) one claim."""
    with gathering():
        return {name: facts[name](case, claim) for name in names}
