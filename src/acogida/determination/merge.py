"""Two people changed the same form: what each changed, and where they disagree. Pure.

`base` is what I read, `mine` what I send, `theirs` what has been saved meanwhile; all three map field to value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EMPTY = ("", None, [], {})


@dataclass(frozen=True)
class Merge:
    """`merged` takes each change that only one side made; where both changed a field differently it keeps mine, and
    `conflicts` names the field. `theirs_changed` lists what only the other side changed."""

    merged: dict[str, Any]
    conflicts: tuple[str, ...]
    theirs_changed: tuple[str, ...]


def plain(value: Any) -> Any:
    """A value as it is kept: texts with one kind of line end (forms send two) and no blank around them."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def same(one: Any, other: Any) -> bool:
    """Equal, where every kind of nothing is the same nothing."""
    return (one in EMPTY and other in EMPTY) or bool(plain(one) == plain(other))


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """A three-way merge, field by field."""
    merged, conflicts, theirs_changed = dict(theirs), [], []
    for field in [*mine, *(name for name in theirs if name not in mine)]:
        was, my, their = base.get(field), mine.get(field, base.get(field)), theirs.get(field)
        if same(my, their) or same(my, was):
            if not same(their, was):
                theirs_changed.append(field)
            continue
        merged[field] = my
        if not same(their, was):
            conflicts.append(field)
    return Merge(merged, tuple(conflicts), tuple(field for field in theirs_changed if field not in conflicts))
