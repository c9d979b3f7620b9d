"""One claim walked through a pack by hand: every step checked as the house checks it, folded by the house's projection."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from acogida.cases.projection import ClockState, Rules, State, apply
from acogida.law import ClockLeft, History, LoggedStep, Pack, derive
from acogida.law.answers import check_answers

NAMES = ("costa_rica", "panama", "belize")
CLAIM = "one"
# What rooms say of a file in which everything is in order.
GOOD: dict[str, Any] = {
    "members_registered": True,
    "late_filing": False,
    "late_explained": False,
    "prevention_open": False,
    "child": False,
    "unaccompanied_child": False,
    "representative_present": False,
    "childs_own_claim": False,
    "interview_held": True,
    "interview_read_back": True,
    "assessment_complete": True,
    "missing_sections": [],
    "proposed_outcome": "refused",
    "proposed_positive": False,
    "complementary_protection_analysed": True,
    "contradictions_put": True,
    "inclusion_examined": True,
    "dual_criminality_examined": True,
    "country_information_complete": True,
    "country_information_missing": [],
    "country_reasons_missing": 0,
    "country_warnings_open": 0,
    "draft_text_present": True,
    "open_comments": 0,
    "distinct_reviewer": True,
    "distinct_signer": True,
    "has_decision": True,
    "decision_file_exists": True,
    "notification_valid": True,
}


class Walk:
    """A claim, from its presentation on `on`. `said`: facts of the rooms that differ from GOOD."""

    def __init__(self, pack: Pack, on: dt.date, **said: Any) -> None:
        self.pack, self.on, self.said = pack, on, said
        self.rules = Rules(pack)
        self.log: list[LoggedStep] = []
        self.taken: list[str] = []
        self.state = State(modality=pack.default_modality, office=pack.offices[0].code)

    @property
    def stage(self) -> str | None:
        return self.state.claims[CLAIM].stage if self.state.claims else None

    def later(self, days: int) -> Walk:
        self.on += dt.timedelta(days=days)
        return self

    def clock(self, name: str) -> ClockState:
        """The latest clock of that name."""
        return [c for c in self.state.clocks if c.clock == self.pack.clock(name).code][-1]

    def running(self) -> set[str]:
        return {self.pack.clocks[c.clock].name for c in self.state.clocks if c.open}

    def refused(self, name: str, *, by: str = "", **answers: Any) -> list[str]:
        """Why the step cannot be taken now: codes of the refusals, of answers too."""
        rule = self.pack.transition(name)
        history = self._history(rule.unit)
        needed = [self.pack.facts[fact] for fact in self.pack.facts_needed(name)]
        known = derive(self.pack, [fact for fact in needed if fact.derived], history)
        found = self.pack.refusals(
            name, self.stage, GOOD | self.said | known, self.on, modality=self.state.modality, off=history.off,
            taken=history.taken_by(by or name),
        )  # fmt: skip
        return [refusal.code for refusal in (*found, *check_answers(rule, answers, self.pack))]

    def take(self, name: str, *, by: str = "", **answers: Any) -> Walk:
        """Take the step today, whoever `by` is (a person of its own for each step when not said)."""
        rule = self.pack.transition(name)
        answers = sample_answers(self.pack, name, self.on) | answers
        refused = self.refused(name, by=by, **answers)
        assert refused == [], f"{name} on {self.on} from {self.stage}: {refused}"
        payload = dict(answers)
        if name == "present":
            payload["members"] = [{"claim": CLAIM, "stage": rule.to}]
        if name == "sign":
            payload["outcome"] = (GOOD | self.said)["proposed_outcome"]
        claim = CLAIM if rule.unit == "claim" else None
        event = SimpleNamespace(kind=name, on=self.on, payload=payload, claim_key=claim)
        self.state = apply(self.state, event, self.rules)
        self.log.append(LoggedStep(name, claim, payload, by or name))
        self.taken.append(name)
        return self

    def through(self, *names: str, every: int = 1) -> Walk:
        for name in names:
            self.later(every).take(name)
        return self

    def _history(self, unit: str) -> History:
        outcome = self.state.claims[CLAIM].outcome if self.state.claims else ""
        values = {
            "modality_refusal": self.pack.modality(self.state.modality).refusal,
            "outcome_positive": bool(outcome) and self.pack.outcome(outcome).positive,
        }
        clocks = [ClockLeft(c.clock, c.claim, c.due, c.open, c.state == "late") for c in self.state.clocks]
        claim = CLAIM if unit == "claim" else None
        return History(claim, self.on, self.log, clocks, self.rules.off(self.on), values)


def sample_answers(pack: Pack, name: str, on: dt.date) -> dict[str, Any]:
    """An answer to each thing that a step asks."""
    found: dict[str, Any] = {}
    for field in pack.transition(name).fields:
        options = [option.code for option in field.options]
        found[field.code] = {
            "date": on.isoformat(), "yesno": True, "number": 1, "choice": options[0] if options else "refused",
            "office": pack.offices[0].code,
        }.get(field.type, "Dicho")  # fmt: skip
        if field.options_from == "modalities":
            found[field.code] = pack.default_modality
    return found
