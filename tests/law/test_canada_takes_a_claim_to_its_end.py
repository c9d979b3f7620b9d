"""Claims before the Canadian board, walked from the referral to their end: what each step starts, allows and refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acogida.law.guards import breaking, satisfying
from tests.law.canada import CANADA, Claim


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


def test_a_suspended_claim_stands_still() -> None:
    claim = Claim("2024-10-01").refer().form().take("suspend", "2024-10-11", by="officer", why="charge")
    assert claim.clock("hear").due is None
    claim.take("resume", "2024-10-21", by="officer")
    assert claim.clock("hear").due == dt.date(2024, 12, 11)  # 30 November and eleven days that did not run


def test_more_time_is_given_for_the_form_before_it_is_due_and_not_after() -> None:
    claim = Claim("2024-10-01").refer()
    claim.take("extend_boc", "2024-11-08", applied_on="2024-11-07", amount=10, ground="fairness")
    assert claim.clock("boc").due == dt.date(2024, 11, 25)
    claim.on = dt.date(2024, 11, 26)
    assert claim.refused("extend_boc") == {"in_time"}


def test_a_hearing_is_deferred_moved_and_called_again() -> None:
    claim = Claim("2024-10-01").refer().form().take("defer_hearing", amount=90, ground="operational_limits")
    assert claim.clock("hear").due == dt.date(2025, 2, 28)
    claim.take("change_location", office_to="VAN", reason="She moved.")
    assert claim.state.office == "VAN"
    claim.call("2025-01-20").take("change_date", applied_on="2024-10-02", granted=True, ground="counsel").call(
        "2025-02-17"
    )
    assert claim.clock("disclosure").due == dt.date(2025, 2, 7)
    assert len([c for c in claim.state.clocks if c.clock == "D1" and c.open]) == 1
    claim.take("disclose_reply", "2025-02-12", list="Reply to exhibit M-1")
    assert "disclosure_reply" not in claim.running()


def test_an_absence_is_explained_and_the_claim_goes_on() -> None:
    claim = Claim("2024-10-01").refer().form()
    assert claim.refused("call_special_hearing_absence") == {"called"}
    claim.call("2024-11-29").take(
        "call_special_hearing_absence", "2024-12-02", fixed_on="2024-11-29", default="no_show"
    )
    claim.take("hear_explanation", "2024-12-05", attended=True, medical=True, form_brought=False)
    assert claim.take("continue_claim", reasons="She was in hospital.").stage == "admitted"


def test_reasons_are_taken_up_again_before_they_are_signed() -> None:
    claim = Claim("2024-10-01").heard().take("submit_draft").take("reopen_reasons", reason="A case was overlooked.")
    assert claim.decided("recognised").stage == "notified"


def test_a_withdrawn_claim_may_be_reinstated() -> None:
    claim = Claim("2024-10-01").refer().take("withdraw", "2024-10-15")
    assert claim.stage == "withdrawn" and claim.running() == set()
    assert claim.take("reinstate", reasons="She did not understand what she signed.").stage == "admitted"


def test_an_officer_may_find_a_referred_claim_ineligible() -> None:
    claim = Claim("2024-10-01").refer().take("terminate_referral", "2024-10-15", paragraph="104(1)(a)")
    assert claim.stage == "not_admitted" and claim.running() == {"leave"}
    claim.take("apply_for_leave", "2024-10-20").take("record_court_result", "2025-03-03", result="allowed")
    claim.take("redetermine_eligibility")
    assert claim.stage == "presented" and claim.refused("refer_inland") == set()


@pytest.mark.parametrize(
    ("step", "guard"), [(t.name, c.code) for t in CANADA.transitions.values() for c in t.conditions]
)
def test_every_guard_can_be_met_and_can_refuse(step: str, guard: str) -> None:
    rule = CANADA.transition(step)
    stage = rule.from_[0] if rule.from_ else None
    good, bad = satisfying(CANADA, step, {}), breaking(CANADA, step, guard)
    assert good is not None and CANADA.refusals(step, stage, good) == []
    assert bad is not None and guard in {refusal.code for refusal in CANADA.refusals(step, stage, bad)}
