"""Marks the few views that need no sign-in; everything else is refused by `accounts.middleware`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let anybody open this view. The mark is set on a wrapper, so that a borrowed view is not changed for others."""

    @wraps(view)
    def open_view(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    open_view.public = True  # type: ignore[attr-defined]
    return open_view
