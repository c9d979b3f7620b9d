"""Who is acting, for facts about separation of duties.

A fact is asked about a case and a claim; whether reviewer and signatory are distinct people depends on who is about to
act. Whoever acts, or asks what could be done, says so here. Where nobody has said, nobody acts, and such facts answer
"not distinct".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_actor: ContextVar[Any] = ContextVar("acogida_actor", default=None)


@contextmanager
def acting_as(user: Any) -> Iterator[None]:
    """Within the block, facts are about what `user` is doing or may do. A lazy user is not loaded until asked for."""
    token = _actor.set(user)
    try:
        yield
    finally:
        _actor.reset(token)


def actor() -> Any:
    """The primary key of who is acting, or None."""
    return getattr(_actor.get(), "pk", None)
