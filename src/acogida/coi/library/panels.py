"""What other parts of the room, and rooms above, add to the pages of a country, a source, a document and a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

PAGES = ("country", "source", "document", "version")

# (request, subject) → what the template says, or None where there is nothing to show. The subject is the code of the country
# (ISO 3166-1 alpha-2), the Source, the Document, the DocumentVersion.
Context = Callable[[Any, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One card of a page. `side`: in the narrow column."""

    code: str
    template: str
    context: Context
    order: int
    side: bool


@dataclass(frozen=True)
class Drawn:
    """The panels of one page for one person, in order."""

    main: list[SafeString]
    side: list[SafeString]


_panels: dict[str, dict[str, Panel]] = {page: {} for page in PAGES}


def add(page: str, code: str, template: str, context: Context, order: int = 50, *, side: bool = False) -> None:
    """Add a card to "country", "source", "document" or "version"; the same code again replaces it. The template draws one
    whole `<section class="card">` or nothing."""
    _panels[page][code] = Panel(code, template, context, order, side)


def drawn(page: str, request: Any, subject: Any) -> Drawn:
    """Every panel of a page that has something to show to this request."""
    found = Drawn([], [])
    for panel in sorted(_panels[page].values(), key=lambda panel: (panel.order, panel.code)):
        context = panel.context(request, subject)
        if context is not None:
            text = render_to_string(panel.template, context, request)
            (found.side if panel.side else found.main).append(text)
    return found
