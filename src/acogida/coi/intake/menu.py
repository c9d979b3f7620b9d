"""The intake in the menu, and withdrawing on the page of a version."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.cases import panels as case_panels
from acogida.coi.access import may_research
from acogida.coi.intake import queries
from acogida.coi.library import panels
from acogida.coi.library.menu import SECTION
from acogida.ui.menu import menu


def _waiting(user: Any) -> int | None:
    return queries.waiting_for_a_person(user) or None


def _withdrawing(request: Any, version: Any) -> dict[str, Any] | None:
    """For who keeps the library, while the version is not withdrawn."""
    if not may_research(request.user) or version.standing.state == "withdrawn":
        return None
    return {"version": version}


panels.add("version", "withdraw", "coi/intake/_withdraw.html", _withdrawing, order=90, side=True)
menu.add(
    "coi_intake", _("Bring in publications"), "coi_intake", "file-import", action="coi.research", order=33, section=SECTION,
    badge=_waiting,
)  # fmt: skip
case_panels.starter("coi_intake", _("Bring in publications"), _("Files are read and proposed; a person confirms each."), "coi_intake",
                    "file-import", action="coi.research", order=48, waiting=_waiting)  # fmt: skip
