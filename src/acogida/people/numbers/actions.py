"""What is done to identity numbers. Each step is one transaction, one entry of the number's history, one audit record.

Whoever acts is `who`: a request, a user, or None when another register does. The person's row is locked first, always, so
that two answers for one person come one after the other.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts import in_force
from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.hooks.registry import effects
from acogida.people import curp, identity
from acogida.people.duplicates.suspicion import suspect
from acogida.people.models import IdentityNumber, NumberEvent, Person
from acogida.people.numbers import joining, rules, wire

Kind, Status, Wanted = NumberEvent.Kind, IdentityNumber.Status, IdentityNumber.Wanted
ACTION = "number.record"
# What papers that carry the number have to hear of.
TELLING = (Kind.ASSIGNED, Kind.REACTIVATED, Kind.RENEWED, Kind.REPLACED, Kind.INACTIVATED)


def can_be_assigned(person: Person) -> bool:
    """The register needs a whole birth date; who was born in Mexico has a number from the civil register."""
    return person.birth is not None and person.birth_country != rules.MEXICO


def may_be_asked_for(person: Person) -> bool:
    """Whether a clerk may ask: a number can be assigned, and the claim was admitted, which her valid certificate says
    (it is assigned after the proof that the claim is in procedure: Instructivo CURP, DOF 18-10-2021)."""
    return can_be_assigned(person) and person.certificates.filter(status="valid").exists()


@transaction.atomic
def request(person: Person, *, reference: str = "", who: Any = None) -> IdentityNumber | None:
    """Ask for a number once per person, by the step her office has taken; None when she has or awaits one, under whichever
    record of hers, or when none can be assigned yet."""
    person = _locked(person.pk)
    scheme = rules.scheme()
    if not scheme or not can_be_assigned(person):
        return None
    hers = IdentityNumber.objects.filter(person__in=identity.cluster(person.pk), scheme=scheme)
    if hers.filter(status__in=(Status.REQUESTED, Status.ACTIVE)).exists():
        return None
    return _request(person, scheme, "assign", reference, who)


@transaction.atomic
def ask_for(who: Any, person_id: uuid.UUID) -> IdentityNumber | None:
    """A clerk asks for a number at the counter, for who was admitted without one (a birth date that was not known then):
    as `request`, with the number of the person's last case. None when none may be asked for."""
    person = _locked(person_id)
    require(who.user, ACTION, person.office)
    if not may_be_asked_for(person):
        return None
    case = person.memberships.order_by("-start", "-pk").values_list("case__number", flat=True).first()
    return request(person, reference=case or "", who=who)


def _request(person: Person, scheme: str, name: str, reference: str, who: Any) -> IdentityNumber:
    step = joining.channel(person.office_id)
    number = IdentityNumber.objects.create(
        person=person, scheme=scheme, status=Status.REQUESTED, channel=step, reference=reference, recorded_by=_user(who)
    )
    _note(number, Kind.REQUESTED, who, detail={"by": str(step)})
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
    person = _locked(person_id)
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
        _note(held, Kind.REPLACED, who, source)
    number.value, number.temporary, number.status = value, temporary, Status.ACTIVE
    number.assigned_on, number.source, number.unlike_reason = assigned_on, source, unlike_reason[:300]
    number.channel = channel or number.channel
    number.recorded_by = _user(who)
    if valid_until and valid_until < assigned_on:  # no date of an end
        valid_until = None
    reckoned = rules.until(assigned_on, 0, person.office.code) if temporary and scheme == rules.scheme() else None
    number.valid_until = (valid_until or reckoned) if temporary else None
    number.valid_until_theirs = bool(temporary and valid_until and valid_until != reckoned)
    number.save()
    before = numbers.filter(value=value, status=Status.INACTIVE).exists()  # the claim was taken up again
    kind = Kind.REACTIVATED if before else Kind.ASSIGNED
    _note(number, kind, who, source, {"temporary": temporary, "until": _iso(number.valid_until)})
    if unlike_reason:
        _note(number, Kind.KEPT_UNLIKE, who, source, {"reason": unlike_reason[:300]})
    write(who, "person.number_recorded", person, detail={"scheme": scheme})
    others = IdentityNumber.objects.filter(scheme=scheme, value=value, status=Status.ACTIVE).exclude(person=person)
    suspect([(person.pk, other, None, None) for other in others.values_list("person_id", flat=True)], "renapo")
    return number


def _same_again(held: IdentityNumber, waiting: IdentityNumber | None, source: str, who: Any) -> IdentityNumber:
    """The register answered with the number she has: after a correction that confirms it."""
    if waiting:
        waiting.status, waiting.ended_on = Status.INACTIVE, timezone.localdate()
        waiting.save(update_fields=["status", "ended_on"])
        _note(waiting, Kind.CONFIRMED, who, source)
    if held.outdated_since or held.wanted == Wanted.CORRECT:
        held.outdated_since, held.wanted, held.wanted_at = None, "", None
        held.save(update_fields=["outdated_since", "wanted", "wanted_at"])
        _note(held, Kind.CONFIRMED, who, source)
    return held


