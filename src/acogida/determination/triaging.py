"""What triage puts before a person: the facts, the proposal of the pack's tables, and what stands in the log afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acogida.cases import log, packs
from acogida.cases.known import Known
from acogida.cases.models import Case, Event
from acogida.determination import triage_facts
from acogida.law import Pack, triage
from acogida.law.triage import Coverage, Proposal

TRIAGE, CHANGE = "triage", "change_modality"  # transitions of the pack
STEPS = (TRIAGE, CHANGE)
PRIORITIES = ("urgent", "high", "normal")
RESTRICTED = "restricted"  # stands in the log for the code of a need that only some may see


@dataclass(frozen=True)
class Sheet:
    """The facts of a case on a day, what the tables propose from them, and which declarations were looked at."""

    pack: Pack
    on: dt.date
    facts: Mapping[str, Any]
    proposal: Proposal
    declarations: tuple[Coverage, ...]

    @property
    def print(self) -> str:
        """What was proposed, in one word: sent along with the form, so that nobody confirms another proposal than the
        one she read."""
        row = self.proposal
        return f"{row.table}.{row.row}:{row.modality}:{row.priority}"

    @property
    def logged(self) -> dict[str, Any]:
        """The facts as the log keeps them: no names, and no code of a restricted need."""
        return {name: _without_restricted(self.pack, value) if name == "needs" else value
                for name, value in sorted(self.facts.items())}  # fmt: skip


def sheet(case: Case) -> Sheet:
    """What the tables in force today say of `case`. Raises LawError when a fact is missing: then nothing is proposed."""
    pack, today = packs.of(case), case.office.today()
    names = triage.facts_needed(pack, today) | triage.declaration_facts(pack, today)
    known = Known(case, today).facts(names, None)
    facts = {name: known[name] for name in names}
    return Sheet(pack, today, facts, triage.propose(pack, facts, today), triage.declarations(pack, facts, today))


def decided(sheet: Sheet, before: str, modality: str, priority: str, reason: str) -> dict[str, Any]:
    """What the log keeps of a decision: what was proposed, by which row, and the facts it rested on; what was decided
    instead, and why."""
    proposal = sheet.proposal
    return {
        "modality": modality,
        "priority": priority,
        "row": proposal.row,
        "overruled": (modality, priority) != (proposal.modality, proposal.priority),
        "reason": reason,
        "proposed": proposal.modality,
        "proposed_priority": proposal.priority,
        "table": proposal.table,
        "table_from": proposal.table_from.isoformat() if proposal.table_from else "",
        "pack": sheet.pack.hash,
        "before": before,
        "facts": sheet.logged,
        "declarations": [each.declaration.code for each in sheet.declarations if each.covers],
    }


def noted(case: Case) -> dict[str, Any]:
    """What holds now of what people note for triage; signs that follow from needs or an assessment are not among it."""
    return {
        "detained": triage_facts.detained(case, None),
        "identity_doubt": triage_facts.identity_doubt(case, None),
        "exclusion_flags": log.last_payload(case, triage_facts.NOTED).get("exclusion_flags", []),
    }


def history(case: Case) -> list[Event]:
    """The steps that set the modality, newest first."""
    return [event for event in reversed(log.of(case)) if event.kind in STEPS]


def step_for(case: Case) -> str:
    """The step by which the modality is set now: triage the first time, later a change, where the pack has a step of its
    own for that."""
    return CHANGE if CHANGE in packs.of(case).transitions and history(case) else TRIAGE


def _without_restricted(pack: Pack, codes: list[str]) -> list[str]:
    restricted = {need.code for need in pack.needs if need.restricted}
    known = {need.code for need in pack.needs}
    shown = [code for code in codes if code in known - restricted]
    return shown + [RESTRICTED] * (len(shown) < len(codes))
