"""Reads of staff."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from acogida.accounts.access import in_offices
from acogida.accounts.models import User


def staff_visible_to(user: User) -> QuerySet[User]:
    """Colleagues of the offices where `user` manages staff."""
    return in_offices(User.objects.all(), user.offices_for("staff.manage")).select_related("office")


def demonstration_users() -> list[User]:
    """The people of the demonstration, in the order of the journey; nobody outside demonstration mode."""
    if not settings.DEMO:
        return []
    users = User.objects.filter(is_demonstration=True, is_active=True).select_related("office")
    return list(users.prefetch_related("postings__role").order_by("date_joined", "username"))
