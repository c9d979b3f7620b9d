"""Claims before the Canadian board, walked from the referral to their end: what each step starts, allows and refuses."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from acogida.cases.projection import ClockState, Rules, State, apply
from acogida.law import ClockLeft, History, LoggedStep, derive, load_pack
from acogida.law.answers import check_answers
from acogida.law.guards import breaking, satisfying

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


def test_a_claim_at_a_port_of_entry_is_heard_decided_and_becomes_final() -> None:
    claim = Claim("2024-10-01").refer()
    assert claim.running() == {"boc", "hear"}
    assert claim.clock("boc").due == dt.date(2024, 11, 15)
    claim.form("2024-10-20")
    assert claim.running() == {"hear", "minister_notice"} and claim.clock("boc").state == "met"
    claim.call("2024-11-29")
    assert claim.clock("disclosure").due == dt.date(2024, 11, 19)
    assert claim.clock("disclosure_reply").due == dt.date(2024, 11, 24)
    claim.take("disclose", "2024-11-18", party="claimant", list="Exhibit C-1").take("begin_interview", "2024-11-29")
    assert claim.running() == set() and claim.clock("hear").state == "met"
    claim.take("close_interview").decided("recognised", "2024-12-10")
    assert claim.state.claims["1"].outcome == "recognised"
    assert claim.running() == {"appeal", "perfect"}
    assert claim.refused("become_final") == {"time_over"}
    claim.take("become_final", "2024-12-30")
    assert claim.stage == "final" and claim.running() == set()


def test_an_inland_claim_brings_its_form_to_the_officer() -> None:
    claim = Claim("2024-10-01").refer("refer_inland")
    assert claim.running() == {"boc_inland", "hear"}
    assert claim.form().clock("boc_inland").state == "met"


def test_designated_countries_had_shorter_terms_until_the_list_was_emptied() -> None:
    assert "hear_designated_inland" in Claim("2018-03-01").refer("refer_inland", designated=True).running()
    assert Claim("2019-05-17").refer("refer_inland", designated=True).running() == {"boc_inland", "hear"}


def test_the_three_days_to_refer_are_no_rule_any_more() -> None:
    assert "eligibility" in Claim("2019-06-20").running()
    assert Claim("2019-06-21").running() == set()


def test_nobody_is_referred_or_turned_away_before_an_officer_decided() -> None:
    claim = Claim("2024-10-01")
    assert claim.refused("admit") == {"eligible"} and claim.refused("not_admit") == {"ineligible"}
    claim.take("find_ineligible", ineligible_ground="previous_claim")
    assert claim.refused("admit") == {"eligible"} and claim.running() == set()
    claim.take("not_admit", "2024-10-02")
    assert claim.stage == "not_admitted" and claim.clock("leave").due == dt.date(2024, 10, 17)


def test_a_missing_form_leads_to_a_hearing_and_not_to_silence() -> None:
    claim = Claim("2024-10-01").refer()
    assert claim.refused("call_special_hearing_form") == {"form_overdue"}
    claim.take("call_special_hearing_form", "2024-11-18", due_on="2024-11-18")
    assert claim.clock("special_hearing").due == dt.date(2024, 11, 25)
    assert claim.refused("abandon") == {"heard"} and claim.refused("continue_claim") == {"heard", "form_in"}
    claim.take("hear_explanation", "2024-11-20", attended=True, form_brought=True)
    claim.take("continue_claim", reasons="The explanation is accepted.")
    assert claim.stage == "admitted" and claim.running() == {"hear", "minister_notice"}


def test_abandonment_opens_the_court_and_may_be_reopened() -> None:
    claim = Claim("2024-10-01").refer()
    claim.take("call_special_hearing_form", "2024-11-18", due_on="2024-11-18")
    claim.take("hear_explanation", "2024-11-20", attended=False).take("abandon", reasons="No explanation.")
    assert claim.stage == "abandoned" and claim.running() == {"leave"}
    claim.take("reopen", "2024-11-27", applied_on="2024-11-25", reasons="The notice went to an old address.")
    assert claim.stage == "admitted" and claim.running() == set()


@pytest.mark.parametrize(
    "child", [{"childs_own_claim": True}, {"unaccompanied_child": True, "representative_present": True}]
)
def test_no_childs_claim_is_abandoned(child: dict[str, bool]) -> None:
    claim = Claim("2024-10-01", **child).refer()
    claim.take("call_special_hearing_form", "2024-11-18", due_on="2024-11-18").take("hear_explanation", attended=False)
    assert claim.refused("abandon") == {"no_child_abandoned"}


def test_a_child_alone_is_heard_with_a_representative_only() -> None:
    claim = Claim("2024-10-01", unaccompanied_child=True).refer().form().call("2024-12-02")
    assert claim.refused("begin_interview") == {"child_represented"}
    claim.house["representative_present"] = True
    assert claim.refused("begin_interview") == set()


def file_review() -> Claim:
    claim = Claim("2024-10-01").refer().form("2024-10-03").take("triage", modality="file_review")
    return claim.take("record_security_screening", result="cleared")


def test_a_file_review_accepts_without_a_hearing() -> None:
    claim = file_review()
    claim.take("select_file_review", "2024-10-14")
    assert claim.clock("file_review_form").due == dt.date(2024, 10, 29)
    assert claim.refused("decide_on_file") == {"form_back", "minister_time_over"}
    claim.take("return_form", "2024-10-20")
    assert claim.refused("decide_on_file") == {"minister_time_over"}


def test_a_file_review_goes_on_when_the_ministers_time_is_over() -> None:
    claim = file_review().take("select_file_review").take("return_form", "2024-10-16")
    claim.take("minister_intervenes", manner="documents", issues=["credibility"]).take("decide_on_file")
    claim.decided("recognised", "2024-11-04")
    assert claim.clock("hear").state == "met"


def test_a_file_review_never_refuses_and_moves_to_a_hearing() -> None:
    claim = file_review().take("select_file_review").take("return_form", "2024-10-16")
    claim.take("minister_intervenes", manner="documents").take("decide_on_file")
    claim.proposed = "refused"
    assert claim.refused("submit_draft") == {"heard_before_refusal"}
    claim.take("send_to_hearing", modality="regular", reason="Credibility has to be examined.")
    assert (claim.stage, claim.state.modality) == ("admitted", "regular")
    claim.call("2024-11-29").take("begin_interview", "2024-11-29").take("close_interview")
    assert claim.refused("submit_draft") == set()


@pytest.mark.parametrize(
    ("step", "answers", "guard"),
    [
        ("record_security_screening", {"result": "pending"}, "screened"),
        ("minister_intervenes", {"manner": "in_person"}, "minister_absent"),
        ("notify_minister", {"issues": ["integrity"], "facts": "Two identities."}, "no_notice"),
    ],
)
def test_a_file_review_is_barred(step: str, answers: dict[str, Any], guard: str) -> None:
    claim = file_review().take(step, **answers)
    assert guard in claim.refused("select_file_review")


def test_a_refusal_analyses_section_97_and_exclusion_tells_the_minister() -> None:
    claim = Claim("2024-10-01", complementary_protection_analysed=False).heard()
    claim.proposed = "refused"
    assert claim.refused("submit_draft") == {"complementary_protection"}
    claim.house["complementary_protection_analysed"] = True
    claim.proposed = "excluded"
    assert claim.refused("submit_draft") == {"minister_told"}
    claim.take("notify_minister", issues=["exclusion"], facts="Service in a listed unit.")
    assert claim.refused("submit_draft") == set()
    claim.house |= {"inclusion_examined": False, "dual_criminality_examined": False, "contradictions_put": False}
    assert claim.refused("submit_draft") == {"inclusion_first", "dual_criminality", "contradictions"}


def appealed() -> Claim:
    claim = Claim("2024-10-01").heard().decided("refused", "2024-12-10")
    assert claim.clock("appeal").due == dt.date(2024, 12, 27)
    assert claim.clock("perfect").due == dt.date(2025, 1, 24)
    claim.take("file_appeal", "2024-12-20", by="registry", appellant="person")
    assert claim.running() == {"perfect"}  # runs from the reasons, not from the appeal
    return claim


def test_an_appeal_is_perfected_and_decided_by_somebody_else() -> None:
    claim = appealed()
    assert claim.refused("dismiss_unperfected", by="rad") == {"time_passed"}
    claim.take("perfect_appeal", "2025-01-20", by="registry")
    assert claim.clock("rad_decide").due == dt.date(2025, 4, 22)  # the ninetieth day is Easter Sunday
    claim.take("minister_intervenes_appeal", "2025-01-27")
    assert claim.clock("reply").due == dt.date(2025, 2, 11)
    claim.take("reply_to_minister", "2025-02-05")
    assert claim.refused("confirm_decision", by="member") == {"same_person"}
    claim.take("confirm_decision", "2025-03-03", by="rad", reasons="Correct.")
    assert claim.stage == "appeal_decided" and claim.running() == set()
    claim.take("notify_appeal", "2025-03-05")
    assert claim.clock("leave").due == dt.date(2025, 3, 20)
    claim.take("close_after_appeal", "2025-03-24")
    assert claim.stage == "final" and claim.state.claims["1"].outcome == "refused"


def test_the_appeal_may_substitute_the_decision_after_a_hearing() -> None:
    claim = appealed().take("perfect_appeal", "2025-01-20")
    claim.take("order_appeal_hearing", by="rad", reasons="New evidence.")
    assert "rad_decide" not in claim.running()  # the ninety days bind only without a hearing
    claim.take("substitute_decision", by="rad", outcome="complementary_protection", reasons="Section 97.")
    assert claim.state.claims["1"].outcome == "complementary_protection"


def test_the_appeal_may_refer_back_and_the_claim_is_heard_anew() -> None:
    claim = appealed().take("perfect_appeal", "2025-01-20").take("refer_back", by="rad", reasons="Not all was heard.")
    assert claim.stage == "admitted" and claim.state.claims["1"].outcome == ""
    claim.call("2025-03-03").take("begin_interview", "2025-03-03").take("close_interview")
    assert claim.decided("recognised", "2025-03-10").stage == "notified"


def test_an_appeal_never_perfected_may_be_dismissed() -> None:
    claim = appealed()
    claim.take("dismiss_unperfected", "2025-01-27", by="rad", reasons="No record was filed.")
    assert claim.stage == "appeal_decided"


@pytest.mark.parametrize("outcome", ["refused_no_credible_basis", "refused_manifestly_unfounded"])
def test_some_decisions_have_no_appeal_and_go_to_the_court(outcome: str) -> None:
    claim = Claim("2024-10-01").heard().decided(outcome, "2024-12-10")
    assert claim.refused("file_appeal") == {"right_of_appeal"}
    claim.take("record_no_appeal", notified_on="2024-12-10")
    assert claim.running() == {"leave"} and claim.clock("leave").due == dt.date(2024, 12, 26)
    claim.take("apply_for_leave", "2024-12-20", court_number="IMM-1-24")
    assert claim.refused("become_final") == {"court_over"}
    claim.take("record_court_result", "2025-05-05", result="allowed").take("redetermine_claim")
    assert claim.stage == "admitted" and claim.state.claims["1"].outcome == ""


def test_an_exception_to_the_safe_third_country_agreement_has_no_appeal() -> None:
    claim = Claim("2024-10-01").refer(stca_exception=True).form().call("2024-12-02")
    claim.take("begin_interview", "2024-12-02").take("close_interview").decided("refused")
    assert claim.refused("file_appeal") == {"right_of_appeal"}


def test_the_court_comes_after_the_appeal() -> None:
    claim = Claim("2024-10-01").heard().decided("refused")
    assert claim.refused("apply_for_leave") == {"appeal_first"}
    claim = appealed().take("perfect_appeal", "2025-01-20").take("confirm_decision", by="rad", reasons="Correct.")
    claim.take("notify_appeal").take("apply_for_leave")
    assert claim.refused("close_after_appeal") == {"court_over"}
    claim.take("record_court_result", result="allowed")
    assert claim.refused("redetermine_appeal") == set()
    claim.take("redetermine_appeal")
    assert claim.stage == "appeal_perfected" and "rad_decide" in claim.running()


def final(outcome: str) -> Claim:
    return Claim("2024-10-01").heard().decided(outcome).take("become_final", "2025-01-06")


def test_protection_is_vacated_or_ceased_by_the_board_only_where_there_is_any() -> None:
    assert final("refused").refused("apply_to_vacate") == {"protected"}
    claim = final("recognised").take("apply_to_vacate", by="registry", misrepresentation="Another identity.")
    assert claim.refused("vacate", by="registry") == {"same_person"}
    claim.take("vacate", "2025-03-03", other_evidence_examined=True, reasons="Proven.")
    assert claim.stage == "vacated" and claim.running() == {"leave"}
    claim = final("recognised").take("apply_to_cease", by="registry", paragraph="e")
    assert claim.take("dismiss_cessation", reasons="Compelling reasons.").stage == "final"


def test_a_suspended_claim_stands_still() -> None:
    claim = Claim("2024-10-01").refer().form().take("suspend", "2024-10-11", by="officer", why="charge")
    assert claim.clock("hear").due is None
    claim.take("resume", "2024-10-21", by="officer")
    assert claim.clock("hear").due == dt.date(2024, 12, 11)  # 30 November and eleven days that did not run


def test_death_ends_a_claim_and_all_its_terms() -> None:
    claim = appealed().take("perfect_appeal", "2025-01-20").take("record_death", "2025-02-03")
    assert claim.stage == "deceased" and claim.running() == set()


@pytest.mark.parametrize(
    ("step", "guard"), [(t.name, c.code) for t in CANADA.transitions.values() for c in t.conditions]
)
def test_every_guard_can_be_met_and_can_refuse(step: str, guard: str) -> None:
    rule = CANADA.transition(step)
    stage = rule.from_[0] if rule.from_ else None
    good, bad = satisfying(CANADA, step, {}), breaking(CANADA, step, guard)
    assert good is not None and CANADA.refusals(step, stage, good) == []
    assert bad is not None and guard in {refusal.code for refusal in CANADA.refusals(step, stage, bad)}
