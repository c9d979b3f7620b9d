"""What every page's frame needs; nothing is computed for pages that do not draw it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from acogida.ui import theme
from acogida.ui.menu import Entry, menu


class Shell:
    """The frame of a page for one request; a fragment answered to htmx pays nothing for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def menu(self) -> list[Entry]:
        return menu.entries(self._request.user, self._request.path)

    @property
    def office(self) -> Any:
        return getattr(self._request.user, "office", None)

    @property
    def theme(self) -> str:
        return theme.chosen(self._request)

    @property
    def drawn_theme(self) -> str:
        """The theme drawn before any script runs; `theme.js` corrects it where the device says."""
        return "dark" if self.theme == "dark" else "light"

    @property
    def themes(self) -> list[tuple[str, Any, str]]:
        return theme.CHOICES

    @property
    def languages(self) -> list[dict[str, Any]]:
        current = get_language()
        return [{"code": code, "name": name, "current": code == current} for code, name in settings.LANGUAGES]

    @property
    def here(self) -> str:
        """Where changing the language or theme returns to."""
        return self._request.get_full_path()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` (see `Shell`)."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
