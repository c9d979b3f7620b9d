"""Access of other agencies' systems, what was kept from leaving, and the lists that the law asks for, in the menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.partners.lists import actions as lists
from acogida.partners.lists.models import StatutoryList
from acogida.partners.sharing import refused
from acogida.partners.telling import panel  # noqa: F401 - it adds its tab to the case page
from acogida.ui.menu import menu

menu.add(
    "partner_clients", _("Access of agencies"), "partner_clients", "key", action="partner.manage", order=72,
    section=_("Administration"),
)  # fmt: skip
menu.add(
    "refused", _("Attempts refused"), "sharing_refused", "hand-stop", action=refused.ACTION, order=72,
    section=_("Administration"), badge=lambda user: refused.recent_alarms(user) or None,
)  # fmt: skip


def _everywhere(user: Any) -> bool:
    return any(user.offices_for(action) == "all" for action in (lists.PREPARE, lists.DECIDE))


def _waiting(user: Any) -> int | None:
    if user.offices_for(lists.DECIDE) != "all":
        return None
    return StatutoryList.objects.filter(state=StatutoryList.State.PREPARED).exclude(prepared_by=user).count() or None


menu.add(
    "statutory_lists", _("Lists the law asks for"), "statutory_lists", "list-check", order=73,
    section=_("Administration"), shown=_everywhere, badge=_waiting,
)  # fmt: skip
