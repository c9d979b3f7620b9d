"""Who is comparing whom just now, so that two clerks do not judge the same pair."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from acogida.people.judgements import PossibleDuplicate

if TYPE_CHECKING:
    from acogida.accounts.models import User

LENGTH = dt.timedelta(minutes=10)


def free_for(user: User) -> Q:
    """Pairs that nobody else is comparing."""
    return Q(holder=None) | Q(holder=user) | Q(held_until__lte=timezone.now())


def take(user: User, group: uuid.UUID | None, pair: uuid.UUID) -> User | None:
    """Hold a pair with its whole group for ten minutes from now; whoever holds it already, if somebody else does."""
    rows = PossibleDuplicate.objects.filter(Q(pk=pair) | Q(group=group, group__isnull=False))
    until = timezone.now() + LENGTH
    if other := rows.exclude(free_for(user)).select_related("holder").first():
        return other.holder
    taken = rows.filter(free_for(user)).update(holder=user, held_until=until)
    if not taken:  # somebody came between
        row = PossibleDuplicate.objects.select_related("holder").get(pk=pair)
        return row.holder if row.holder_id != user.pk else None
    return None


def give_back(user: User, pair: uuid.UUID | None = None) -> None:
    """Let go of what she held."""
    rows = PossibleDuplicate.objects.filter(holder=user)
    if pair:
        rows = rows.exclude(pk=pair)
    rows.update(holder=None, held_until=None)


def holder_of(row: PossibleDuplicate, user: User) -> User | None:
    """Somebody else who is comparing this pair now."""
    if row.holder_id in (None, user.pk) or row.held_until is None or row.held_until <= timezone.now():
        return None
    return row.holder
