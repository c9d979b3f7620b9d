"""Until when a request is answered: working days of the pack by urgency, and why that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from acogida.accounts import in_force
from acogida.accounts.models import Office
from acogida.cases import packs
from acogida.law import Pack, add_working_days, is_working_day, working_days_between
from acogida.law.calendars import days_of
from acogida.law.model.coi import RequestTerm

SOON = 2  # working days


@dataclass(frozen=True)
class Skipped:
    """A day that did not count, and why."""

    day: dt.date
    why: str
    source: str


@dataclass(frozen=True)
class Due:
    """The last day, how it was reckoned, and whether the day it is needed by made it earlier."""

    day: dt.date
    received_on: dt.date
    working_days: int
    label: str
    source: str
    skipped: tuple[Skipped, ...]
    earlier: bool = False


def term(pack: Pack, urgency: str) -> RequestTerm:
    """The pack's term for an urgency. Raises LookupError where the pack sets none."""
    found = next((each for each in pack.coi.term if each.urgency == urgency), None)
    if found is None:
        raise LookupError(f"the pack {pack.name!r} has no term for {urgency!r} requests to the COI unit")
    return found


def due(urgency: str, received_on: dt.date, office: Office, needed_by: dt.date | None, language: str = "es") -> Due:
    """The due date of a request received on a civil day at `office`, by the calendar of that office and its closures. What
    is needed earlier (an interview, the end of an appeal) is due the working day before."""
    pack, closures = packs.current(), in_force.closures()
    rule = term(pack, urgency)
    last = add_working_days(pack, received_on, rule.working_days, office=office.code, closures=closures)
    wanted = None
    if needed_by is not None and needed_by <= last:
        wanted = needed_by - dt.timedelta(days=1)
        while wanted > received_on and not is_working_day(pack, wanted, office=office.code, closures=closures):
            wanted -= dt.timedelta(days=1)
        last = max(wanted, received_on)
    days = days_of(pack, pack.files.calendar.calendar[0].code, office.code, tuple(closures))
    skipped = []
    for ordinal in range(received_on.toordinal() + 1, last.toordinal() + 1):
        if reasons := days.reasons(ordinal):
            reason = reasons[-1]
            skipped.append(Skipped(dt.date.fromordinal(ordinal), reason.why.in_(language), reason.source))
    return Due(
        last, received_on, working_days_between(pack, received_on, last, office=office.code, closures=closures),
        pack.text(rule.label, language), rule.source, tuple(skipped), wanted is not None,
    )  # fmt: skip


def left(due_on: dt.date, office: Office) -> int:
    """Working days from today to the due date at that office; negative when it has passed."""
    pack, closures = packs.current(), in_force.closures()
    return working_days_between(pack, office.today(), due_on, office=office.code, closures=closures)
