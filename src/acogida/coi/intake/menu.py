"""The intake in the menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.coi.intake import queries
from acogida.coi.library.menu import SECTION
from acogida.ui.menu import menu


def _waiting(user: Any) -> int | None:
    return queries.waiting_for_a_person(user) or None


menu.add(
    "coi_intake", _("Bring in publications"), "coi_intake", "file-import", action="coi.research", order=33, section=SECTION,
    badge=_waiting,
)  # fmt: skip
