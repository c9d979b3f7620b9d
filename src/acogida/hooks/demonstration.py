"""The case that a command works on when it is told `--case demo`: the demonstration, a room above, says which. Pure."""

from __future__ import annotations

from collections.abc import Callable

_chosen: list[Callable[[], str]] = []


def chooses(function: Callable[[], str]) -> Callable[[], str]:
    """Register who gives the number of a demonstration case whose application is admitted; LookupError when there is none."""
    _chosen[:] = [function]
    return function


def case_number() -> str:
    """The number of a demonstration case whose application is admitted. Raises LookupError."""
    if not _chosen:
        raise LookupError("this installation has no demonstration")
    return _chosen[0]()
