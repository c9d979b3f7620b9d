"""Reads: the outbox and how agencies are answering."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from acogida.accounts.models import User
from acogida.exchange.access import visible_to
from acogida.exchange.models import Agency, OutboxMessage


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


def outbox(user: User, state: str = "") -> QuerySet[OutboxMessage]:
    """Messages the user may see, newest first."""
    rows = (
        visible_to(user).select_related("agency", "agreement", "office").defer("payload", "attachment").order_by("-pk")
    )
    return rows.filter(state=state) if state else rows


def _waiting() -> dict[str, int]:
    rows = OutboxMessage.objects.filter(state__in=("pending", "sending")).values("agency").annotate(n=Count("pk"))
    return {row["agency"]: row["n"] for row in rows}


def _status(agency: Agency, waiting: int) -> AgencyStatus:
    return AgencyStatus(
        agency.pk, agency.name, agency.answers, agency.last_success, agency.last_failure, agency.last_error, waiting
    )
