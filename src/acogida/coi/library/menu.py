"""Countries and sources in the menu."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.cases import panels as case_panels
from acogida.coi.access import may_research
from acogida.coi.library import watch
from acogida.ui.menu import menu

SECTION = _("Country information")


def _due(user: Any) -> int | None:
    """How many sources are to be looked at by today."""
    return watch.due(timezone.localdate()).count() or None if may_research(user) else None


menu.add("coi_countries", _("Countries"), "coi_countries", "world", action="coi.view", order=31, section=SECTION)
menu.add("coi_sources", _("Sources"), "coi_sources", "book", action="coi.view", order=32, section=SECTION, badge=_due)
case_panels.starter("coi_sources", _("Look at sources"), _("See whether they published something new."), "coi_sources", "book",
                    action="coi.research", order=49, waiting=_due, quiet=True)  # fmt: skip
