"""When each source is to be looked at next: by its own frequency, else by the countries it writes about.

The day stands in `Source.due_on`, so that the menu counts what is due in one query; it is reckoned anew when something it
depends on is changed, and once a day for what nobody changed (new documents, new rules).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from acogida.coi.library import rules
from acogida.coi.models import CountryPriority, DocumentCountry, Source

WATCHED = (Source.Status.ACTIVE, Source.Status.DORMANT)


def due(today: dt.date) -> QuerySet[Source]:
    """The sources to be looked at by today, the longest overdue first."""
    return Source.objects.filter(due_on__lte=today).order_by("due_on", "name")


def next_look(
    source: Source, about: Collection[str], priorities: Mapping[str, str], checks: Mapping[str, int]
) -> dt.date | None:
    """The day of the next look at a source that writes about these countries; None where it is not watched.

    One that fell silent is looked at no more often than the countries of the last priority are.
    """
    if source.status not in WATCHED:
        return None
    last = source.last_checked_on or timezone.localdate(source.created_at)
    days = source.check_every_days
    if days is None:
        first = min((priorities.get(country, rules.USUAL) for country in about), default=rules.USUAL)
        days = checks[first] * rules.STRETCH[source.priority]
        if source.status == Source.Status.DORMANT:
            days = max(days, checks[rules.PRIORITIES[-1]])
    return last + dt.timedelta(days=days)


def refresh(ids: Collection[uuid.UUID] | None = None) -> int:
    """Reckon the next look anew, of these sources or of all; returns how many moved. Safe to run twice."""
    sources, main = Source.objects.all(), DocumentCountry.objects.filter(role=DocumentCountry.Role.MAIN)
    if ids is not None:
        sources, main = sources.filter(pk__in=ids), main.filter(document__source__in=ids)
    about: dict[uuid.UUID, set[str]] = defaultdict(set)
    for source_id, country in main.values_list("document__source", "country").distinct():
        about[source_id].add(country)
    priorities, checks = dict(CountryPriority.objects.values_list("country", "priority")), rules.checks()
    moved = []
    for source in sources.only(
        "status", "last_checked_on", "created_at", "check_every_days", "priority", "country", "due_on"
    ):
        places = about[source.pk] | ({source.country} if source.country else set())
        day = next_look(source, places, priorities, checks)
        if day != source.due_on:
            source.due_on = day
            moved.append(source)
    Source.objects.bulk_update(moved, ["due_on"], batch_size=500)
    return len(moved)
