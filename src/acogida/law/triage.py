"""Triage: which modality and priority the pack's decision tables propose, and which declarations cover a case. Pure.

The table proposes and says which row fired; a person confirms or overrules. Nothing is scored, and nothing is concluded
from what is not known: a fact that is missing is an error, never a pass. Source of the ways of processing: UNHCR
Procedural Standards for RSD; LSR art. 26 for groups.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from acogida.law.conditions import holds, variables_of
from acogida.law.errors import MissingFact
from acogida.law.model.base import Text
from acogida.law.model.procedure import Refusal
from acogida.law.model.triage import Declaration, Priority, TriageRow, TriageTable
from acogida.law.refusing import filled

if TYPE_CHECKING:
    from acogida.law.pack import Pack

DECLARATIONS = "declarations"  # the fact that lists the codes of the declarations that cover a case
NATIONALITY = "nationality"  # the fact that says whose declaration is asked for
Why = Literal["fired", "false", "row_not_in_force", "modality_not_in_force", "not_asked"]
NO_ROW = Text(
    {
        "es": "Ninguna regla de la tabla se cumple: se propone la modalidad ordinaria.",
        "en": "No row of the table holds: the default modality is proposed.",
    }
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One row, and what became of it. `values`: the facts its condition used, by name.

    `why`: "fired"; "false" (the condition does not hold); "row_not_in_force", "modality_not_in_force" (on that date);
    "not_asked" (an earlier row fired).
    """

    row: TriageRow
    table: TriageTable
    why: Why
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the tables propose on a date. `row` and `table` are "" and `table_from` None when no row fired and the
    default modality is proposed."""

    modality: str
    priority: Priority
    row: str
    because: Text
    source: str
    table: str
    table_from: dt.date | None
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A declaration in force for the nationality, and what takes this case out of it (empty: it covers the case).

    Whether the person fits the declaration's profile is for a person to say.
    """

    declaration: Declaration
    excluded: tuple[Refusal, ...]

    @property
    def covers(self) -> bool:
        return not self.excluded


def facts_needed(pack: Pack, on: dt.date) -> frozenset[str]:
    """The facts that must be gathered before `propose` can be asked: all that rows in force refer to."""
    return frozenset(
        name for table in _tables(pack, on) for row in table.row if row.in_force(on) for name in variables_of(row.when)
    )


def declaration_facts(pack: Pack, on: dt.date) -> frozenset[str]:
    """The facts that `declarations` needs: the nationality, and what exclusions in force refer to."""
    names = {name for each in _declared(pack, on) for rule in each.exclusions for name in variables_of(rule.expr)}
    return frozenset(names | {NATIONALITY}) - {DECLARATIONS}


def propose(pack: Pack, facts: Mapping[str, Any], on: dt.date) -> Proposal:
    """The first row, in the pack's order, that is in force on `on` and whose condition holds for `facts`.

    When none does, the pack's default modality with normal priority. Raises MissingFact when `facts` lack one of
    `facts_needed` (also one that an earlier row made unnecessary: the answer must not depend on luck), LawError when a
    condition gives something other than true or false.
    """
    needed = facts_needed(pack, on)
    if missing := sorted(needed - facts.keys()):
        raise MissingFact(f"triage needs the fact(s) {', '.join(missing)}, which were not given")
    modalities = {modality.code for modality in pack.modalities if modality.in_force(on)}
    tried: list[Tried] = []
    fired: Tried | None = None
    for table, row in _rows(pack, on):
        why = _why(row, facts, on, modalities) if fired is None else "not_asked"
        values = {name: facts[name] for name in sorted(variables_of(row.when)) if name in facts}
        tried.append(Tried(row, table, why, values))
        if why == "fired":
            fired = tried[-1]
    if fired is None:
        default = pack.modality(pack.default_modality)
        return Proposal(default.code, "normal", "", NO_ROW, default.source, "", None, tuple(tried))
    row, table = fired.row, fired.table
    because = filled(row.because, tuple(fired.values), fired.values)
    return Proposal(row.modality, row.priority, row.code, because, row.source, table.code, table.from_, tuple(tried))


def declarations(pack: Pack, facts: Mapping[str, Any], on: dt.date) -> tuple[Coverage, ...]:
    """The declarations in force on `on` for the fact "nationality", each with the exclusions that apply to this case.

    Raises MissingFact as `propose` does.
    """
    if missing := sorted(declaration_facts(pack, on) - facts.keys()):
        raise MissingFact(f"the declarations need the fact(s) {', '.join(missing)}, which were not given")
    found = []
    for each in _declared(pack, on):
        if each.nationalities and facts[NATIONALITY] not in each.nationalities:
            continue
        out = [
            Refusal(
                code=rule.code,
                message=filled(rule.message, tuple(sorted(variables_of(rule.expr))), facts),
                source=rule.source or each.source,
            )
            for rule in each.exclusions
            if not holds(rule.expr, facts)
        ]
        found.append(Coverage(each, tuple(out)))
    return tuple(found)


def covering(pack: Pack, facts: Mapping[str, Any], on: dt.date) -> list[str]:
    """The codes of the declarations that cover the case: the value of the fact "declarations"."""
    return [each.declaration.code for each in declarations(pack, facts, on) if each.covers]


def _why(row: TriageRow, facts: Mapping[str, Any], on: dt.date, modalities: set[str]) -> Why:
    if not row.in_force(on):
        return "row_not_in_force"
    if row.modality not in modalities:
        return "modality_not_in_force"
    return "fired" if holds(row.when, facts) else "false"


def _tables(pack: Pack, on: dt.date) -> Iterator[TriageTable]:
    return (table for table in pack.triage_tables if table.in_force(on))


def _rows(pack: Pack, on: dt.date) -> Iterator[tuple[TriageTable, TriageRow]]:
    return ((table, row) for table in _tables(pack, on) for row in table.row)


def _declared(pack: Pack, on: dt.date) -> list[Declaration]:
    return [each for each in pack.declarations if each.in_force(on)]
