"""Who may see what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from acogida.accounts.access import declare, in_offices, require
from acogida.accounts.models import User
from acogida.exchange.models import Difference, InboxMessage, OutboxMessage

# Rooms above say whom a user may not know of: user → primary keys (a queryset of one column).
hidden: list[Callable[[User], Any]] = []

declare(
    exchange__view="See what was told to other agencies, what they told us, and where registers differ",
    exchange__act="Send again or set aside what stopped, and settle differences",
    agreement__view="See the agreements with other agencies",
    agreement__propose="Propose an agreement, a new version of one, or its end",
    agreement__decide="Decide on an agreement that somebody else proposed",
)


def visible_to(user: User) -> QuerySet[OutboxMessage]:
    """Messages of the offices where `user` holds `exchange.view`, but for those about persons she may not know of."""
    return without_hidden(in_offices(OutboxMessage.objects.all(), user.offices_for("exchange.view")), user)


def visible_differences(user: User) -> QuerySet[Difference]:
    """Differences of the offices where `user` holds `exchange.view`; those of no office for whoever holds it everywhere."""
    return without_hidden(in_offices(Difference.objects.all(), user.offices_for("exchange.view")), user)


def visible_told(user: User) -> QuerySet[InboxMessage]:
    """What agencies told us belongs to no office: for whoever holds `exchange.view` everywhere."""
    rows = InboxMessage.objects.all()
    return rows if user.offices_for("exchange.view") == "all" else rows.none()


def without_hidden(rows: Any, user: User) -> Any:
    """`rows` about persons (by `person_id`) but for those `user` may not know of."""
    for persons in hidden:
        rows = rows.exclude(person_id__in=persons(user))
    return rows


def require_to_act(user: User, office: int | None) -> None:
    """Raise PermissionDenied unless `user` holds `exchange.act` at `office`; everywhere, for what belongs to no office."""
    if office is None and user.offices_for("exchange.act") != "all":
        raise PermissionDenied(_("You do not hold the permission for this step."))
    require(user, "exchange.act", office)
