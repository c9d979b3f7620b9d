"""A claim before the Canadian board, as tests walk it: the pack, the projection and what the rooms would say."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from acogida.cases.projection import ClockState, Rules, State, apply
from acogida.law import ClockLeft, History, LoggedStep, derive, load_pack
from acogida.law.answers import check_answers

CANADA = load_pack("canada")
DAY = dt.timedelta(days=1)
HOUSE: dict[str, Any] = {  # what the rooms say of a case in which everything was done
    "members_registered": True,
    "unaccompanied_child": False,
    "representative_present": False,
    "childs_own_claim": False,
    "interview_held": True,
    "interview_read_back": True,
    "contradictions_put": True,
    "inclusion_examined": True,
    "dual_criminality_examined": True,
    "assessment_complete": True,
    "missing_sections": [],
    "complementary_protection_analysed": True,
    "country_information_complete": True,
    "country_information_missing": [],
    "country_reasons_missing": 0,
    "country_warnings_open": 0,
    "draft_text_present": True,
    "has_decision": True,
    "decision_file_exists": True,
    "notification_valid": True,
}


class Claim:
    """One claim under way. `take` takes a step or fails with its refusals; `refused` gives the codes of those."""

    def __init__(self, presented: str, **house: Any) -> None:
        self.house, self.proposed = HOUSE | house, "recognised"
        self.rules, self.log = Rules(CANADA), list[LoggedStep]()
        self.state = State(modality=CANADA.default_modality, office="TOR")
        self.on = dt.date.fromisoformat(presented)
        self._write("present", {"members": [{"claim": "1", "stage": "presented"}], "presented_on": presented}, "clerk")

    @property
    def stage(self) -> str:
        return self.state.claims["1"].stage

    def clock(self, name: str) -> ClockState:
        return next(c for c in reversed(self.state.clocks) if c.clock == CANADA.clock(name).code)

    def running(self) -> set[str]:
        return {CANADA.clock(c.clock).name for c in self.state.clocks if c.open}

    def refused(self, step: str, by: str = "member") -> set[str]:
        outcome = self.state.claims["1"].outcome
        modality = CANADA.modality(self.state.modality)
        values = {
            "modality": self.state.modality, "modality_refusal": modality.refusal, "outcome": outcome,
            "modality_interview": modality.interview,
            "outcome_positive": bool(outcome) and CANADA.outcome(outcome).positive,
        }  # fmt: skip
        clocks = [ClockLeft(c.clock, c.claim, c.due, c.open, c.state == "late") for c in self.state.clocks]
        history = History("1", self.on, self.log, clocks, self.rules.off(self.on), values)
        positive = bool(self.proposed) and CANADA.outcome(self.proposed).positive
        facts = self.house | {"proposed_outcome": self.proposed, "proposed_positive": positive}
        wanted = [CANADA.facts[name] for name in CANADA.facts_needed(step)]
        facts |= derive(CANADA, [fact for fact in wanted if fact.derived], history)
        found = CANADA.refusals(
            step, self.stage, facts, self.on, modality=self.state.modality, off=history.off, taken=history.taken_by(by)
        )
        return {refusal.code for refusal in found}

    def take(self, step: str, on: str | None = None, by: str = "member", **answers: Any) -> Claim:
        self.on = dt.date.fromisoformat(on) if on else self.on
        rule = CANADA.transition(step)
        if rule.date_field:
            answers.setdefault(rule.date_field, self.on.isoformat())
        assert self.refused(step, by) == set(), step
        assert check_answers(rule, answers, CANADA) == [], step
        self._write(step, answers, by)
        return self

    def _write(self, step: str, answers: dict[str, Any], by: str) -> None:
        key = "1" if CANADA.transition(step).unit == "claim" else None
        event = SimpleNamespace(kind=step, on=self.on, payload=answers, claim_key=key)
        self.state = apply(self.state, event, self.rules)
        self.log.append(LoggedStep(step, key, answers, by))

    # -- stretches of road that several tests walk ---------------------------------------------------------------

    def refer(self, step: str = "refer_port_of_entry", **answers: Any) -> Claim:
        self.take(step, by="officer", **answers)
        return self.take("admit", by="registry")

    def form(self, on: str | None = None, claim_type: str = "political") -> Claim:
        return self.take("receive_boc", on, by="registry", proceeding_language="en", claim_type=claim_type)

    def call(self, hearing_on: str) -> Claim:
        days = (dt.date.fromisoformat(hearing_on) - self.on).days
        return self.take(
            "schedule_hearing",
            hearing_on=hearing_on,
            mode="virtual",
            days_to_disclosure=days - 10,
            days_to_reply=days - 5,
        )

    def heard(self, on: str = "2024-12-02") -> Claim:
        self.refer().form().call(on)
        return self.take("begin_interview", on).take("close_interview")

    def decided(self, outcome: str = "recognised", on: str = "2024-12-10") -> Claim:
        self.proposed = outcome
        self.take("submit_draft", on).take("sign", outcome=outcome)
        return self.take("notify", notified_on=on, clock_date=on)
