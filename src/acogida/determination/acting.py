"""Who is acting, for the facts about separation of duties.

A fact is asked about a case and a claim; whether reviewer and signatory are distinct depends on who is about to act.
Actions and pages of this room say so here. Where nobody has said, nobody acts, and the facts answer "not distinct".
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_actor: ContextVar[uuid.UUID | None] = ContextVar("determination_actor", default=None)


@contextmanager
def acting_as(user: Any) -> Iterator[None]:
    """Within the block, facts are about what `user` is doing or may do."""
    token = _actor.set(user.pk)
    try:
        yield
    finally:
        _actor.reset(token)


def actor() -> uuid.UUID | None:
    """The id of who is acting, or None."""
    return _actor.get()
