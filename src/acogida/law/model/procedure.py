"""Stages, transitions and the conditions that guard them (procedure.toml)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from acogida.law.model.base import Code, Model, Named, Sourced, Text
from acogida.law.model.forms import Option


class StageBar(Named):
    """One step of the bar that shows how far a case is."""


class Stage(Named):
    """Where a claim stands. `open` stages still need work; `bar` is None for ends off the road (withdrawn …).

    `counts` is false for what is not an application yet (a wish expressed, a pre-registration): no count of
    applications includes it.
    """

    order: int = 0  # position in the file, filled by the loader
    open: bool
    bar: Code | None = None
    counts: bool = True


class Pending(Model):
    """The latest of these steps opened something that none has closed since."""

    opens: tuple[Code, ...]
    closes: tuple[Code, ...]


CaseValue = Literal[
    "modality", "modality_refusal", "modality_interview", "outcome", "outcome_positive", "basis", "role", "member_count",
    "office",
]  # fmt: skip


class Fact(Named):
    """A fact that conditions may use, with its type.

    A fact with a derivation is computed from the case's own log (`law.facts`); one without is provided by the room that
    knows it. `taken`: one of the steps was taken (int: how often). `pending`: see there. `answer`: the latest answer given
    to "transition.field". `lapsed`, `running`: a clock's term has passed, or is in force. `switch`: a dated rule is on.
    `of`: what the case says of itself.
    """

    type: Literal["bool", "int", "str", "list"]
    taken: tuple[Code, ...] = ()
    pending: Pending | None = None
    answer: tuple[str, ...] = ()
    lapsed: Code | None = None
    running: Code | None = None
    switch: Code | None = None
    of: CaseValue | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, data: Any) -> Any:
        if isinstance(data, dict):
            lists = {key: [data[key]] for key in ("taken", "answer") if isinstance(data.get(key), str)}
            return {**data, **lists}
        return data

    @model_validator(mode="after")
    def _one_derivation(self) -> Fact:
        given = [self.taken, self.pending, self.answer, self.lapsed, self.running, self.switch, self.of]
        if sum(bool(way) for way in given) > 1:
            raise ValueError("a fact is derived in one way: give only one of taken, pending, answer, lapsed, running, "
                             "switch, of")  # fmt: skip
        if self.type != "bool" and (self.pending or self.lapsed or self.running or self.switch):
            raise ValueError("pending, lapsed, running and switch give a fact of type bool")
        if self.taken and self.type not in ("bool", "int"):
            raise ValueError("taken gives a fact of type bool, or int for how often")
        return self

    @property
    def derived(self) -> bool:
        """Whether it follows from the case's own log."""
        return bool(self.taken or self.pending or self.answer or self.lapsed or self.running or self.switch or self.of)


class Condition(Model):
    """A guard: a CEL expression over facts, and what the person is told when it is false."""

    code: Code
    expr: str
    message: Text
    facts: tuple[str, ...] = ()  # filled by the loader from the expression
    source: str | None = None


class StepField(Named):
    """One answer that a step asks for; it stands in the event's payload under its code.

    Codes with a meaning of their own: `outcome`, `notified_on`, `modality`, `office_to`, and `amount` with `ground`.
    `min` and `max` bound a number; `show_if` is CEL over the other answers.
    """

    help: Text | None = None
    type: Literal["text", "longtext", "date", "yesno", "choice", "multichoice", "number", "office", "country"]
    required: bool = False
    options: tuple[Option, ...] = ()
    options_from: (
        Literal["outcomes", "grounds", "circumstances", "offices", "modalities", "extension_grounds"] | None
    ) = None
    min: int | None = None
    max: int | None = None
    show_if: str | None = None


class Start(Model):
    """A clock that a step starts: `when` is CEL over its answers; `days` names the number that sets the length;
    `outcomes`: only for claims so decided (empty: for all)."""

    clock: Code
    when: str | None = None
    days: Code | None = None
    outcomes: tuple[Code, ...] = ()


class Transition(Model):
    """A step of the procedure.

    `from_` lists the stages it may be taken in; `creates`: it may also create the case (by default exactly when there is
    no `from`). `to` is the next stage, None when the stage stays. `starts`, `stops`, `pauses`, `resumes`, `extends` hold
    clock codes. `date_field` names the date in the event's payload that counts as the legal date of the step (None: the
    office's civil day). `distinct_from`: whoever takes it took none of those on the same claim. `modalities`: only in
    these (empty: all). `switch`: only while that dated rule is on. `body`: whose act it is. `clears_outcome`: the claim is
    undecided again. `since` and `until` are the dates of the rule itself; `verified` and `note` as in every rule.
    """

    name: Code
    label: Text
    help: Text | None = None
    unit: Literal["case", "claim"]
    action: Code
    from_: tuple[Code, ...] = Field(default=(), alias="from")
    creates: bool | None = None
    to: Code | None = None
    fields: tuple[StepField, ...] = ()
    conditions: tuple[Condition, ...] = ()
    distinct_from: tuple[Code, ...] = ()
    modalities: tuple[Code, ...] = ()
    switch: Code | None = None
    body: Code | None = None
    rare: bool = False
    clears_outcome: bool = False
    effects: tuple[Code, ...] = ()
    starts: tuple[Start, ...] = ()
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

    @model_validator(mode="before")
    @classmethod
    def _plain_starts(cls, data: Any) -> Any:
        if isinstance(data, dict) and "starts" in data:
            starts = [{"clock": start} if isinstance(start, str) else start for start in data["starts"]]
            return {**data, "starts": starts}
        return data

    @model_validator(mode="after")
    def _whole(self) -> Transition:
        if not self.verified and self.note is None:
            raise ValueError("a rule with verified = false needs a 'note' that says what has to be verified")
        if self.creates is False and not self.from_:
            raise ValueError("a step without 'from' creates the case: leave out creates = false, or give 'from'")
        return self

    @property
    def opens_case(self) -> bool:
        """Whether a case may begin with it."""
        return self.creates if self.creates is not None else not self.from_

    def in_force(self, day: dt.date) -> bool:
        """Whether the step was law on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    def answer_dates(self) -> frozenset[str]:
        """The codes of its date fields."""
        return frozenset(field.code for field in self.fields if field.type == "date")


class SwitchPeriod(Model):
    """From when to when a dated rule is on or off, and by which instrument."""

    on: bool
    from_: dt.date = Field(alias="from")
    to: dt.date | None = None
    source: Annotated[str, StringConstraints(min_length=3)]

    def covers(self, day: dt.date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


class Switch(Sourced):
    """A rule that a court or an instrument turns on and off by date. The authority adds periods as rows; a later
    period wins over an earlier one."""

    code: Code
    label: Text
    default: bool
    period: tuple[SwitchPeriod, ...] = ()


class ProcedureFile(Model):
    """procedure.toml. The order of `bar` and `stage` in the file is their order everywhere."""

    bar: tuple[StageBar, ...]
    stage: tuple[Stage, ...]
    fact: tuple[Fact, ...]
    transition: tuple[Transition, ...]
    switch: tuple[Switch, ...] = ()


class Refusal(Model):
    """Why a transition cannot be taken now."""

    code: str
    message: Text
    source: str | None = None
