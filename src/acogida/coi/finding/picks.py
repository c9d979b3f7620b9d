"""What other rooms put beside each hit, when hits are shown on a page of theirs.

`picks.add("citation", "determination/_cite.html", context)`: the template sees `row` (a hit), `pick_for` (what the page sent
with the search) and whatever `context(request, pick_for)` returns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Context = Callable[[HttpRequest, str], dict[str, Any]]


@dataclass(frozen=True)
class Pick:
    template: str
    context: Context | None = None


_picks: dict[str, Pick] = {}


def add(name: str, template: str, context: Context | None = None) -> None:
    """Register what stands beside hits; a name added again is replaced."""
    _picks[name] = Pick(template, context)


def named(name: str) -> Pick | None:
    """The pick of that name; a page can name only what a room registered."""
    return _picks.get(name)
