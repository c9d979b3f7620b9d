"""Whether the country information a decision rests on still bears it, fact by fact. Pure.

What is amber wants a reason, what is red wants one of a supervisor (`actions.citing.answer`). A fact without a citation, and
without its being said that there is none, is no warning but a gap: no reason fills it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from acogida.coi.ages import Level, judgement
from acogida.law.model.coi import InformationAge

SUPERSEDED, WITHDRAWN = "superseded", "withdrawn"
DORMANT, CEASED, BANNED = "dormant", "ceased", "banned"


@dataclass(frozen=True)
class Cited:
    """What the checks ask of one citation. `origin`: who first reported it, so that two outlets that repeat one organisation
    count once. `flags`: events in its country after its cut-off (ids). `translation_old`: the translation quoted was not made
    from these words."""

    id: str
    role: str
    state: str
    topics: tuple[str, ...]
    covered: dt.date | None
    source_status: str
    origin: str
    newer: str = ""  # the edition that took its place
    restricted: bool = False
    disclosed: bool = False
    flags: tuple[str, ...] = ()
    translation_old: bool = False


@dataclass(frozen=True)
class Fact:
    """A material fact: what is cited for or against it, and whether it is said that there is nothing."""

    id: str
    cited: tuple[Cited, ...] = ()
    none: bool = False


@dataclass(frozen=True)
class Warning:
    """`mark` tells it apart from every other: what was answered to one edition, event or age is no answer to the next."""

    code: str
    level: Level
    fact: str
    citation: str = ""
    detail: str = ""
    months: int | None = None

    @property
    def mark(self) -> str:
        return ":".join((self.code, self.citation or self.fact, self.detail))


@dataclass(frozen=True)
class Checked:
    """`gaps`: facts with neither a citation nor an explicit none."""

    gaps: tuple[str, ...]
    warnings: tuple[Warning, ...]

    def unanswered(self, answers: Collection[str], *levels: Level) -> tuple[Warning, ...]:
        """The warnings without an answer, of these levels or of any."""
        return tuple(
            each for each in self.warnings if each.mark not in answers and (not levels or each.level in levels)
        )


def check(facts: Sequence[Fact], on: dt.date, ages: Sequence[InformationAge]) -> Checked:
    """Everything that is to be said about the facts on the day `on`."""
    warnings: list[Warning] = []
    for fact in facts:
        for cited in fact.cited:
            warnings += _of_citation(fact.id, cited, on, ages)
        warnings += _origins(fact)
    return Checked(tuple(fact.id for fact in facts if not fact.cited and not fact.none), tuple(warnings))


def _of_citation(fact: str, cited: Cited, on: dt.date, ages: Sequence[InformationAge]) -> list[Warning]:
    found: list[Warning] = []

    def add(code: str, level: Level, detail: str = "", months: int | None = None) -> None:
        found.append(Warning(code, level, fact, cited.id, detail, months))

    if cited.state == WITHDRAWN:
        add("withdrawn", Level.RED)
    elif cited.state == SUPERSEDED:
        add("superseded", Level.AMBER, cited.newer)
    if cited.source_status == BANNED:
        add("source", Level.RED, BANNED)
    elif cited.source_status in (DORMANT, CEASED):
        add("source", Level.AMBER, cited.source_status)
    age = judgement(cited.topics, cited.covered, on, ages)
    if age.level != Level.FRESH:
        add("age", age.level, age.level.value, age.months)
    if cited.restricted and not cited.disclosed:
        add("undisclosed", Level.RED)
    for flag in cited.flags:
        add("event", Level.AMBER, flag)
    if cited.translation_old:
        add("translation", Level.AMBER)
    return found


def _origins(fact: Fact) -> list[Warning]:
    """Each side of a fact that one origin alone carries."""
    sides: dict[str, set[str]] = {}
    for cited in fact.cited:
        sides.setdefault(cited.role, set()).add(cited.origin)
    return [
        Warning("single", Level.AMBER, fact.id, detail=f"{role}-{next(iter(origins))}"[:100])
        for role, origins in sorted(sides.items())
        if len(origins) == 1
    ]


def by_fact(warnings: Collection[Warning]) -> Mapping[str, list[Warning]]:
    """The warnings under their facts, the gravest first."""
    found: dict[str, list[Warning]] = {}
    for each in sorted(warnings, key=lambda w: w.level != Level.RED):
        found.setdefault(each.fact, []).append(each)
    return found
