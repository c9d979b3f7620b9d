"""Access of other agencies' systems in the menu."""

from django.utils.translation import gettext_lazy as _

from acogida.partners.telling import panel  # noqa: F401 - it adds its tab to the case page
from acogida.ui.menu import menu

menu.add(
    "partner_clients", _("Access of agencies"), "partner_clients", "key", action="partner.manage", order=72,
    section=_("Administration"),
)  # fmt: skip
