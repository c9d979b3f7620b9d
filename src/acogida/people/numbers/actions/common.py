"""What every action on an identity number shares: whose row is locked, what is kept of it, who acted."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from acogida.hooks.registry import effects
from acogida.people import curp
from acogida.people.models import IdentityNumber, NumberEvent, Person
from acogida.people.numbers import joining, wire

Kind, Status, Wanted = NumberEvent.Kind, IdentityNumber.Status, IdentityNumber.Wanted
ACTION = "number.record"
# What papers that carry the number have to hear of.
TELLING = (Kind.ASSIGNED, Kind.REACTIVATED, Kind.RENEWED, Kind.REPLACED, Kind.INACTIVATED)


def want(number: IdentityNumber, wanted: str, who: Any) -> IdentityNumber:
    """What the register is asked to do with a number: kept, and asked at once where the office asks online."""
    step = joining.channel(number.person.office_id)
    number.wanted, number.wanted_at, number.wanted_by = wanted, timezone.now(), step
    number.save(update_fields=["wanted", "wanted_at", "wanted_by"])
    keep(number, Kind.ASKED, who, detail={"wanted": wanted, "by": str(step)})
    if step == joining.Step.ONLINE:
        wire.ask(wanted, number)
    return number


def locked(person_id: uuid.UUID) -> Person:
    """The person, her row held until the transaction ends."""
    return Person.objects.select_for_update(of=("self",)).select_related("office").get(pk=person_id)


def number_and_person(number_id: int) -> tuple[IdentityNumber, Person]:
    """The number and its person, both locked: the person first."""
    person = locked(IdentityNumber.objects.values_list("person_id", flat=True).get(pk=number_id))
    number = IdentityNumber.objects.select_for_update(of=("self",)).get(pk=number_id)
    number.person = person
    return number, person


def take_answer(number: IdentityNumber, wanted: str) -> None:
    """What was wanted has come; something else that is wanted stays. The caller saves."""
    if number.wanted == wanted:
        number.wanted, number.wanted_at = "", None


def keep(number: IdentityNumber, kind: str, who: Any, source: str = "", detail: dict[str, Any] | None = None) -> None:
    """One entry of the number's history; papers that carry it hear of it."""
    NumberEvent.objects.create(number=number, kind=kind, actor=user_of(who), source=source[:80], detail=detail or {})
    if kind in TELLING and "identity_number_changed" in effects.names():
        effects["identity_number_changed"](number, kind)


def user_of(who: Any) -> Any:
    """The user behind a request, or None."""
    user = getattr(who, "user", who)
    return user if getattr(user, "is_authenticated", False) else None


def root_of(holder: curp.Holder) -> str:
    """The expected root, empty where no rule gives one."""
    try:
        return curp.expected_root(holder).pattern
    except curp.Impossible:
        return ""


def iso(day: dt.date | None) -> str | None:
    """A date as it is kept in the history."""
    return day.isoformat() if day else None
