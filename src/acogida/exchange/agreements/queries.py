"""Reads: agreements for people, and which end soon."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from acogida.exchange.agreements.models import WARNING, Agreement

State = Agreement.State


def listed(agency: str = "", *, whole: bool = False) -> QuerySet[Agreement]:
    """All agreements, those waiting for a second person first; the former versions only where the `whole` is wanted."""
    rows = Agreement.objects.select_related("agency", "proposed_by", "decided_by", "ended_by")
    if agency:
        rows = rows.filter(agency=agency)
    if not whole:
        rows = rows.exclude(state=State.DECLINED).exclude(replaced_by__state=State.AGREED)
    first = Case(When(state=State.PROPOSED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(first, "agency__name", "purpose", "-version").distinct()


def history(agreement: Agreement) -> QuerySet[Agreement]:
    """Every version about the same, newest first."""
    rows = Agreement.objects.filter(agency=agreement.agency_id, purpose=agreement.purpose)
    return rows.select_related("proposed_by", "decided_by").order_by("-version")


def ending(on: dt.date) -> QuerySet[Agreement]:
    """Those that end within sixty days and that nothing follows: people have to act."""
    rows = Agreement.objects.filter(state=State.AGREED, start__lte=on, end__gte=on, end__lte=on + WARNING)
    followed = Q(replaced_by__state=State.AGREED)
    return rows.exclude(followed).select_related("agency").order_by("end")


def to_decide() -> int:
    """How many wait for a second person."""
    return Agreement.objects.filter(state=State.PROPOSED).count()
