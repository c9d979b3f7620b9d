"""Who may write down and read refusals, and who sees them in figures."""

from __future__ import annotations

from django.db.models import QuerySet

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User
from acogida.certificates.refusals.models import Refusal
from acogida.people.access import visible_to as people_visible_to

RECORD, REPORT = "refusal.record", "refusal.report"


def visible_to(user: User) -> QuerySet[Refusal]:
    """Refusals at the offices where `user` records them, of persons she may see."""
    rows = in_offices(Refusal.objects.all(), user.offices_for(RECORD))
    return rows.filter(person__in=people_visible_to(user).values("pk"))


def offices_counted(user: User) -> list[Office]:
    """The offices whose refusals `user` may see in figures, by name."""
    return list(in_offices(Office.objects.order_by("name"), user.offices_for(REPORT), "pk"))
