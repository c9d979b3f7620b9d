"""Legal clocks (clocks.toml): how long, from when, in which days, what stops and what lengthens them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from acogida.law.model.base import Code, Model, Named, Sourced, Text

Unit = Literal["working", "calendar", "months", "hours", "immediate"]


class ExtensionRule(Sourced):
    """How a clock may be lengthened: its own code (C9), at most how much in all, for which grounds, by whose grant."""

    code: Code
    max: Annotated[int, Field(gt=0)]
    times: Annotated[int, Field(gt=0)] = 1
    grounds: tuple[Code, ...]
    action: Code


class Lapse(Model):
    """What happens when the term ends with nothing done. Never a negative decision: silence is an alarm."""

    kind: Literal["alarm", "presumption", "closure", "question"]
    text: Text


class Override(Sourced):
    """Another length by another instrument (a practice notice, a decree), between its dates; the trigger's date decides."""

    amount: Annotated[int, Field(gt=0)]


class ClockRule(Sourced):
    """One clock.

    `code` is the law's row (C8), `name` the word people and commands use (decide). `trigger` says which event starts
    it; `calendar` which days count; `suspends` whether it stands still while terms are suspended (a calendar, month or
    hour clock otherwise runs on every day). Day zero is never counted; `roll` moves an end on a day that does not
    count. `at_least` marks a term the authority may set longer (prevention: not less than five days), up to `most` if
    given. `switch`: it does not start while that dated rule is off. A clock with unit "immediate" ends on its trigger day.
    """

    code: Code
    name: Code
    label: Text
    amount: Annotated[int, Field(ge=0)]
    unit: Unit
    unit_of: Literal["case", "claim"]
    trigger: Code
    trigger_text: Text
    calendar: Code
    suspends: bool = True
    day_zero: Literal["excluded"] = "excluded"
    roll: Literal["next_working_day", "none"] = "next_working_day"
    pausable: bool = False
    at_least: bool = False
    most: Annotated[int, Field(gt=0)] | None = None
    holder: Literal["authority", "applicant", "agency"]
    switch: Code | None = None
    override: tuple[Override, ...] = ()
    extension: ExtensionRule | None = None
    lapse: Lapse

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> ClockRule:
        if (self.amount == 0) != (self.unit == "immediate"):
            raise ValueError('amount = 0 goes with unit = "immediate", and only with it')
        return self

    def length_on(self, trigger: dt.date) -> tuple[int, Override | None]:
        """The amount for a clock triggered on `trigger`, and the override it comes from (the last in force wins)."""
        found = None
        for override in self.override:
            if override.in_force(trigger):
                found = override
        return (self.amount, None) if found is None else (found.amount, found)


class ExtensionGround(Named):
    """A ground on which a term may be extended."""

    source: Annotated[str, StringConstraints(min_length=3)]


class ClocksFile(Model):
    """clocks.toml."""

    clock: tuple[ClockRule, ...]
    extension_ground: tuple[ExtensionGround, ...] = ()
