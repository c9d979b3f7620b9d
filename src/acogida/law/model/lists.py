"""Short lists of a pack: identity (pack.toml), offices, grounds, outcomes, specific needs, documents."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from acogida.law.model.base import Code, Model, Named, Sourced, Text


def _numbers_differ(pattern: str) -> str:
    """The pattern of case numbers gives another number for another office, year or serial."""
    try:
        made = {
            pattern.format(office=o, year=y, number=n)
            for o, y, n in [("A", 1, 1), ("B", 1, 1), ("A", 2, 1), ("A", 1, 2)]
        }
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"{pattern!r} is not a pattern of {{office}}, {{year}} and {{number}}: {error}") from None
    if len(made) < 4:
        raise ValueError("a case number must contain {office}, {year} and {number}")
    return pattern


class Letter(Named):
    """A document the procedure produces, by the name of its template; a plain one carries its `paragraphs`.

    `summary` says in plain words what it means for the person, in her language (without one, the paragraphs are given in
    it); `highlights` are what she must find at a glance: answers of the step, or `due_<clock>`."""

    kind: Code
    source: str
    paragraphs: tuple[Text, ...] = ()
    summary: tuple[Text, ...] = ()
    highlights: tuple[Code, ...] = ()


class Body(Named):
    """Who acts: an officer, a director, a commission, a minister, a tribunal, a court. `suspensive`: an appeal to it
    suspends what was decided."""

    kind: Literal["officer", "director", "commission", "minister", "tribunal", "court"]
    scope: Text | None = None
    powers: tuple[Text, ...] = ()
    suspensive: bool = False
    source: str


class IdentifierEnding(Sourced):
    """What makes a number inactive: one of these steps, for a claim so decided (`outcomes` empty: however decided); with
    no steps only a person says so. A permanent number ends by it only where `permanent` says so."""

    code: Code
    label: Text
    transitions: tuple[Code, ...] = ()
    outcomes: tuple[Code, ...] = ()
    permanent: bool = False


class IdentifierConversion(Sourced):
    """What makes a temporary number permanent: a step in whose `field` one of `values` was answered, for a claim so
    decided."""

    transition: Code
    field: Code
    values: tuple[str, ...]
    outcomes: tuple[Code, ...]


class Identifier(Named):
    """A number that another authority gives the person (CURP, UCI, DIMEX): an attribute, never a key.

    `clock` is the term for which a temporary one is valid, with its extension for the renewal; without one it is kept
    until the date that the other authority says."""

    issuer: Text
    pattern: str | None = None
    source: str
    clock: Code | None = None
    permanent: IdentifierConversion | None = None
    ending: tuple[IdentifierEnding, ...] = ()


class SigningRule(Sourced):
    """Signing several decisions in one sitting: at most `most`. Each is opened first, but for those decided by one of the
    `sampled` outcomes, where the signatory may open a drawn share instead, and never fewer than `sample_least`."""

    most: Annotated[int, Field(ge=2, le=500)] = 50
    sampled: tuple[Code, ...] = ()
    sample_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    sample_least: Annotated[int, Field(ge=1)] = 1


class PackFile(Model):
    """pack.toml: which law this is, and whose."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
    authority: Text
    authority_short: str
    languages: tuple[Code, ...]
    effective: dt.date
    case_number: Annotated[str, AfterValidator(_numbers_differ)]
    instruments: dict[str, Text]
    letter: tuple[Letter, ...] = ()
    shared: tuple[str, ...] = ()  # files taken as they are from packs/common
    body: tuple[Body, ...] = ()
    identifier: tuple[Identifier, ...] = ()
    signing: SigningRule | None = None


class Office(Named):
    """One office of the authority; `zone` is the IANA time zone that decides its civil day."""

    name: str
    zone: str
    state: str
    share: Annotated[float, Field(ge=0, le=1)] = 0.0  # of applications, for demonstration data


class OfficesFile(Model):
    office: tuple[Office, ...]


class Circumstance(Named):
    """A circumstance that must be named when its ground is used (the five of Cartagena)."""


class Ground(Sourced):
    """A legal ground of protection, exclusion or complementary protection."""

    code: Code
    label: Text
    family: Literal["convention", "cartagena", "sur_place", "complementary", "exclusion"]
    circumstances: tuple[Circumstance, ...] = ()


class Outcome(Sourced):
    """How a claim can be decided. `needs_grounds`: families of which at least one ground must be named; `summary`: what
    it means for the person, in plain words."""

    code: Code
    label: Text
    positive: bool
    status: Code | None = None
    needs_grounds: tuple[str, ...] = ()
    summary: tuple[Text, ...] = ()


class NotificationMethod(Named):
    """How a resolution is brought to the person; `personal` service takes effect the same day."""

    personal: bool
    source: str


class GroundsFile(Model):
    """grounds.toml."""

    ground: tuple[Ground, ...]
    outcome: tuple[Outcome, ...]
    notification_method: tuple[NotificationMethod, ...]


class NeedGroup(Named):
    """A group of specific needs; `law` names the statute's own categories it maps to, `tell` the authorities that hear of
    a child with one of them."""

    law: str | None = None
    tell: tuple[Code, ...] = ()


class Need(Named):
    """One specific need. `restricted`: seen only by who needs to; `refer` and `accommodate` say what follows."""

    group: Code
    restricted: bool = False
    deprecated: bool = False
    refer: Text | None = None
    accommodate: Text | None = None


class NeedStatus(Named):
    """How far a reported need is confirmed."""


class NeedsFile(Model):
    """needs.toml."""

    source: str
    group: tuple[NeedGroup, ...]
    need: tuple[Need, ...]
    status: tuple[NeedStatus, ...]
