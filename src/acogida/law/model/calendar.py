"""The legal calendar (calendar.toml): layers of days that do not count, and calendars built from layers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from acogida.law.model.base import Code, Model, Named, Sourced, Text

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of a Gregorian year (the anonymous computus of 1876, as in Meeus, Astronomical Algorithms, ch. 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    skipped = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    back = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * back + 114, 31)
    return dt.date(year, month, day + 1)


class YearlyDay(Sourced):
    """A day that returns each year, given in one of four ways: a fixed date (`month` and `day`), the `nth` `weekday` of
    a month, the last `weekday` `before` a date of the month (before = 25, month = 5: Victoria Day), or `easter`, so many
    days from Easter Sunday (-2: Good Friday).

    `every` and `counting_from` limit it to every so many years: every = 6, counting_from = 2024 → 2024, 2030 …
    `in_lieu` makes it the free day given in its stead: weekday it falls on → days later; in other years there is none.
    """

    why: Text
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    nth: Annotated[int, Field(ge=1, le=5)] | None = None
    weekday: Weekday | None = None
    before: Annotated[int, Field(ge=1, le=31)] | None = None
    easter: Annotated[int, Field(ge=-80, le=250)] | None = None
    every: Annotated[int, Field(ge=1)] = 1
    counting_from: int | None = None
    in_lieu: dict[Weekday, Annotated[int, Field(ge=1, le=6)]] | None = None

    @model_validator(mode="after")
    def _one_kind_of_day(self) -> YearlyDay:
        ways = [way for way in ("day", "nth", "before", "easter") if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(
                "give the day in one way: 'day' (a fixed date), 'nth' with 'weekday', 'before' with 'weekday', or 'easter'"
            )
        if (self.weekday is not None) != (ways[0] in ("nth", "before")):
            raise ValueError("'weekday' goes with 'nth' or 'before', and each of them needs it")
        if (self.month is not None) != (ways[0] != "easter"):
            raise ValueError("every day but one reckoned from Easter needs its 'month'")
        if self.every > 1 and self.counting_from is None:
            raise ValueError("'every' needs 'counting_from': a year in which the day does fall")
        return self

    def in_year(self, year: int) -> dt.date | None:
        """The date in `year`, or None when the day does not exist that year or was not law yet."""
        if self.every > 1 and self.counting_from is not None and (year - self.counting_from) % self.every:
            return None
        found = self._found(year)
        if found is not None and self.in_lieu is not None:
            later = self.in_lieu.get(WEEKDAYS[found.weekday()])
            found = None if later is None else found + dt.timedelta(days=later)
        return found if found is not None and self.in_force(found) else None

    def _found(self, year: int) -> dt.date | None:
        if self.easter is not None:
            return easter_sunday(year) + dt.timedelta(days=self.easter)
        assert self.month is not None
        try:
            anchor = dt.date(year, self.month, self.day or self.before or 1)
        except ValueError:  # 29 February
            return None
        if self.weekday is None:
            return anchor
        wanted = WEEKDAYS.index(self.weekday)
        if self.before is not None:
            return anchor - dt.timedelta(days=(anchor.weekday() - wanted - 1) % 7 + 1)
        assert self.nth is not None
        found = anchor + dt.timedelta(days=(wanted - anchor.weekday()) % 7 + 7 * (self.nth - 1))
        return found if found.month == self.month else None


class Suspension(Sourced):
    """Days closed by a published instrument: both ends included, for some offices or all (`offices` empty).

    When the instrument gives no end, `assumed_end = true` says that `end` was chosen for this pack; every deadline
    that crosses such a suspension says so. `from` is the day the instrument took effect.
    """

    code: Code
    why: Text
    start: dt.date
    end: dt.date
    offices: tuple[Code, ...] = ()
    suspends_terms: bool = True
    assumed_end: bool = False

    @model_validator(mode="after")
    def _ends_after_start(self) -> Suspension:
        if self.end < self.start:
            raise ValueError(f"'end' ({self.end}) is before 'start' ({self.start})")
        if self.assumed_end and self.verified:
            raise ValueError("an assumed end cannot be verified: set verified = false and say so in 'note'")
        return self


class Layer(Named):
    """One list of days with its legal instrument."""

    source: str
    day: tuple[YearlyDay, ...] = ()
    suspension: tuple[Suspension, ...] = ()


class CalendarRule(Named):
    """A calendar: the weekly rest days and the layers whose union does not count."""

    rest: tuple[Weekday, ...] = ("saturday", "sunday")
    rest_source: str
    rest_why: Text
    layers: tuple[Code, ...]


class CalendarFile(Model):
    """calendar.toml. `first_year` and `last_year` bound the days that can be reckoned."""

    first_year: int
    last_year: int
    opens: dt.time
    closes: dt.time
    hours_source: str
    calendar: tuple[CalendarRule, ...]
    layer: tuple[Layer, ...]
