"""What upper rooms add to the case page: tabs, and the page on which a transition is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Context = Callable[[Any, Any], dict[str, Any]]  # (request, case) -> template context


@dataclass(frozen=True)
class Tab:
    code: str
    label: Any
    template: str
    context: Context
    action: str | None = None  # grant needed at the case's office
    order: int = 50


_tabs: dict[str, Tab] = {}
_notices: dict[str, tuple[str, tuple[str, ...]]] = {}
_pages: dict[str, tuple[str, Any]] = {}
_gathering: set[str] = set()


def tab(code: str, label: Any, template: str, context: Context, *, action: str | None = None, order: int = 50) -> None:
    """Add a tab to the case page, shown to who holds `action` at the case's office."""
    _tabs[code] = Tab(code, label, template, context, action, order)


def notice(code: str, url_name: str, *actions: str) -> None:
    """Add what the case page fetches after it is drawn, so that it costs the page nothing: an address (by url name, taking the
    case's id) that answers with a notice or with nothing, for who holds any of `actions` at the case's office."""
    _notices[code] = (url_name, actions)


def notices_for(user: Any, case: Any) -> list[str]:
    """The url names of the notices for this user."""
    return [name for name, actions in _notices.values() if any(user.can(a, case.office_id) for a in actions)]


def claim_action(transition: str, url_name: str, label: Any = None, *, gathers: bool = False) -> None:
    """The page (by url name, taking the claim's id, or the case's for transitions of the whole case) on which
    `transition` is carried out. One that `gathers` asks there for whatever the step still lacks: it may always be opened,
    and is offered under its `label`."""
    _pages[transition] = (url_name, label)
    if gathers:
        _gathering.add(transition)


def gathers(transition: str) -> bool:
    """Whether the step's page asks for what its conditions want."""
    return transition in _gathering


def tabs_for(user: Any, case: Any) -> list[Tab]:
    allowed = [t for t in _tabs.values() if t.action is None or user.can(t.action, case.office_id)]
    return sorted(allowed, key=lambda t: (t.order, t.code))


def page_of(transition: str) -> tuple[str, Any] | None:
    return _pages.get(transition)


@dataclass(frozen=True)
class Starter:
    """A card of the start page: the first thing to do for who holds `action`. `waiting`: how many wait for a user, asked on that
    page alone; a `quiet` card is shown only while some do."""

    code: str
    label: Any
    text: Any
    url_name: str
    icon: str
    action: str
    order: int = 50
    waiting: Callable[[Any], int | None] | None = None
    quiet: bool = False


_starters: dict[str, Starter] = {}


def starter(code: str, label: Any, text: Any, url_name: str, icon: str, *, action: str, order: int = 50,
            waiting: Callable[[Any], int | None] | None = None, quiet: bool = False) -> None:  # fmt: skip
    """Add a card to the start page."""
    _starters[code] = Starter(code, label, text, url_name, icon, action, order, waiting, quiet)


def starters_for(user: Any) -> list[tuple[Starter, int]]:
    """The cards for this user, each with how many wait."""
    mine = sorted((s for s in _starters.values() if user.can(s.action)), key=lambda s: s.order)
    counted = [(s, (s.waiting(user) or 0) if s.waiting else 0) for s in mine]
    return [(s, n) for s, n in counted if n or not s.quiet]
