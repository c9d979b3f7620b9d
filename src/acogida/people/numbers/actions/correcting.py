"""What enters a number was corrected, or the calendar by which it lasts has changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.accounts import in_force
from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.people import curp
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import joining, rules
from acogida.people.numbers.actions.assigning import can_be_assigned, new_request
from acogida.people.numbers.actions.common import (
    ACTION,
    Kind,
    Status,
    Wanted,
    iso,
    keep,
    number_and_person,
    root_of,
)


@transaction.atomic
def data_corrected(person: Person, before: curp.Holder, who: Any) -> IdentityNumber | None:
    """The person's data were corrected: if that changes what enters her number, flag it and, where her office can, ask
    for the correction. Returns the number that is flagged."""
    number = person.numbers.filter(scheme=rules.CURP, status=Status.ACTIVE).first()
    if number is None or root_of(before) == root_of(rules.holder(person)):
        return None
    if not rules.differences(person, number.value):  # the number says already what is known now
        if number.outdated_since:
            number.outdated_since = None
            number.save(update_fields=["outdated_since"])
            keep(number, Kind.CONFIRMED, who)
        return None
    return ask_correction(number, person, who)


def ask_correction(number: IdentityNumber, person: Person, who: Any = None) -> IdentityNumber:
    """Flag a number that no longer says what is known and, where the person's office can, ask for the one that does. In the
    caller's transaction."""
    number.outdated_since = number.outdated_since or timezone.now()
    number.save(update_fields=["outdated_since"])
    keep(number, Kind.OUTDATED, who)
    awaited = person.numbers.filter(scheme=rules.CURP, status=Status.REQUESTED).exists()
    if joining.channel(person.office_id) != joining.Step.SLIP and can_be_assigned(person) and not awaited:
        # Asked for by the new number that is requested; this one only says so.
        number.wanted, number.wanted_at = Wanted.CORRECT, timezone.now()
        number.save(update_fields=["wanted", "wanted_at"])
        new_request(person, rules.CURP, "correct", number.reference, who)
    return number


@transaction.atomic
def confirm_as_it_is(who: Any, number_id: int, reason: str) -> IdentityNumber:
    """A clerk says that the number stays as it is although data were corrected."""
    number, person = number_and_person(number_id)
    require(who.user, ACTION, person.office)
    if number.outdated_since:
        number.outdated_since, number.unlike_reason = None, reason[:300]
        number.save(update_fields=["outdated_since", "unlike_reason"])
        keep(number, Kind.KEPT_UNLIKE, who, detail={"reason": reason[:300]})
        write(who, "person.number_confirmed", person, reason=reason)
    return number


def reckon_again(numbers: Any) -> int:
    """Reckon the terms of these numbers by the closures in force; how many moved. Only those that move are locked, each
    in its transaction."""
    ours = numbers.filter(status=Status.ACTIVE, temporary=True, valid_until_theirs=False, assigned_on__isnull=False)
    closures = in_force.closures()
    columns = ("pk", "assigned_on", "renewals", "person__office__code", "valid_until")
    moving = [
        key
        for key, on, renewals, office, until in ours.values_list(*columns).iterator(5000)
        if rules.until(on, renewals, office, closures) not in (None, until)
    ]
    return sum(_moved(key) for key in moving)


@transaction.atomic
def _moved(number_id: int) -> bool:
    number, person = number_and_person(number_id)
    if number.status != Status.ACTIVE or not number.temporary or number.assigned_on is None:
        return False
    due = rules.until(number.assigned_on, number.renewals, person.office.code)
    if due is None or due == number.valid_until:
        return False
    detail = {"was": iso(number.valid_until), "until": iso(due)}
    number.valid_until = due
    number.save(update_fields=["valid_until"])
    keep(number, Kind.MOVED, None, detail=detail)
    return True
