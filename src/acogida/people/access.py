"""Who may see and change persons."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.people.models import Person, SpecificNeed

declare(
    person__view="See the persons of one's offices",
    person__edit="Correct a person's data",
    person__search_register="Look for an existing person in the whole register",
    need__view_restricted="See restricted specific needs",
)


def visible_to(user: User) -> QuerySet[Person]:
    """Persons of the offices where `user` holds `person.view`."""
    return in_offices(Person.objects.all(), user.offices_for("person.view"))


def visible_needs(user: User, office: int) -> QuerySet[SpecificNeed]:
    """Needs that `user` may see at `office`: restricted ones only with their own grant."""
    needs = SpecificNeed.objects.exclude(status=SpecificNeed.Status.CLOSED)
    return needs if user.can("need.view_restricted", office) else needs.filter(Q(restricted=False))
