"""The legal calendar (calendar.toml): layers of days that do not count, and calendars built from layers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from acogida.law.model.base import Code, Model, Named, Sourced, Text

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class YearlyDay(Sourced):
    """A day that returns each year: a fixed date (`day`), or the `nth` `weekday` of the month.

    `every` and `counting_from` limit it to every so many years: every = 6, counting_from = 2024 → 2024, 2030 …
    """

    why: Text
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    nth: Annotated[int, Field(ge=1, le=5)] | None = None
    weekday: Weekday | None = None
    every: Annotated[int, Field(ge=1)] = 1
    counting_from: int | None = None

    @model_validator(mode="after")
    def _one_kind_of_day(self) -> YearlyDay:
        fixed, moving = self.day is not None, self.nth is not None and self.weekday is not None
        if fixed == moving or (self.nth is None) != (self.weekday is None):
            raise ValueError("give either 'day' (a fixed date) or both 'nth' and 'weekday' (a moving one)")
        if self.every > 1 and self.counting_from is None:
            raise ValueError("'every' needs 'counting_from': a year in which the day does fall")
        return self

    def in_year(self, year: int) -> dt.date | None:
        """The date in `year`, or None when the day does not exist that year or was not law yet."""
        if self.every > 1 and self.counting_from is not None and (year - self.counting_from) % self.every:
            return None
        if self.day is not None:
            try:
                found = dt.date(year, self.month, self.day)
            except ValueError:  # 29 February
                return None
        else:
            assert self.weekday is not None and self.nth is not None
            first = dt.date(year, self.month, 1)
            offset = (WEEKDAYS.index(self.weekday) - first.weekday()) % 7 + 7 * (self.nth - 1)
            found = first + dt.timedelta(days=offset)
            if found.month != self.month:
                return None
        return found if self.in_force(found) else None


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
