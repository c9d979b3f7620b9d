"""The outbox in the menu."""

from django.utils.translation import gettext_lazy as _

from acogida.ui.menu import menu

menu.add(
    "exchange", _("Other agencies"), "exchange_outbox", "send", action="exchange.view", order=70,
    section=_("Administration"),
)  # fmt: skip