@transaction.atomic
def type_from_slip(
    who: Any, person_id: uuid.UUID, value: str, *, assigned_on: dt.date, temporary: bool, valid_until: dt.date | None,
    unlike_reason: str = "",
) -> IdentityNumber:  # fmt: skip
    """Keep the number a clerk reads from paper. Raises ValidationError when it cannot be a CURP, when another person
    has it, and when it disagrees with the person's data and no reason is given to keep it."""
    person = _locked(person_id)
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


# --- renewal, conversion, end ----------------------------------------------------------------------------------------


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
    number, person = _number(number_id)
    require(who.user, ACTION, person.office)
    if number.wanted == Wanted.RENEW:
        return number
    if not renewable(number):
        raise ValidationError(_("This number cannot be renewed."))
    return _want(number, Wanted.RENEW, who)


def _want(number: IdentityNumber, wanted: str, who: Any) -> IdentityNumber:
    step = joining.channel(number.person.office_id)
    number.wanted, number.wanted_at, number.wanted_by = wanted, timezone.now(), step
    number.save(update_fields=["wanted", "wanted_at", "wanted_by"])
    _note(number, Kind.ASKED, who, detail={"wanted": wanted, "by": str(step)})
    if step == joining.Step.ONLINE:
        wire.ask(wanted, number)
    return number


@transaction.atomic
def renewed(
    number_id: int, *, on: dt.date, source: str, valid_until: dt.date | None = None, who: Any = None
) -> IdentityNumber:
    """Keep that a temporary number was renewed: its term is as much longer. More often than the rule allows changes
    nothing, so that an answer that comes twice counts once."""
    number, person = _number(number_id)
    if number.status != Status.ACTIVE or not number.temporary or number.renewals >= rules.most_renewals():
        return number
    number.renewals += 1
    _answer(number, Wanted.RENEW)
    reckoned = number.assigned_on and rules.until(number.assigned_on, number.renewals, person.office.code)
    number.valid_until = valid_until or reckoned
    number.valid_until_theirs = bool(valid_until and valid_until != reckoned)
    number.save()
    _note(number, Kind.RENEWED, who, source, {"on": on.isoformat(), "until": _iso(number.valid_until)})
    write(who, "person.number_renewed", person, detail={"scheme": number.scheme})
    return number


@transaction.atomic
def record_renewal(who: Any, number_id: int, *, on: dt.date, valid_until: dt.date | None = None) -> IdentityNumber:
    """A clerk keeps a renewal she reads from paper."""
    number, person = _number(number_id)
    require(who.user, ACTION, person.office)
    if number.renewals >= rules.most_renewals():
        raise ValidationError(_("This number cannot be renewed."))
    return renewed(number_id, on=on, source=joining.Step.SLIP, valid_until=valid_until, who=who)


@transaction.atomic
def ask_permanent(number: IdentityNumber, who: Any = None) -> IdentityNumber:
    """Ask that a temporary number be made permanent (favourable decision and migration document)."""
    number, _person = _number(number.pk)
    if number.status != Status.ACTIVE or not number.temporary or number.wanted == Wanted.PERMANENT:
        return number
    return _want(number, Wanted.PERMANENT, who)


@transaction.atomic
def made_permanent(number_id: int, *, on: dt.date, source: str, who: Any = None) -> IdentityNumber:
    """Keep that a number is permanent now."""
    number, person = _number(number_id)
    if number.status != Status.ACTIVE or not number.temporary:
        return number
    number.temporary, number.valid_until, number.valid_until_theirs = False, None, False
    _answer(number, Wanted.PERMANENT)
    number.save()
    _note(number, Kind.MADE_PERMANENT, who, source, {"on": on.isoformat()})
    write(who, "person.number_permanent", person, detail={"scheme": number.scheme})
    return number


@transaction.atomic
def record_permanent(who: Any, number_id: int, *, on: dt.date) -> IdentityNumber:
    """A clerk keeps from paper that a number is permanent."""
    _number_found, person = _number(number_id)
    require(who.user, ACTION, person.office)
    return made_permanent(number_id, on=on, source=joining.Step.SLIP, who=who)


@transaction.atomic
def end(person_id: uuid.UUID, reason: str, *, on: dt.date, source: str, who: Any = None) -> list[IdentityNumber]:
    """Make a person's number inactive for a reason of the pack (`rules.endings`), and tell the register where it can be
    told; what was only requested is withdrawn. Returns what was ended: nothing the second time. A permanent number ends
    only by what the pack says ends those too."""
    person = _locked(person_id)
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
        _note(number, Kind.INACTIVATED, who, source, {"reason": reason, "on": on.isoformat()})
        if told and step == joining.Step.ONLINE:
            wire.ask("end", number)
        ended.append(number)
    if ended:
        write(who, "person.number_ended", person, detail={"reason": reason})
    return ended


