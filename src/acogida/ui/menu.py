"""The side menu: each room adds its entries in its own `menu.py`, a person sees those her grants allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Item:
    """One entry. `action` is the grant needed to see it; `badge(user)` gives a number, or None for no badge."""

    code: str
    label: Text
    url_name: str
    icon: str
    action: str | None = None
    order: int = 100
    section: Text | None = None
    badge: Callable[[Any], int | None] | None = None
    shown: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Entry:
    """An entry as it is drawn for one person on one page."""

    code: str
    label: Text
    url: str
    icon: str
    section: Text | None
    active: bool
    badge: int | None


class Menu:
    """The registry. Adding a code again replaces the entry, so that a reload does not double it."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def add(
        self,
        code: str,
        label: Text,
        url_name: str,
        icon: str,
        action: str | None = None,
        order: int = 100,
        section: Text | None = None,
        badge: Callable[[Any], int | None] | None = None,
        shown: Callable[[Any], bool] | None = None,
    ) -> None:
        """Add an entry; see `Item`. `url_name` is reversed without arguments when the menu is drawn; `shown` says of a
        person whether she may open it where one action alone does not."""
        self._items[code] = Item(code, label, url_name, icon, action, order, section, badge, shown)

    def entries(self, user: Any, path: str = "") -> list[Entry]:
        """What this person may open, in order, each section in one piece; the entry whose address is the longest prefix of
        `path` is active."""
        if not user.is_authenticated:
            return []
        seen: list[tuple[Item, str]] = []
        first: dict[str, int] = {"": -1}  # section → the order of its first entry; those without a section come before
        for item in self._items.values():
            if item.section:
                first[str(item.section)] = min(item.order, first.get(str(item.section), item.order))
        for item in sorted(self._items.values(), key=lambda i: (first[str(i.section or "")], i.order, i.code)):
            if item.action is not None and not user.can(item.action):
                continue
            if item.shown is not None and not item.shown(user):
                continue
            try:
                seen.append((item, reverse(item.url_name)))
            except NoReverseMatch:  # a room that is switched off brings no address
                continue
        here = [url for _, url in seen if path == url or (url != "/" and path.startswith(url))]
        active = max(here, key=len, default=None)
        return [
            Entry(
                item.code,
                item.label,
                url,
                item.icon,
                item.section,
                url == active,
                item.badge(user) if item.badge else None,
            )
            for item, url in seen
        ]


menu = Menu()
add = menu.add
