"""What is known of one case when a condition asks: each thing gathered at most once, whatever asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import Any

from acogida.cases import log, packs
from acogida.cases.models import Case, Claim
from acogida.hooks.acting import actor
from acogida.hooks.registry import counted, gather, gathering
from acogida.law import ClockLeft, History, LoggedStep, Refusal, derive


class Known:
    """The facts about a case and its claims on a day, for as long as nothing is written."""

    def __init__(self, case: Case, on: dt.date | None = None) -> None:
        self.case = case
        self.on = on or case.office.today()
        self.rules = packs.rules_of(case)
        self._facts: dict[Claim | None, dict[str, Any]] = {}
        self._shared: dict[Hashable, Any] = {}  # what facts read together

    def facts(self, names: Iterable[str], claim: Claim | None) -> dict[str, Any]:
        """The facts by name: derived from the log where the pack says so, else asked from the room that knows."""
        known = self._facts.setdefault(claim, {})
        missing = set(names) - known.keys()
        pack = self.rules.pack
        derived = [pack.facts[name] for name in missing if name in pack.facts and pack.facts[name].derived]
        with gathering(self._shared):
            if derived:
                known |= derive(pack, derived, self.history(claim))
            known |= gather(missing - known.keys(), self.case, claim)
        return known

    def refusals(self, transition: str, claim: Claim | None) -> list[Refusal]:
        """Why whoever acts cannot take the step now; empty when it can be taken."""
        pack = self.rules.pack
        rule = pack.transition(transition)
        return pack.refusals(
            transition,
            claim.stage if claim else self.case.stage,
            self.facts(pack.facts_needed(transition), claim),
            self.on,
            modality=self.case.modality,
            off=self._off,
            taken=self._taken(claim) if rule.distinct_from else (),
        )

    def _taken(self, claim: Claim | None) -> frozenset[str]:
        """The steps that whoever acts took before on this claim or its case, and those her other work counts as."""
        me = actor()
        others = {
            counted[event.kind]
            for event in log.of(self.case)
            if event.kind in counted and event.actor_id == me and (claim is None or event.claim_id in (None, claim.pk))
        }
        return self.history(claim).taken_by(_text(me)) | others

    def history(self, claim: Claim | None) -> History:
        """The case's log as conditions see it, from the side of one claim."""
        return History(
            claim=str(claim.pk) if claim else None,
            on=self.on,
            steps=self._steps,
            clocks=self._clocks,
            off=self._off,
            values=self._values(claim),
        )

    @cached_property
    def _off(self) -> frozenset[str]:
        return self.rules.off(self.on)

    @cached_property
    def _steps(self) -> list[LoggedStep]:
        kinds = self.rules.pack.transitions
        return [
            LoggedStep(event.kind, _text(event.claim_id), event.payload, _text(event.actor_id))
            for event in log.of(self.case)
            if event.kind in kinds
        ]

    @cached_property
    def _clocks(self) -> list[ClockLeft]:
        return [
            ClockLeft(row.clock, _text(row.claim_id), row.due, row.state in ("running", "paused"), row.state == "late")
            for row in sorted(self.case.clocks.all(), key=lambda row: row.pk)
        ]

    def _values(self, claim: Claim | None) -> dict[str, Any]:
        pack, case = self.rules.pack, self.case
        modality = pack.modality(case.modality) if pack.modalities else None
        outcome = claim.outcome if claim else ""
        return {
            "modality": case.modality,
            "modality_refusal": modality.refusal if modality else True,
            "modality_interview": modality.interview if modality else True,
            "member_count": case.member_count,
            "office": case.office.code,
            "outcome": outcome,
            "outcome_positive": bool(outcome) and pack.outcome(outcome).positive,
            "basis": claim.basis if claim else "",
            "role": "" if claim is None else "dependant" if claim.position else "principal",
        }


def _text(key: Any) -> str | None:
    return str(key) if key else None
