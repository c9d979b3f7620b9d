"""Keyset paging: the next page starts after the last row's key, so page 4,000 costs what page 1 does."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet


class BadToken(ValueError):
    """A page address that this house did not make."""


@dataclass
class Page:
    """One page of a list. Tokens go in the address; they hold keys, never names."""

    rows: list[Any] = field(default_factory=list)
    next_token: str = ""
    prev_token: str = ""

    @property
    def has_next(self) -> bool:
        return bool(self.next_token)

    @property
    def has_prev(self) -> bool:
        return bool(self.prev_token)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def paginate(queryset: QuerySet[Any], keys: Sequence[str], token: str = "", size: int = 25) -> Page:
    """A page of `queryset` ordered by `keys` ("-name" descends); the last key must be unique.

    `token` comes from a former page's `next_token` or `prev_token`. Raises BadToken on anything else.
    """
    backwards, position = _read(token, len(keys))
    descending = [key.startswith("-") != backwards for key in keys]
    names = [key.lstrip("-") for key in keys]
    rows = queryset
    if position:
        rows = rows.filter(_beyond(names, descending, position))
    fetched = list(rows.order_by(*[f"-{n}" if d else n for n, d in zip(names, descending, strict=True)])[: size + 1])
    more, found = len(fetched) > size, fetched[:size]
    if backwards:
        found.reverse()
    page = Page(found)
    if found:
        before, after = (more, True) if backwards else (bool(position), more)
        page.prev_token = _write("p", found[0], names) if before else ""
        page.next_token = _write("n", found[-1], names) if after else ""
    return page


def _beyond(names: Sequence[str], descending: Sequence[bool], values: Sequence[Any]) -> Q:
    """Rows after `values` in the order. The leading bound is stated apart so that the index can use it."""
    first = Q(**{f"{names[0]}__{'lte' if descending[0] else 'gte'}": values[0]})
    after = Q()
    for depth in range(len(names)):
        step = Q(**{f"{names[depth]}__{'lt' if descending[depth] else 'gt'}": values[depth]})
        for earlier in range(depth):
            step &= Q(**{names[earlier]: values[earlier]})
        after |= step
    return first & after


def _write(direction: str, row: Any, names: Sequence[str]) -> str:
    values = [direction, *[str(getattr(row, name)) for name in names]]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=True).encode()).decode().rstrip("=")


def _read(token: str, length: int) -> tuple[bool, list[str]]:
    if not token:
        return False, []
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        direction, *position = values
        if direction not in ("n", "p") or len(position) != length or not all(isinstance(v, str) for v in position):
            raise ValueError
    except (ValueError, TypeError) as error:
        raise BadToken from error
    return direction == "p", position
