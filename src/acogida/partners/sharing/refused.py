"""Attempts that were refused: told to whoever watches over protection."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language

from acogida.accounts.access import in_offices
from acogida.accounts.models import User
from acogida.cases import packs
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
    related = ("agency", "agreement", "office", "acted_by")
    sent = sent.select_related(*related).defer("payload", "attachment").order_by("-pk")[:MOST]
    given = given.select_related(*related).order_by("-pk")[:MOST]
    found = [_attempt(row, row.created_at, row.reason, row.agency.name) for row in sent]
    found += [_attempt(row, row.at, row.refusal, row.agency.name if row.agency else row.recipient) for row in given]
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


def why_in_words(code: str) -> str:
    """Why something did not leave: the firewall's words of the pack, else those of the exchange."""
    pack = packs.current()
    rule = pack.firewall.get(code)
    return pack.text(rule.words, get_language() or "es") if rule else wording.why(code)


def _attempt(row: Any, at: dt.datetime, why: str, to: str) -> Attempt:
    language = get_language() or "es"
    agreed = row.agreement.in_words(language) if row.agreement else ""
    purpose = agreed or words.purpose(row.purpose, language) or wording.purpose(row.purpose)
    by, office = _name(row.acted_by), _name(row.office)
    return Attempt(at, to, purpose, why, row.reference, office, row.person_id, by)


def _name(thing: Any) -> str:
    return str(thing.name) if thing is not None else ""
