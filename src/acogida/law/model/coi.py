"""coi.toml: how the COI unit works: until when information is recent, how soon a request is answered, how often a source
is looked at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from acogida.law.model.base import Code, Model, Text


class InformationAge(Model):
    """From which age on information about `topics` (codes of the room `coi`) wants a reason (`amber_months`), or a
    supervisor (`red_months`). Counted from the end of the period it covers. Without topics: for every other one."""

    code: Code
    label: Text
    topics: tuple[Code, ...] = ()
    amber_months: Annotated[int, Field(gt=0)]
    red_months: Annotated[int, Field(gt=0)]
    source: str

    @model_validator(mode="after")
    def _amber_first(self) -> InformationAge:
        if self.red_months < self.amber_months:
            raise ValueError("'red_months' is less than 'amber_months'")
        return self


class RequestTerm(Model):
    """Working days in which a research request of that urgency is answered."""

    urgency: Code
    label: Text
    working_days: Annotated[int, Field(gt=0)]
    source: str


class SourceCheck(Model):
    """Every how many days a source is looked at, by the priority of the country it is about."""

    country_priority: Literal["A", "B", "C", "D", "E"]
    days: Annotated[int, Field(gt=0)]


class CoiFile(Model):
    """coi.toml."""

    age: tuple[InformationAge, ...] = ()
    term: tuple[RequestTerm, ...] = ()
    check: tuple[SourceCheck, ...] = ()