@transaction.atomic
def answered(number_id: int, wanted: str, *, source: str) -> IdentityNumber:
    """The register did what it was asked; for what changes nothing here (an end)."""
    number, _person = _number(number_id)
    if number.wanted == wanted:
        _answer(number, wanted)
        number.save(update_fields=["wanted", "wanted_at"])
        _note(number, Kind.CONFIRMED, None, source, {"wanted": wanted})
    return number


@transaction.atomic
def failed(number_id: int, code: str, *, source: str) -> None:
    """The register will not do it: `code` says why (no text of its own, which may hold data)."""
    number, _person = _number(number_id)
    _note(number, Kind.FAILED, None, source, {"code": code[:40]})


# --- corrections -----------------------------------------------------------------------------------------------------


@transaction.atomic
def data_corrected(person: Person, before: curp.Holder, who: Any) -> IdentityNumber | None:
    """The person's data were corrected: if that changes what enters her number, flag it and, where her office can, ask
    for the correction. Returns the number that is flagged."""
    number = person.numbers.filter(scheme=rules.CURP, status=Status.ACTIVE).first()
    if number is None or _root(before) == _root(rules.holder(person)):
        return None
    if not rules.differences(person, number.value):  # the number says already what is known now
        if number.outdated_since:
            number.outdated_since = None
            number.save(update_fields=["outdated_since"])
            _note(number, Kind.CONFIRMED, who)
        return None
    return ask_correction(number, person, who)


def ask_correction(number: IdentityNumber, person: Person, who: Any = None) -> IdentityNumber:
    """Flag a number that no longer says what is known and, where the person's office can, ask for the one that does. In the
    caller's transaction."""
    number.outdated_since = number.outdated_since or timezone.now()
    number.save(update_fields=["outdated_since"])
    _note(number, Kind.OUTDATED, who)
    awaited = person.numbers.filter(scheme=rules.CURP, status=Status.REQUESTED).exists()
    if joining.channel(person.office_id) != joining.Step.SLIP and can_be_assigned(person) and not awaited:
        # Asked for by the new number that is requested; this one only says so.
        number.wanted, number.wanted_at = Wanted.CORRECT, timezone.now()
        number.save(update_fields=["wanted", "wanted_at"])
        _request(person, rules.CURP, "correct", number.reference, who)
    return number


@transaction.atomic
def confirm_as_it_is(who: Any, number_id: int, reason: str) -> IdentityNumber:
    """A clerk says that the number stays as it is although data were corrected."""
    number, person = _number(number_id)
    require(who.user, ACTION, person.office)
    if number.outdated_since:
        number.outdated_since, number.unlike_reason = None, reason[:300]
        number.save(update_fields=["outdated_since", "unlike_reason"])
        _note(number, Kind.KEPT_UNLIKE, who, detail={"reason": reason[:300]})
        write(who, "person.number_confirmed", person, reason=reason)
    return number


# --- the calendar ----------------------------------------------------------------------------------------------------


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
    number, person = _number(number_id)
    if number.status != Status.ACTIVE or not number.temporary or number.assigned_on is None:
        return False
    due = rules.until(number.assigned_on, number.renewals, person.office.code)
    if due is None or due == number.valid_until:
        return False
    detail = {"was": _iso(number.valid_until), "until": _iso(due)}
    number.valid_until = due
    number.save(update_fields=["valid_until"])
    _note(number, Kind.MOVED, None, detail=detail)
    return True


# --- beneath ---------------------------------------------------------------------------------------------------------


def _locked(person_id: uuid.UUID) -> Person:
    return Person.objects.select_for_update(of=("self",)).select_related("office").get(pk=person_id)


def _number(number_id: int) -> tuple[IdentityNumber, Person]:
    """The number and its person, both locked: the person first."""
    person = _locked(IdentityNumber.objects.values_list("person_id", flat=True).get(pk=number_id))
    number = IdentityNumber.objects.select_for_update(of=("self",)).get(pk=number_id)
    number.person = person
    return number, person


def _answer(number: IdentityNumber, wanted: str) -> None:
    if number.wanted == wanted:
        number.wanted, number.wanted_at = "", None


def _note(number: IdentityNumber, kind: str, who: Any, source: str = "", detail: dict[str, Any] | None = None) -> None:
    NumberEvent.objects.create(number=number, kind=kind, actor=_user(who), source=source[:80], detail=detail or {})
    if kind in TELLING and "identity_number_changed" in effects.names():
        effects["identity_number_changed"](number, kind)


def _user(who: Any) -> Any:
    user = getattr(who, "user", who)
    return user if getattr(user, "is_authenticated", False) else None


def _root(holder: curp.Holder) -> str:
    try:
        return curp.expected_root(holder).pattern
    except curp.Impossible:
        return ""


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
