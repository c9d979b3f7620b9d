"""Who may see and change persons."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.exchange import access as exchange_access
from acogida.people import shielding  # noqa: F401  # the gateway knows from whom persons are protected
from acogida.people.models import Person, SpecificNeed

declare(
    person__view="See the persons of one's offices",
    person__edit="Correct a person's data",
    person__search_register="Look for an existing person in the whole register",
    person__view_sealed="See sealed persons and their cases",
    person__seal="Seal a person, so that few know of her, and open her again",
    need__view_restricted="See restricted specific needs",
    duplicates__judge="Judge whether two registered persons are one",
    duplicates__merge="Make two registered persons one, and undo it",
    duplicates__confirm="Confirm that two persons with open cases are one",
    number__record="Record identity numbers from paper, look them up, ask for renewals",
    number__batch="Write requests for identity numbers to a file and read the answers",
    number__query="Ask the population register about anybody, and see what it tells",
    number__joining="Set how each office is joined to the population register",
)


def visible_to(user: User) -> QuerySet[Person]:
    """Persons of the offices where `user` holds `person.view`. Sealed ones only where she also holds
    `person.view_sealed`, or works on their case: to everybody else they do not exist."""
    persons = in_offices(Person.objects.all(), user.offices_for("person.view"))
    allowed = user.offices_for("person.view_sealed")
    if allowed == "all":
        return persons
    at_work = Q(pk__in=user.assigned_cases.filter(sealed=True).values("members__person"))
    return persons.filter(Q(sealed=False) | Q(office__in=list(allowed)) | at_work)


def hidden_from(user: User) -> QuerySet[Person]:
    """The sealed persons whom `user` may not know of, wherever they are."""
    sealed = Person.objects.filter(sealed=True)
    return sealed.exclude(pk__in=visible_to(user).filter(sealed=True).values("pk"))


exchange_access.hidden.append(lambda user: hidden_from(user).values("pk"))


def visible_needs(user: User, office: int) -> QuerySet[SpecificNeed]:
    """Needs that `user` may see at `office`: restricted ones only with their own grant."""
    needs = SpecificNeed.objects.exclude(status=SpecificNeed.Status.CLOSED)
    return needs if user.can("need.view_restricted", office) else needs.filter(Q(restricted=False))
