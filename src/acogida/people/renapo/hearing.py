"""What the population register tells on its own: a death, a number that changed, two files that were one person.

Each becomes a line on the person (`RegisterNews`) that somebody reads and marks as read; a duplicate also goes to the
duplicates desk when both are persons of ours. Nothing else follows: no claim, no number and no person is changed by what
another register says. Messages carry numbers and references only (`simulators/renapo/events.py` has their shape).
"""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import subscribing
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable
from acogida.exchange.topics import News, topic
from acogida.people.duplicates import suspect
from acogida.people.models import IdentityNumber, Person
from acogida.people.renapo.models import RegisterEntry, RegisterNews
from acogida.people.renapo.osia import AGENCY, TOPICS

DEATH, CHANGE, DUPLICATE = TOPICS
Kind = RegisterNews.Kind
subscribing.speak_of(AGENCY)


def _whom(body: Any) -> str:
    return str(body["personId"])


@topic(f"{AGENCY}.{DEATH}", person=_whom)
def somebody_died(news: News) -> None:
    """The register holds somebody for dead. That is its word: it may be wrong, or a homonym's."""
    for person in _ours(news.body):
        _keep(news, Kind.DEATH, person, said_on=_day(news.body.get("deceasedOn")))


@topic(f"{AGENCY}.{CHANGE}", person=_whom)
def somebody_changed(news: News) -> None:
    """A number took another's place, or data were corrected there."""
    for person in _ours(news.body):
        _keep(news, Kind.CHANGE, person, new_curp=_text(news.body, "newCurp")[:18])


@topic(f"{AGENCY}.{DUPLICATE}", person=_whom)
def two_were_one(news: News) -> None:
    """Two files became one there. When both are persons of ours, the desk is asked whether they are one here."""
    sources = _ours({"personId": _text(news.body, "duplicateOf")})
    for person in _ours(news.body):
        others = [other for other in sources if other.pk != person.pk]
        _keep(news, Kind.DUPLICATE, person, other=others[0] if others else None)
        suspect(((person.pk, other.pk, None, None) for other in others), "renapo")


def _keep(news: News, kind: str, person: Person, **more: Any) -> None:
    _row, new = RegisterNews.objects.get_or_create(
        kind=kind, person=person, message_id=news.message_id[:64],
        defaults={"curp": _text(news.body, "curp", needed=False)[:18], **more},
    )  # fmt: skip
    if new:
        write(None, "person.register_news", person, detail={"kind": kind})


def _ours(body: Any) -> list[Person]:
    """The persons a message is about: by the register's name for her, else by the number. Often nobody of ours."""
    reference, curp = _text(body, "personId"), _text(body, "curp", needed=False)
    if not reference and not curp:
        raise Unusable("the message names nobody")
    found = set(RegisterEntry.objects.filter(person_reference=reference).values_list("person_id", flat=True))
    if curp:
        found |= set(IdentityNumber.objects.filter(scheme="CURP", value=curp).values_list("person_id", flat=True))
    with suppress(ValueError):  # else it is the register's own name, not one that we gave
        found |= set(Person.objects.filter(pk=uuid.UUID(reference)).values_list("pk", flat=True))
    return list(Person.objects.filter(pk__in=found).order_by("pk"))


def _text(body: Any, name: str, *, needed: bool = True) -> str:
    value = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(value, str) or (needed and not value):
        raise Unusable(f"the message has no {name}")
    return value


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def subscribe(day: dt.date) -> list[OutboxMessage]:
    """Ask to hear of every topic, once a day."""
    return subscribing.subscribe(AGENCY, TOPICS, day)


@transaction.atomic
def read(request: Any, news_id: uuid.UUID, note: str = "") -> RegisterNews:
    """Somebody read what the register told, and perhaps says what she did. Whoever may see the person may."""
    row = RegisterNews.objects.select_for_update(of=("self",)).select_related("person").get(pk=news_id)
    if row.seen_at is None:
        row.seen_at, row.seen_by, row.note = timezone.now(), request.user, note.strip()[:300]
        row.save(update_fields=["seen_at", "seen_by", "note"])
        write(request, "person.register_news_read", row.person, reason=row.note, detail={"kind": row.kind})
    return row
