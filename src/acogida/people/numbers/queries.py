"""What is shown of identity numbers: how one stands and what to do about it, its history, which ones end soon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.exchange.models import OutboxMessage
from acogida.exchange.wording import why
from acogida.law import Reckoning
from acogida.people.access import visible_to
from acogida.people.models import IdentityNumber, NumberEvent, Person
from acogida.people.numbers import actions, joining, rules, wire
from acogida.people.numbers.joining import Step

Status, Wanted = IdentityNumber.Status, IdentityNumber.Wanted
SOON = 30  # days ahead in which a number is said to end soon
AHEAD = (30, 60, 90)
AGENCY = "renapo"


@dataclass(frozen=True)
class Standing:
    """How a number stands today: a code for programs, words and a tone for people, and what to do."""

    code: str  # requested, valid, soon, expired, undated, permanent, replaced, inactive
    label: str
    tone: str
    advice: str = ""


def standing(number: IdentityNumber, today: dt.date) -> Standing:
    """How a number stands on a civil day of the person's office."""
    if number.status == Status.REQUESTED:
        return Standing("requested", _("Requested"), "info", _waiting(number))
    if number.status == Status.REPLACED:
        return Standing("replaced", _("Replaced by another"), "secondary")
    if number.status == Status.INACTIVE:
        reason = rules.ending(number.end_reason)
        return Standing("inactive", _("Inactive"), "secondary", rules.words(reason.label) if reason else "")
    if not number.temporary:
        return Standing("permanent", _("Permanent"), "success")
    if number.valid_until is None:
        return Standing("undated", _("Temporary"), "warning", _("It is not known until when it is valid."))
    if number.valid_until < today:
        return Standing("expired", _("Expired"), "danger", f"{_no_refusal()} {_after(number)}".strip())
    if number.valid_until <= today + dt.timedelta(days=SOON):
        return Standing("soon", _("Ends soon"), "warning", _after(number))
    return Standing("valid", _("Temporary"), "success")


def _waiting(number: IdentityNumber) -> str:
    return {
        Step.ONLINE: _("RENAPO was asked; the number arrives by itself."),
        Step.BATCH: _("It goes to RENAPO with the office's next file."),
        Step.SLIP: _("The person gets it from RENAPO; type it here when she brings the paper."),
    }.get(Step(number.channel) if number.channel in Step.values else Step.ONLINE, "")


def _no_refusal() -> str:
    return _("An expired number is no reason to refuse a service.")


def renewal_words(number: IdentityNumber) -> str:
    """What became of asking for a renewal, by the step it was asked by."""
    return {
        Step.BATCH: _("The renewal goes to RENAPO with the office's next file."),
        Step.SLIP: _(
            "Noted. This office cannot ask RENAPO: the person does, and you type it when she brings the paper."
        ),
    }.get(Step(number.wanted_by) if number.wanted_by in Step.values else Step.ONLINE, _("The renewal was asked for."))


def _after(number: IdentityNumber) -> str:
    if number.wanted == Wanted.RENEW:
        return renewal_words(number)
    if actions.renewable(number):
        return _("Ask for its renewal.")
    if number.wanted:
        return ""
    return _("It was renewed as often as the rule allows.")


@dataclass(frozen=True)
class Term:
    """The term of a temporary number in words: how it was reckoned and which days did not count."""

    reckoning: Reckoning
    stretches: tuple[tuple[dt.date, dt.date, str], ...]  # days that did not count, with why

    @property
    def verified(self) -> bool:
        return self.reckoning.verified


def term(number: IdentityNumber, person: Person) -> Term | None:
    """How the validity of a temporary number comes about; None for one that has no term or an end that is not ours."""
    if number.status != Status.ACTIVE or number.valid_until_theirs:
        return None
    found = rules.reckoning(number, person.office.code)
    if found is None:
        return None
    idle = [day for day in found.days[1:] if not day.counted]
    stretches = []
    for because, days in groupby(idle, key=lambda day: day.why):
        run = list(days)
        stretches.append((run[0].date, run[-1].date, rules.words(because)))
    return Term(found, tuple(stretches))


