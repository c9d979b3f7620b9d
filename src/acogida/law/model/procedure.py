"""Stages, transitions and the conditions that guard them (procedure.toml)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from acogida.law.model.base import Code, Model, Named, Text


class StageBar(Named):
    """One step of the bar that shows how far a case is."""


class Stage(Named):
    """Where a claim stands. `open` stages still need work; `bar` is None for ends off the road (withdrawn …)."""

    order: int = 0  # position in the file, filled by the loader
    open: bool
    bar: Code | None = None


class Fact(Named):
    """A fact that conditions may use, with its type."""

    type: Literal["bool", "int", "str", "list"]


class Condition(Model):
    """A guard: a CEL expression over facts, and what the person is told when it is false."""

    code: Code
    expr: str
    message: Text
    facts: tuple[str, ...] = ()  # filled by the loader from the expression
    source: str | None = None


class Transition(Model):
    """A step of the procedure.

    `from_` lists the stages it may be taken in (empty: it creates the case); `to` is the next stage, None when the
    stage stays. `starts`, `stops`, `pauses`, `resumes`, `extends` hold clock codes. `date_field` names the date in the
    event's payload that counts as the legal date of the step (None: the office's civil day). `since` and `until` are
    the dates of the rule itself; `verified` and `note` as in every rule.
    """

    name: Code
    label: Text
    unit: Literal["case", "claim"]
    action: Code
    from_: tuple[Code, ...] = Field(default=(), alias="from")
    to: Code | None = None
    conditions: tuple[Condition, ...] = ()
    effects: tuple[Code, ...] = ()
    starts: tuple[Code, ...] = ()
    stops: tuple[Code, ...] = ()
    pauses: tuple[Code, ...] = ()
    resumes: tuple[Code, ...] = ()
    extends: tuple[Code, ...] = ()
    documents: tuple[Code, ...] = ()
    outcome: Code | None = None
    date_field: Code | None = None
    source: Annotated[str, StringConstraints(min_length=3)]
    since: dt.date
    until: dt.date | None = None
    verified: bool = True
    note: Text | None = None

    @model_validator(mode="after")
    def _note_when_unverified(self) -> Transition:
        if not self.verified and self.note is None:
            raise ValueError("a rule with verified = false needs a 'note' that says what has to be verified")
        return self


class ProcedureFile(Model):
    """procedure.toml. The order of `bar` and `stage` in the file is their order everywhere."""

    bar: tuple[StageBar, ...]
    stage: tuple[Stage, ...]
    fact: tuple[Fact, ...]
    transition: tuple[Transition, ...]


class Refusal(Model):
    """Why a transition cannot be taken now."""

    code: str
    message: Text
    source: str | None = None
