"""The outbox in the menu."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.exchange.agreements import queries
from acogida.ui.menu import menu


def _to_do(user: Any) -> int | None:
    """What waits for this person: a decision, or an agreement that ends."""
    waiting = queries.to_decide() if user.offices_for("agreement.decide") == "all" else 0
    ending = queries.ending(timezone.localdate()).count() if user.offices_for("agreement.propose") == "all" else 0
    return waiting + ending or None


menu.add(
    "agreements", _("Agreements"), "agreement_list", "signature", action="agreement.view", order=71,
    section=_("Administration"), badge=_to_do,
)  # fmt: skip
menu.add(
    "exchange", _("Other agencies"), "exchange_outbox", "send", action="exchange.view", order=70,
    section=_("Administration"),
)  # fmt: skip