@dataclass(frozen=True)
class Row:
    """A number on the person's page."""

    number: IdentityNumber
    standing: Standing
    term: Term | None
    differences: tuple[str, ...]
    events: tuple[NumberEvent, ...]
    renewable: bool
    confirmable: bool
    stopped: str  # why what was asked of the register did not leave or was not taken, in words


def card(user: User, person: Person) -> dict[str, Any]:
    """What the person's page shows of her numbers, newest first, and what may be done here."""
    today, language = person.office.today(), rules.language()
    numbers = list(
        person.numbers.select_related("replaced_by", "recorded_by").order_by(
            F("assigned_on").desc(nulls_first=True), "-pk"
        )
    )
    events = NumberEvent.objects.filter(number__in=numbers).select_related("actor").order_by("-pk")
    by_number: dict[int, list[NumberEvent]] = {}
    for event in events:
        by_number.setdefault(event.number_id, []).append(event)
    stopped = _stopped(person) if numbers else ""
    rows = [
        Row(
            number, standing(number, today), term(number, person),
            tuple(each.text(language) for each in rules.differences(person, number.value))
            if number.status == Status.ACTIVE and number.scheme == rules.CURP else (),
            tuple(by_number.get(number.pk, ())), actions.renewable(number), bool(number.outdated_since),
            stopped if number.status == Status.REQUESTED or number.wanted else "",
        )
        for number in numbers
    ]  # fmt: skip
    steps, may = joining.steps_of(person.office_id), user.can(actions.ACTION, person.office_id)
    held = any(row.number.status in (Status.ACTIVE, Status.REQUESTED) for row in rows)
    root = rules.expected(person)
    return {
        "number_rows": rows,
        "number_steps": [(step, step in steps, joining.CAN[step], joining.CANNOT[step]) for step in Step],
        "may_number": may and rules.is_curp(),
        "may_ask_number": may
        and rules.is_curp()
        and not held
        and actions.may_be_asked_for(person)
        and steps != {Step.SLIP},
        "may_look_up": may and Step.QUERY in steps and wire.can("find_by_data"),
        "number_root": root if rules.is_curp() and not held else None,
        "number_root_open": [each.text(language) for each in root.undecided] if root and not held else [],
        "no_number_why": "" if held else _why_none(person),
    }


def _stopped(person: Person) -> str:
    """Why the last thing said of her to the register stopped, if it did."""
    told = OutboxMessage.objects.filter(agency=AGENCY, person_id=person.pk).exclude(key__startswith="ask:")
    last = told.filter(state__in=("failed", "refused")).order_by("-pk").values_list("reason", "last_error").first()
    return why(last[0] or last[1]) if last else ""


def _why_none(person: Person) -> str:
    if person.birth_country == rules.MEXICO:
        return _("Who was born in Mexico has her number from the civil register: type it from the paper.")
    if person.birth is None:
        return _(
            "RENAPO needs the whole date of birth: without it no number can be asked for. Nothing else waits for it."
        )
    return ""


# --- numbers about to expire -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExpiringFilter:
    """`days` ahead (30, 60, 90; 0: already expired), `office` (code or all), `state`: open (can be renewed), asked,
    used_up, or all."""

    days: int = SOON
    office: str = ""
    state: str = ""


def expiring(user: User, chosen: ExpiringFilter, today: dt.date | None = None) -> QuerySet[IdentityNumber]:
    """Temporary numbers in force that end within some days, or have ended, of persons the user may see; earliest first."""
    on = today or (user.office.today() if user.office else timezone.localdate())
    rows = IdentityNumber.objects.filter(
        person__in=visible_to(user), status=Status.ACTIVE, temporary=True, valid_until__isnull=False
    )
    if chosen.days:
        rows = rows.filter(valid_until__gte=on, valid_until__lte=on + dt.timedelta(days=chosen.days))
    else:
        rows = rows.filter(valid_until__lt=on)
    if chosen.office:
        rows = rows.filter(person__office__code=chosen.office)
    most = rules.most_renewals()
    states = {
        "open": Q(renewals__lt=most, wanted=""),
        "asked": Q(wanted=Wanted.RENEW),
        "used_up": Q(renewals__gte=most),
    }
    if chosen.state in states:
        rows = rows.filter(states[chosen.state])
    return rows.select_related("person__office")
