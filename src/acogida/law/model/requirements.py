"""What each official paper needs, and who gives it (requirements.toml)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from acogida.law.model.base import Code, Model, Named, Sourced, Text

EvidenceSort = Literal["document", "declaration", "produced", "held"]
"""A paper the person brings, something she says or signs, a paper another step makes, or what an agency has on file."""

GivenBy = Literal["registration", "state", "person"]


class Agency(Named):
    """Who issues papers or has something on file."""


class Ban(Sourced):
    """What the law forbids: asking for the same thing again, or refusing for want of it."""

    code: Code
    text: Text


class EvidenceKind(Named):
    """A way to satisfy an item. `document` is the paper that is this evidence, `agency` who makes it or has it on file.

    `sought` false: accepted where there is one, but nobody is asked for it and no paper waits for it."""

    kind: EvidenceSort
    document: Code | None = None
    agency: Code | None = None
    sought: bool = True


class Item(Sourced):
    """One thing that papers need. `ask` puts it to the person in plain words; `evidence` says what satisfies it, the best
    first; `months` for how long (from its date); `family`: what one member gave serves the others; `when` (CEL over facts):
    of whom it is needed; `bans`: which rules forbid to ask for it again."""

    code: Code
    label: Text
    ask: Text
    given_by: GivenBy
    evidence: tuple[Code, ...]
    months: Annotated[int, Field(gt=0)] | None = None
    family: bool = False
    when: str | None = None
    bans: tuple[Code, ...] = ()


class PaperCondition(Model):
    """Something that must be so (CEL over facts, items and papers) before a paper is asked for."""

    code: Code
    expr: str
    message: Text


class Paper(Sourced):
    """An official paper. It needs every item of `needs`, one of each group of `one_of`; the absence of one of `helpful`
    bars nothing.

    `of`: whom it is for (for others it never comes up); `conditions`: when it comes up. `always`: items needed here of
    everybody, whatever their own `when` says. `carries`: the items that stand on it, so that it is made again when they
    change. `registration`: its items are taken down when the person is registered.
    """

    code: Code
    label: Text
    issuer: Code
    validity: Text
    needs: tuple[Code, ...]
    one_of: tuple[tuple[Code, ...], ...] = ()
    helpful: tuple[Code, ...] = ()
    always: tuple[Code, ...] = ()
    carries: tuple[Code, ...] = ()
    of: PaperCondition | None = None
    conditions: tuple[PaperCondition, ...] = ()
    registration: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """Every item it asks for, each once, in the order of the file."""
        return tuple(dict.fromkeys((*self.needs, *(code for group in self.one_of for code in group), *self.helpful)))


class PersonFact(Named):
    """Something conditions may ask of the person, beside the items and papers she has; `default` where nobody says."""

    default: bool = False


class RequirementWords(Model):
    """How the program says why a paper is to be made again, or not yet. `{…}` are filled in."""

    changed: Text  # {items}
    expired: Text  # {on}
    renew: Text | None = None  # {on}; without it as `expired`


class RequirementsFile(Model):
    """requirements.toml; a pack without it has no papers to explain."""

    words: RequirementWords | None = None
    agency: tuple[Agency, ...] = ()
    ban: tuple[Ban, ...] = ()
    fact: tuple[PersonFact, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()
    item: tuple[Item, ...] = ()
    document: tuple[Paper, ...] = ()
