"""Reads: the outbox, the inbox, differences, and how agencies are answering."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from acogida.accounts.models import User
from acogida.audit.models import Record
from acogida.exchange.access import visible_differences, visible_to, visible_told
from acogida.exchange.models import Agency, Difference, InboxMessage, OutboxMessage


@dataclass(frozen=True)
class AgencyStatus:
    """How an agency has been answering; `answers` is None when it was never asked."""

    code: str
    name: str
    answers: bool | None
    last_success: dt.datetime | None
    last_failure: dt.datetime | None
    last_error: str
    waiting: int


def agency_status(agency: str) -> AgencyStatus:
    """For pages that say "RENAPO does not answer; it will be asked again". Raises Agency.DoesNotExist."""
    return _status(Agency.objects.get(pk=agency), _waiting().get(agency, 0))


def agencies() -> list[AgencyStatus]:
    waiting = _waiting()
    return [_status(agency, waiting.get(agency.pk, 0)) for agency in Agency.objects.order_by("name")]


def outbox(user: User, state: str = "", agency: str = "") -> QuerySet[OutboxMessage]:
    """Messages the user may see and wants to, newest first."""
    rows = (
        visible_to(user)
        .filter(listed=True)
        .select_related("agency", "agreement", "office", "acted_by")
        .defer("payload", "attachment")
        .order_by("-pk")
    )
    return _narrow(rows, state, agency)


def told(user: User, state: str = "", agency: str = "") -> QuerySet[InboxMessage]:
    """What agencies told us, newest first."""
    rows = visible_told(user).select_related("agency", "acted_by").defer("sealed").order_by("-pk")
    return _narrow(rows, state, agency)


def listed_differences(user: User, state: str = "", agency: str = "", kind: str = "") -> QuerySet[Difference]:
    """Differences the user may see, newest first."""
    rows = visible_differences(user).select_related("agency", "office", "acted_by").defer("sealed").order_by("-pk")
    rows = _narrow(rows, state, agency)
    return rows.filter(kind=kind) if kind else rows


def stopped(user: User) -> dict[str, int]:
    """How many messages stopped, by agency: the list people act on."""
    rows = visible_to(user).filter(state="failed").order_by().values("agency").annotate(n=Count("pk"))
    return {row["agency"]: row["n"] for row in rows}


def waiting_behind(message: OutboxMessage) -> int:
    """How many messages about the same person wait for this one."""
    if message.place is None or message.state not in OutboxMessage.OPEN:
        return 0
    later = OutboxMessage.objects.filter(order_key=message.order_key, place__gt=message.place)
    return later.filter(state__in=("pending", "sending")).count()


def ahead_of(message: OutboxMessage) -> OutboxMessage | None:
    """The earlier message about the same person that this one waits for."""
    if message.place is None or message.state != "pending":
        return None
    earlier = OutboxMessage.objects.filter(order_key=message.order_key, place__lt=message.place)
    return earlier.filter(state__in=OutboxMessage.OPEN).order_by("place").first()


def held_up(rows: list[OutboxMessage]) -> set[Any]:
    """Those of `rows` that wait for an earlier message about the same person."""
    keys = {row.order_key for row in rows if row.place is not None and row.state == "pending"}
    first: dict[str, int] = {}
    earlier = OutboxMessage.objects.filter(order_key__in=keys, state__in=OutboxMessage.OPEN)
    for key, place in earlier.values_list("order_key", "place"):
        if place is not None:
            first[key] = min(place, first.get(key, place))
    return {
        r.pk for r in rows if r.state == "pending" and r.place is not None and first.get(r.order_key, r.place) < r.place
    }


def history(row: Any) -> list[Record]:
    """Who did what, oldest first."""
    records = Record.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))
    return list(records.exclude(action__endswith="viewed").order_by("id")[:200])


def _narrow(rows: Any, state: str, agency: str) -> Any:
    if state:
        rows = rows.filter(state=state)
    return rows.filter(agency=agency) if agency else rows


def _waiting() -> dict[str, int]:
    rows = OutboxMessage.objects.filter(state__in=("pending", "sending")).values("agency").annotate(n=Count("pk"))
    return {row["agency"]: row["n"] for row in rows}


def _status(agency: Agency, waiting: int) -> AgencyStatus:
    return AgencyStatus(
        agency.pk, agency.shown, agency.answers, agency.last_success, agency.last_failure, agency.last_error, waiting
    )
