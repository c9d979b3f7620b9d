"""When an act reached an office: the civil day that dates it, and the first day a term then counts.

An instant belongs to the civil day on the clock of the office that received it, never to a day of UTC or of the
capital. Whatever the hour, an act received on a day is dated that day (LFPA arts. 42, 43: it may not be refused at the
desk), that day is day zero, and terms begin on the next day that counts (arts. 29, 38). Hours of attendance are data
(`opens`, `closes`, `hours_source` of calendar.toml, LFPA art. 30); an act begun within them may end after them.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acogida.law.calendars import Closure, days_of
from acogida.law.errors import LawError
from acogida.law.model.base import Text

if TYPE_CHECKING:
    from acogida.law.pack import Pack


@dataclass(frozen=True, slots=True)
class Filing:
    """An act received by an office.

    `local` is the instant on the office's clock, `on` the civil date that dates the act (day zero of the terms it
    starts), `in_hours` whether it was a working day within the hours of attendance, `first_day` the first day a term
    in working days counts, `source` the instrument of the hours.
    """

    local: dt.datetime
    on: dt.date
    in_hours: bool
    first_day: dt.date
    why: Text
    source: str


def filed(
    pack: Pack,
    at: dt.datetime,
    office: str,
    *,
    closures: Iterable[Closure] = (),
    calendar: str | None = None,
) -> Filing:
    """How an act received at the instant `at` by `office` is dated, in the pack's first calendar when none is named.

    LawError for an instant without a time zone: nobody could say which day it belongs to.
    """
    if at.tzinfo is None:
        raise LawError(f"the instant {at.isoformat()} has no time zone")
    hours = pack.files.calendar
    local = at.astimezone(zoneinfo.ZoneInfo(pack.office(office).zone))
    on = local.date()
    working = days_of(pack, calendar or hours.calendar[0].code, office, tuple(closures)).working
    in_hours = working.has(on.toordinal()) and hours.opens <= local.time() < hours.closes
    first_day = dt.date.fromordinal(working.nth_after(on.toordinal(), 1))
    return Filing(local, on, in_hours, first_day, _why(local, in_hours, first_day), hours.hours_source)


def _why(local: dt.datetime, in_hours: bool, first_day: dt.date) -> Text:
    on, at, first = local.date().isoformat(), f"{local:%H:%M}", first_day.isoformat()
    outside = ("", "") if in_hours else (", fuera del horario de atención", ", outside the hours of attendance")
    return Text(
        {
            "es": f"Recibida el {on} a las {at}{outside[0]}: lleva esa fecha y el primer día que cuenta es el {first}.",
            "en": f"Received on {on} at {at}{outside[1]}: it is dated that day and the first day that counts is {first}.",
        }
    )
