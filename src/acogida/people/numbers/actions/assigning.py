"""A number is asked for, and arrives."""

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
from acogida.people import curp, identity
from acogida.people.duplicates.suspicion import suspect
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import joining, rules, wire
from acogida.people.numbers.actions.common import (
    ACTION,
    Kind,
    Status,
    Wanted,
    iso,
    keep,
    locked,
    user_of,
)


def can_be_assigned(person: Person) -> bool:
    """The register needs a whole birth date; who was born in Mexico has a number from the civil register."""
    return person.birth is not None and person.birth_country != rules.MEXICO


def may_be_asked_for(person: Person) -> bool:
    """Whether a clerk may ask: a number can be assigned, and the claim was admitted, which her valid certificate says
    (it is assigned after the proof that the claim is in procedure: Instructivo CURP, DOF 18-10-2021)."""
    return can_be_assigned(person) and any(holds(person) for holds in rules.proofs)


@transaction.atomic
def request(person: Person, *, reference: str = "", who: Any = None) -> IdentityNumber | None:
    """Ask for a number once per person, by the step her office has taken; None when she has or awaits one, under whichever
    record of hers, or when none can be assigned yet."""
    person = locked(person.pk)
    scheme = rules.scheme()
    if not scheme or not can_be_assigned(person):
        return None
    hers = IdentityNumber.objects.filter(person__in=identity.cluster(person.pk), scheme=scheme)
    if hers.filter(status__in=(Status.REQUESTED, Status.ACTIVE)).exists():
        return None
    return new_request(person, scheme, "assign", reference, who)


@transaction.atomic
def ask_for(who: Any, person_id: uuid.UUID) -> IdentityNumber | None:
    """A clerk asks for a number at the counter, for who was admitted without one (a birth date that was not known then):
    as `request`, with the number of the person's last case. None when none may be asked for."""
    person = locked(person_id)
    require(who.user, ACTION, person.office)
    if not may_be_asked_for(person):
        return None
    case = person.memberships.order_by("-start", "-pk").values_list("case__number", flat=True).first()
    return request(person, reference=case or "", who=who)


def new_request(person: Person, scheme: str, name: str, reference: str, who: Any) -> IdentityNumber:
    step = joining.channel(person.office_id)
    number = IdentityNumber.objects.create(
        person=person,
        scheme=scheme,
        status=Status.REQUESTED,
        channel=step,
        reference=reference,
        recorded_by=user_of(who),
    )
    keep(number, Kind.REQUESTED, who, detail={"by": str(step)})
    if step == joining.Step.ONLINE:
        wire.ask(name if wire.can(name) else "assign", number)
    return number


@transaction.atomic
def record(
    person_id: uuid.UUID,
    value: str,
    *,
    assigned_on: dt.date,
    source: str,
    temporary: bool = True,
    valid_until: dt.date | None = None,
    channel: str = "",
    scheme: str = rules.CURP,
    unlike_reason: str = "",
    who: Any = None,
) -> IdentityNumber:
    """Keep the number another register assigned. The same number twice is one row; another one replaces it, with a link
    from the old to the new. `valid_until`: the other register's own date; without it the pack's term is reckoned."""
    person = locked(person_id)
    numbers = person.numbers.filter(scheme=scheme)
    held = numbers.filter(status=Status.ACTIVE).first()
    waiting = numbers.filter(status=Status.REQUESTED).first()
    if held and held.value == value:
        return _same_again(held, waiting, source, who)
    number = waiting or IdentityNumber.objects.create(person=person, scheme=scheme, status=Status.REQUESTED)
    if held:
        held.status, held.replaced_by, held.ended_on, held.wanted = Status.REPLACED, number, assigned_on, ""
        held.outdated_since = None
        held.save()
        keep(held, Kind.REPLACED, who, source)
    number.value, number.temporary, number.status = value, temporary, Status.ACTIVE
    number.assigned_on, number.source, number.unlike_reason = assigned_on, source, unlike_reason[:300]
    number.channel = channel or number.channel
    number.recorded_by = user_of(who)
    if valid_until and valid_until < assigned_on:  # no date of an end
        valid_until = None
    reckoned = rules.until(assigned_on, 0, person.office.code) if temporary and scheme == rules.scheme() else None
    number.valid_until = (valid_until or reckoned) if temporary else None
    number.valid_until_theirs = bool(temporary and valid_until and valid_until != reckoned)
    number.save()
    before = numbers.filter(value=value, status=Status.INACTIVE).exists()  # the claim was taken up again
    kind = Kind.REACTIVATED if before else Kind.ASSIGNED
    keep(number, kind, who, source, {"temporary": temporary, "until": iso(number.valid_until)})
    if unlike_reason:
        keep(number, Kind.KEPT_UNLIKE, who, source, {"reason": unlike_reason[:300]})
    write(who, "person.number_recorded", person, detail={"scheme": scheme})
    others = IdentityNumber.objects.filter(scheme=scheme, value=value, status=Status.ACTIVE).exclude(person=person)
    suspect([(person.pk, other, None, None) for other in others.values_list("person_id", flat=True)], "renapo")
    return number


def _same_again(held: IdentityNumber, waiting: IdentityNumber | None, source: str, who: Any) -> IdentityNumber:
    """The register answered with the number she has: after a correction that confirms it."""
    if waiting:
        waiting.status, waiting.ended_on = Status.INACTIVE, timezone.localdate()
        waiting.save(update_fields=["status", "ended_on"])
        keep(waiting, Kind.CONFIRMED, who, source)
    if held.outdated_since or held.wanted == Wanted.CORRECT:
        held.outdated_since, held.wanted, held.wanted_at = None, "", None
        held.save(update_fields=["outdated_since", "wanted", "wanted_at"])
        keep(held, Kind.CONFIRMED, who, source)
    return held


@transaction.atomic
def type_from_slip(
    who: Any, person_id: uuid.UUID, value: str, *, assigned_on: dt.date, temporary: bool, valid_until: dt.date | None,
    unlike_reason: str = "",
) -> IdentityNumber:  # fmt: skip
    """Keep the number a clerk reads from paper. Raises ValidationError when it cannot be a CURP, when another person
    has it, and when it disagrees with the person's data and no reason is given to keep it."""
    person = locked(person_id)
    require(who.user, ACTION, person.office)
    checked = curp.check(value)
    if not checked.valid:
        raise ValidationError([problem.text(rules.language()) for problem in checked.problems])
    if other := other_holder(person, checked.curp):
        raise ValidationError(
            _("Another person of the register (office %(office)s) has this number: compare the two before you go on.")
            % {"office": other.office.name}
        )
    if not unlike_reason.strip() and rules.differences(person, checked.curp):
        raise ValidationError(_("The number and the data differ: correct the data, or say why it is kept."))
    return record(
        person_id, checked.curp, assigned_on=assigned_on, source=joining.Step.SLIP, temporary=temporary,
        valid_until=valid_until, channel=joining.Step.SLIP, unlike_reason=unlike_reason.strip(), who=who,
    )  # fmt: skip


def other_holder(person: Person, value: str, scheme: str = rules.CURP) -> Person | None:
    """Another person who has this number now, unless she is sealed: of her nobody at a counter hears (the pair goes to
    the duplicates desk, as every pair with one number)."""
    rows = IdentityNumber.objects.filter(scheme=scheme, value=value, status=Status.ACTIVE, person__sealed=False)
    rows = rows.exclude(person=person)
    found = rows.select_related("person__office").first()
    return found.person if found else None
