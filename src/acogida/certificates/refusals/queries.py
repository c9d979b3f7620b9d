"""Reads: the list of refusals with its filters, names of organisations already known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from acogida.accounts.models import User
from acogida.certificates.refusals.access import visible_to
from acogida.certificates.refusals.models import Refusal
from acogida.people.models import Person

KNOWN_NAMES = 200
WAITING = (Refusal.State.OPEN, Refusal.State.IN_HAND)


@dataclass(frozen=True)
class Filters:
    """What the list shows; `state` "waiting" is open and being followed up; `document` "none" is no paper."""

    state: str = "waiting"
    service: str = ""
    document: str = ""
    region: str = ""
    office: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def listed(user: User, chosen: Filters) -> QuerySet[Refusal]:
    """Refusals that `user` may read, by the filters; newest first."""
    rows = visible_to(user)
    if chosen.state == "waiting":
        rows = rows.filter(state__in=WAITING)
    elif chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.document:
        rows = rows.filter(document="" if chosen.document == "none" else chosen.document)
    exact = {"service": chosen.service, "region": chosen.region, "office__code": chosen.office}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    between = Q()
    if chosen.since:
        between &= Q(happened_on__gte=chosen.since)
    if chosen.until:
        between &= Q(happened_on__lte=chosen.until)
    return rows.filter(between).select_related("person", "office", "recorded_by").order_by("-happened_on", "-id")


def of_person(user: User, person: Person) -> QuerySet[Refusal]:
    """The refusals of one person, newest first."""
    return visible_to(user).filter(person=person).select_related("recorded_by").order_by("-happened_on", "-id")


def organisations() -> list[str]:
    """Names of institutions written down more than once, most frequent first: offered while typing, so that one bank is
    counted as one. Never those that may be private persons."""
    known = Refusal.objects.exclude(service__in=Refusal.PRIVATE).exclude(organisation="")
    counted = known.values("organisation").annotate(n=Count("pk")).filter(n__gte=2).order_by("-n", "organisation")
    return [row["organisation"] for row in counted[:KNOWN_NAMES]]
