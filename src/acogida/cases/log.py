"""The log of a case as facts read it: once for all facts that are gathered together."""

from __future__ import annotations

from typing import Any

from acogida.cases.models import Case, Event
from acogida.hooks.registry import once


def of(case: Case) -> list[Event]:
    """The events of `case` in order. A page that has fetched them with the case (`prefetch_related_objects`) is not asked
    to fetch them again."""
    if "events" in getattr(case, "_prefetched_objects_cache", {}):
        return list(case.events.all())
    return once(("case log", case.pk), lambda: list(Event.objects.filter(case=case).order_by("seq")))


def last_payload(case: Case, *kinds: str) -> dict[str, Any]:
    """The payload of the last event of any of these kinds; empty when there is none."""
    return next((event.payload for event in reversed(of(case)) if event.kind in kinds), {})
