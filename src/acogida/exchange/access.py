"""Who may see what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.exchange.models import OutboxMessage

# Rooms above say whom a user may not know of: user → primary keys (a queryset of one column).
hidden: list[Callable[[User], Any]] = []

declare(exchange__view="See what was told to other agencies, and send it again")


def visible_to(user: User) -> QuerySet[OutboxMessage]:
    """Messages of the offices where `user` holds `exchange.view`, but for those about persons she may not know of."""
    messages = in_offices(OutboxMessage.objects.all(), user.offices_for("exchange.view"))
    for persons in hidden:
        messages = messages.exclude(person_id__in=persons(user))
    return messages
