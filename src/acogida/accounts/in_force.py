"""The closures an authority added and did not withdraw, as the law takes them."""

from __future__ import annotations

import uuid
from functools import lru_cache

from acogida.accounts import models
from acogida.law import Closure


def as_closure(row: models.Closure) -> Closure:
    """The row as the law takes it."""
    return Closure(
        start=row.start,
        end=row.end,
        office=row.office.code if row.office else None,
        reason={"es": row.reason, "en": row.reason},
        source=row.source,
        suspends_terms=row.suspends_terms,
    )


def closures() -> tuple[Closure, ...]:
    """Beside those of the pack; of all offices. Read once for each change of the rules."""
    found = models.RuleChange.objects.order_by("-pk").values_list("pk", "key").first()
    return known_at(*found) if found else ()


@lru_cache(maxsize=64)
def known_at(change: int, key: uuid.UUID) -> tuple[Closure, ...]:
    """The closures as they were after a change. They never change afterwards: changes are numbered in the order of
    their commits, and rows are only ever withdrawn by a later one. `key` tells two databases apart."""
    return tuple(as_closure(row) for row in models.Closure.under(change).select_related("office"))
