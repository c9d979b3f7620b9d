"""Attempts that were refused: told to whoever watches over protection."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from acogida.accounts.access import in_offices
from acogida.accounts.models import User
from acogida.exchange import wording
from acogida.exchange.access import without_hidden
from acogida.exchange.firewall import Refusal
from acogida.exchange.models import Disclosure, OutboxMessage
from acogida.partners.sharing import words

REASONS = [refusal.value for refusal in Refusal]
# What would have reached an authority she must be protected from: not a form filled in badly, but an alarm.
ALARMS = [
    Refusal.COUNTRY.value,
    Refusal.UNKNOWN_COUNTRY.value,
    Refusal.MISSION.value,
    Refusal.PERSON_IN_QUERY.value,
    Refusal.ORIGIN.value,
]
MOST = 200
RECENT = dt.timedelta(days=7)
ACTION = "sharing.refused"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that was kept from leaving."""

    at: dt.datetime
    to: str
    purpose: str
    why: str
    reference: str
    office: str
    person_id: uuid.UUID | None
    by: str


def _rows(user: User) -> tuple[Any, Any]:
    """Of the offices where the user may see them, but for persons she may not know of."""
    sent = OutboxMessage.objects.filter(state=OutboxMessage.State.REFUSED)
    given = Disclosure.objects.exclude(refusal="")
    offices = user.offices_for(ACTION)
    return without_hidden(in_offices(sent, offices), user), without_hidden(in_offices(given, offices), user)


def latest(user: User, why: str = "") -> list[Attempt]:
    """The latest MOST, newest first."""
    sent, given = _rows(user)
    if why:
        sent, given = sent.filter(reason=why), given.filter(refusal=why)
    sent = sent.select_related("agency", "office", "acted_by").defer("payload", "attachment").order_by("-pk")[:MOST]
    given = given.select_related("agency", "office", "acted_by").order_by("-pk")[:MOST]
    found = [
        Attempt(
            row.created_at,
            row.agency.name,
            row.purpose,
            row.reason,
            row.reference,
            _name(row.office),
            row.person_id,
            _name(row.acted_by),
        )
        for row in sent
    ]
    found += [
        Attempt(
            row.at, row.agency.name if row.agency else row.recipient, row.purpose, row.refusal, row.reference,
            _name(row.office), row.person_id, _name(row.acted_by),
        )
        for row in given
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST]


def counts(user: User) -> dict[str, int]:
    """How many of each reason."""
    sent, given = _rows(user)
    found: dict[str, int] = {}
    for rows, name in ((sent, "reason"), (given, "refusal")):
        for row in rows.order_by().values(name).annotate(n=Count("pk")):
            found[row[name]] = found.get(row[name], 0) + row["n"]
    return found


def recent_alarms(user: User) -> int:
    """How many of the last seven days would have reached whom she must be protected from."""
    sent, given = _rows(user)
    since = timezone.now() - RECENT
    n: int = sent.filter(reason__in=ALARMS, created_at__gte=since).count()
    return n + int(given.filter(refusal__in=ALARMS, at__gte=since).count())


def purpose_of(row: Attempt) -> str:
    """What for, in words."""
    return words.purpose(row.purpose, "es") or wording.purpose(row.purpose)


def _name(thing: Any) -> str:
    return str(thing.name) if thing is not None else ""
