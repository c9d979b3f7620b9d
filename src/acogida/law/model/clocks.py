"""Legal clocks (clocks.toml): how long, from when, in which days, what stops and what lengthens them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from acogida.law.model.base import Code, Model, Named, Sourced, Text

Unit = Literal["working", "calendar", "months", "hours"]


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


class ClockRule(Sourced):
    """One clock.

    `code` is the law's row (C8), `name` the word people and commands use (decide). `trigger` says which event starts
    it; `calendar` which days count; `suspends` whether it stands still while terms are suspended (a calendar, month or
    hour clock otherwise runs on every day). Day zero is never counted; `roll` moves an end on a day that does not
    count. `at_least` marks a term the authority may set longer (prevention: not less than five days).
    """

    code: Code
    name: Code
    label: Text
    amount: Annotated[int, Field(gt=0)]
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
    holder: Literal["authority", "applicant"]
    extension: ExtensionRule | None = None
    lapse: Lapse


class ExtensionGround(Named):
    """A ground on which a term may be extended."""

    source: Annotated[str, StringConstraints(min_length=3)]


class ClocksFile(Model):
    """clocks.toml."""

    clock: tuple[ClockRule, ...]
    extension_ground: tuple[ExtensionGround, ...] = ()
