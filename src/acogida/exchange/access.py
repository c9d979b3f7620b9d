"""Who may see what was sent."""

from __future__ import annotations

from django.db.models import QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.exchange.models import OutboxMessage

declare(exchange__view="See what was told to other agencies, and send it again")


def visible_to(user: User) -> QuerySet[OutboxMessage]:
    """Messages of the offices where `user` holds `exchange.view`."""
    return in_offices(OutboxMessage.objects.all(), user.offices_for("exchange.view"))
