"""Modalities, decision tables and declarations (triage.toml)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from acogida.law.model.base import Code, Model, Named, Sourced, Text
from acogida.law.model.procedure import Condition, Fact

Priority = Literal["urgent", "high", "normal"]


class Modality(Sourced):
    """A way of processing a claim. `refusal`: a negative decision is allowed in it; `interview`: it needs a full one.

    `safeguards` never change, whatever is shortened or simplified.
    """

    code: Code
    label: Text
    description: Text
    default: bool = False
    refusal: bool = True
    interview: bool = True
    safeguards: tuple[Text, ...] = ()


class TriageRow(Model):
    """One row of a decision table: if `when` (CEL over facts) holds, this modality and priority are proposed."""

    code: Code
    when: str
    modality: Code
    priority: Priority = "normal"
    because: Text
    source: Annotated[str, StringConstraints(min_length=3)]
    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class TriageTable(Sourced):
    """Rows in order: the first that holds is proposed; a person confirms or overrules."""

    code: Code
    label: Text
    row: tuple[TriageRow, ...]


class Declaration(Sourced):
    """A declaration for a group, or a presumption of inclusion: whom it covers, from when to when, and who is excluded
    from it (each exclusion's condition must hold for the declaration to cover a case)."""

    code: Code
    label: Text
    kind: Literal["group", "inclusion_presumption"]
    nationalities: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...] = ()
    profile: Text
    exclusions: tuple[Condition, ...] = ()


class TriageFile(Model):
    """triage.toml."""

    modality: tuple[Modality, ...]
    fact: tuple[Fact, ...] = ()
    table: tuple[TriageTable, ...] = ()
    declaration: tuple[Declaration, ...] = ()


class PackageSection(Model):
    """A heading and what stands under it."""

    heading: Text
    body: Text


class InformationPackage(Named):
    """What an applicant is told, in her language; `show_if` is CEL over `person` and `flags`."""

    audience: Text
    show_if: str | None = None
    section: tuple[PackageSection, ...]


class InformationFile(Model):
    """information.toml."""

    package: tuple[InformationPackage, ...] = ()
