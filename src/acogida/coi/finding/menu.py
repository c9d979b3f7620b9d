"""The search and its figures in the menu; documents in the search box of the house."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acogida.audit.record import write
from acogida.cases import panels as case_panels
from acogida.coi.finding import (
    panel,  # noqa: F401 - it adds its cards to the page of a country
    presentation,
)
from acogida.ui import search
from acogida.ui.menu import menu

SECTION = _("Country information")

menu.add(
    "coi_search", _("Search the library"), "coi_search", "world-search", action="coi.view", order=30, section=SECTION
)
menu.add("coi_use", _("Use and demand"), "coi_use", "chart-bar", action="coi.figures", order=37, section=SECTION)
case_panels.starter(
    "coi_search",
    _("Search the library"),
    _("Ask in Spanish: passages are found in every language of the library."),
    "coi_search",
    "world-search",
    action="coi.research",
    order=47,
)


@search.register("coi")
def find_documents(user: Any, text: str, request: Any) -> list[search.Result]:
    """Documents of the library by their title; the terms are audited."""
    if not user.can("coi.view"):
        return []
    found = presentation.titled(user, text)
    write(request, "coi.title_search", detail={"terms": text, "found": len(found)})
    return [
        search.Result(
            title=str(document),
            subtitle=str(document.source),
            url=reverse("coi_document", args=[document.pk]),
            icon="file-text",
            kind=_("Country information"),
        )
        for document in found
    ]
