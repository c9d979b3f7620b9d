"""A number is renewed, made permanent, ended; another register answers or fails."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.people.models import IdentityNumber
from acogida.people.numbers import joining, rules, wire
from acogida.people.numbers.actions.common import (
    ACTION,
    Kind,
    Status,
    Wanted,
    iso,
    keep,
    locked,
    number_and_person,
    take_answer,
    want,
)


def renewable(number: IdentityNumber) -> bool:
    """Whether a renewal may be asked for: temporary, in force, not renewed as often as the rule allows, and nothing else
    is asked for it."""
    return (
        number.status == Status.ACTIVE
        and number.temporary
        and not number.wanted
        and number.renewals < rules.most_renewals()
    )


@transaction.atomic
def ask_renewal(who: Any, number_id: int) -> IdentityNumber:
    """Ask for the renewal of a temporary number, by the step of the person's office. Asked again it changes nothing."""
    number, person = number_and_person(number_id)
    require(who.user, ACTION, person.office)
    if number.wanted == Wanted.RENEW:
        return number
    if not renewable(number):
        raise ValidationError(_("This number cannot be renewed."))
    return want(number, Wanted.RENEW, who)


@transaction.atomic
def renewed(
    number_id: int, *, on: dt.date, source: str, valid_until: dt.date | None = None, who: Any = None
) -> IdentityNumber:
    """Keep that a temporary number was renewed: its term is as much longer. More often than the rule allows changes
    nothing, so that an answer that comes twice counts once."""
    number, person = number_and_person(number_id)
    if number.status != Status.ACTIVE or not number.temporary or number.renewals >= rules.most_renewals():
        return number
    number.renewals += 1
    take_answer(number, Wanted.RENEW)
    reckoned = number.assigned_on and rules.until(number.assigned_on, number.renewals, person.office.code)
    number.valid_until = valid_until or reckoned
    number.valid_until_theirs = bool(valid_until and valid_until != reckoned)
    number.save()
    keep(number, Kind.RENEWED, who, source, {"on": on.isoformat(), "until": iso(number.valid_until)})
    write(who, "person.number_renewed", person, detail={"scheme": number.scheme})
    return number


@transaction.atomic
def record_renewal(who: Any, number_id: int, *, on: dt.date, valid_until: dt.date | None = None) -> IdentityNumber:
    """A clerk keeps a renewal she reads from paper."""
    number, person = number_and_person(number_id)
    require(who.user, ACTION, person.office)
    if number.renewals >= rules.most_renewals():
        raise ValidationError(_("This number cannot be renewed."))
    return renewed(number_id, on=on, source=joining.Step.SLIP, valid_until=valid_until, who=who)


@transaction.atomic
def ask_permanent(number: IdentityNumber, who: Any = None) -> IdentityNumber:
    """Ask that a temporary number be made permanent (favourable decision and migration document)."""
    number, _person = number_and_person(number.pk)
    if number.status != Status.ACTIVE or not number.temporary or number.wanted == Wanted.PERMANENT:
        return number
    return want(number, Wanted.PERMANENT, who)


@transaction.atomic
def made_permanent(number_id: int, *, on: dt.date, source: str, who: Any = None) -> IdentityNumber:
    """Keep that a number is permanent now."""
    number, person = number_and_person(number_id)
    if number.status != Status.ACTIVE or not number.temporary:
        return number
    number.temporary, number.valid_until, number.valid_until_theirs = False, None, False
    take_answer(number, Wanted.PERMANENT)
    number.save()
    keep(number, Kind.MADE_PERMANENT, who, source, {"on": on.isoformat()})
    write(who, "person.number_permanent", person, detail={"scheme": number.scheme})
    return number


@transaction.atomic
def record_permanent(who: Any, number_id: int, *, on: dt.date) -> IdentityNumber:
    """A clerk keeps from paper that a number is permanent."""
    _number_found, person = number_and_person(number_id)
    require(who.user, ACTION, person.office)
    return made_permanent(number_id, on=on, source=joining.Step.SLIP, who=who)


@transaction.atomic
def end(person_id: uuid.UUID, reason: str, *, on: dt.date, source: str, who: Any = None) -> list[IdentityNumber]:
    """Make a person's number inactive for a reason of the pack (`rules.endings`), and tell the register where it can be
    told; what was only requested is withdrawn. Returns what was ended: nothing the second time. A permanent number ends
    only by what the pack says ends those too."""
    person = locked(person_id)
    rule = rules.ending(reason)
    ended = []
    for number in person.numbers.filter(status__in=(Status.ACTIVE, Status.REQUESTED)):
        if number.status == Status.ACTIVE and not number.temporary and not (rule and rule.permanent):
            continue
        told = number.status == Status.ACTIVE and source != rules.REGISTER
        number.status, number.end_reason, number.ended_on = Status.INACTIVE, reason[:40], on
        step = joining.channel(person.office_id)
        number.wanted, number.wanted_at, number.wanted_by = (
            (Wanted.END, timezone.now(), step) if told else ("", None, "")
        )
        number.save()
        keep(number, Kind.INACTIVATED, who, source, {"reason": reason, "on": on.isoformat()})
        if told and step == joining.Step.ONLINE:
            wire.ask("end", number)
        ended.append(number)
    if ended:
        write(who, "person.number_ended", person, detail={"reason": reason})
    return ended


@transaction.atomic
def answered(number_id: int, wanted: str, *, source: str) -> IdentityNumber:
    """The register did what it was asked; for what changes nothing here (an end)."""
    number, _person = number_and_person(number_id)
    if number.wanted == wanted:
        take_answer(number, wanted)
        number.save(update_fields=["wanted", "wanted_at"])
        keep(number, Kind.CONFIRMED, None, source, {"wanted": wanted})
    return number


@transaction.atomic
def failed(number_id: int, code: str, *, source: str) -> None:
    """The register will not do it: `code` says why (no text of its own, which may hold data)."""
    number, _person = number_and_person(number_id)
    keep(number, Kind.FAILED, None, source, {"code": code[:40]})
