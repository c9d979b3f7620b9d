"""Who may compare whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from acogida.people.access import hidden_from, visible_to
from acogida.people.judgements import Judgement, PossibleDuplicate

if TYPE_CHECKING:
    from acogida.accounts.models import User
    from acogida.people.models import Person


def pairs_for(user: User) -> QuerySet[PossibleDuplicate]:
    """The pairs of the desk for `user`: one of the two is hers to see, and neither is sealed from her. Nobody learns of a
    pair between other offices, nor of one with a sealed person."""
    return _around(PossibleDuplicate.objects.all(), user)


def judgements_for(user: User) -> QuerySet[Judgement]:
    """What was said of such pairs."""
    return _around(Judgement.objects.all(), user)


def _around(rows: QuerySet, user: User) -> QuerySet:  # type: ignore[type-arg]
    if not user.can("duplicates.judge"):
        return rows.none()
    offices = user.offices_for("person.view")
    if offices != "all":
        here = list(offices)
        rows = rows.filter(Q(first__office__in=here) | Q(second__office__in=here))
    if user.offices_for("person.view_sealed") == "all":
        return rows
    hidden = hidden_from(user).values("pk")
    return rows.exclude(first__in=hidden).exclude(second__in=hidden)


def fully(user: User, persons: Iterable[Person]) -> set[object]:
    """Ids of the persons whom `user` may see whole at the desk: her own, and where she may judge. Of the others she is
    told name, birth year and office."""
    people = list(persons)
    own = set(visible_to(user).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    hidden = set(hidden_from(user).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    return own | {
        person.pk for person in people if person.pk not in hidden and user.can("duplicates.judge", person.office_id)
    }


def may(user: User, action: str, persons: Iterable[Person]) -> bool:
    """Whether `user` holds `action` at the office of each of these persons."""
    return all(user.can(action, person.office_id) for person in persons)
