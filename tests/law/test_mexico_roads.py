"""The whole of the Mexican procedure, walked: every step is taken, and each road ends where the law says."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.law import mexico
from tests.law.mexico import MEXICO, ROADS, Walk, admitted, presented

ENDS = {
    "from_a_wish_to_protection": "final",
    "a_wish_not_followed": "not_pursued",
    "never_ratified": "admitted",
    "unanswered_and_dismissed": "not_admitted",
    "unanswered_and_gone_on": "admitted",
    "not_admitted_and_ordered_in": "admitted",
    "recognised_on_the_file": "notified",
    "excluded": "notified",
    "refused_and_remanded": "notified",
    "refused_and_modified": "final",
    "refused_and_silence": "notified",
    "appeal_dismissed": "appeal_notified",
    "abandoned_and_reopened": "withdrawn",
    "lapsed_and_reopened": "deceased",
    "merged": "merged",
    "held_and_wanted": "admitted",
    "status_kept_and_lost": "status_ended",
    "status_lost_and_restored": "status_ended",
    "complementary_protection_withdrawn": "status_decided",
    "derived_status_lost": "status_ended",
}


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_road_can_be_walked_to_its_end(road) -> None:
    assert road().stage == ENDS[road.__name__]


def test_the_roads_together_take_every_step() -> None:
    taken = {step for road in ROADS for step in road().taken}
    assert set(MEXICO.transitions) - taken == set()


def test_a_wish_is_not_counted_as_an_application() -> None:
    assert [stage.code for stage in MEXICO.stages if not stage.counts] == ["intention", "not_pursued", "not_filed"]


def test_a_wish_told_elsewhere_starts_the_duty_to_tell_and_one_told_to_comar_does_not() -> None:
    told = Walk()
    told.take("express_intention", received_by="inm")
    assert told.clock("tell_segob").due == told.on
    here = Walk()
    here.take("express_intention", received_by="comar")
    assert here.running() == set()


def test_only_a_filing_by_somebody_else_awaits_ratification() -> None:
    assert "ratify" in presented("representative").running()
    for how in ("written", "oral", "inm"):
        assert "ratify" not in presented(how).running()
    assert "ratified" in presented("representative").refused("admit")


def test_the_institute_is_owed_its_notice_until_it_has_it_and_admission_does_not_end_that() -> None:
    walk = presented()
    walk.through("admit")
    assert "inform_inm" in walk.running()
    walk.take("inm_informed")
    assert "inform_inm" not in walk.running()
    assert walk.refused("inm_informed")[0] == "awaited"


def test_what_is_asked_of_the_ministry_by_the_system_starts_its_term_when_it_was_received() -> None:
    walk = admitted()
    walk.take("ask_sre", how="electronic")
    assert "sre_opinion" not in walk.running()
    assert walk.refused("ask_sre", how="electronic", country="HN") == ["none_pending"]
    walk.later(4).take("sre_acknowledged")
    assert walk.clock("sre_opinion").start == walk.on
    assert walk.refused("sre_acknowledged")[0] == "on_its_way"
    assert walk.refused("record_sre_silence") == ["term_over"]


def test_a_filing_made_by_the_system_starts_the_institutes_term_when_it_was_received() -> None:
    walk = admitted()
    walk.take("card_applied", how="electronic")
    assert "migration_card" not in walk.running()
    walk.later(2).take("card_acknowledged")
    assert "migration_card" in walk.running()
    assert walk.refused("card_acknowledged")[0] == "applied"


def test_a_request_to_complete_pauses_the_term_to_decide_until_somebody_answers() -> None:
    walk = presented()
    walk.through("prevent")
    assert walk.clock("decide").state == "paused"
    walk.through("answer_prevention")
    assert walk.clock("decide").state == "running"
    assert walk.refused("prevent") == ["one_prevention"]


def test_a_request_made_late_cannot_dismiss_the_application() -> None:
    walk = presented()
    walk.after("issue_prevention").take("prevent").after("prevention_answer")
    assert walk.refused("dismiss_unanswered", notified_on=walk.on.isoformat(), reasons="x") == ["asked_in_time"]
    assert walk.take("continue_unanswered").stage == "presented"


def test_nothing_is_dismissed_while_the_request_itself_has_no_file() -> None:
    walk = (
        presented()
        .later(1)
        .take("prevent")
        .after("prevention_answer")
        .say(papers_made=False, papers_awaited=["Prevención"])
    )
    assert walk.refused("dismiss_unanswered", notified_on=walk.on.isoformat(), reasons="x") == ["papers_made"]
    assert walk.refused("answer_prevention", answered_on=walk.on.isoformat()) == []


def test_an_annulled_decision_is_no_decision_and_the_authority_has_four_months() -> None:
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=False)
    assert walk.state.claims["one"].outcome == "refused"
    walk.later(10).take("annul_and_remand")
    assert (walk.stage, walk.state.claims["one"].outcome) == ("assessment", "")
    assert walk.clock("comply_appeal").due >= walk.on + dt.timedelta(days=118)
    walk.through("submit_draft", "approve_draft", "sign")
    assert walk.clock("comply_appeal").state == "met"


def test_a_modified_decision_can_only_be_better() -> None:
    (outcome,) = [f for f in MEXICO.transition("modify_decision").fields if f.code == "outcome"]
    assert all(MEXICO.outcome(option.code).positive for option in outcome.options)


def test_an_appeal_is_decided_by_somebody_who_had_no_part_in_the_decision() -> None:
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=False)
    answers = {"decided_on": walk.on.isoformat(), "reasons": "x"}
    for part in ("submit_draft", "approve_draft", "sign"):
        assert walk.refused("confirm_decision", by=part, **answers) == ["same_person"]
    assert walk.refused("confirm_decision", by="somebody else", **answers) == []


def test_silence_on_the_suspension_grants_it() -> None:
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=True)
    assert walk.refused("presume_suspension") == ["term_over"]
    walk.after("suspension_request")
    assert walk.refused("presume_suspension") == []
    assert walk.refused("deny_suspension", reasons="x") == ["in_time"]


def test_silence_on_the_appeal_decides_nothing_unless_the_person_says_so() -> None:
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=False)
    walk.after("decide_appeal")
    assert walk.stage == "appeal" and "decide_appeal" in walk.running()
    assert walk.take("invoke_presumed_confirmation").stage == "appeal"  # the authority must still decide
    assert {"nullity", "amparo"} <= walk.running()
    assert walk.take("modify_decision", outcome="recognised").stage == "appeal_decided"


def test_each_appeal_is_answered_for_what_was_appealed() -> None:
    walk = presented(late_filing=True, late_explained=True)
    walk.through("not_admit").later(1).take("appeal_non_admission", suspension_asked=False)
    answers = {"decided_on": walk.on.isoformat(), "reasons": "x", "order": "x"}
    assert walk.refused("annul_and_remand", **answers) == ["of_decision"]
    assert walk.refused("annul_non_admission", decided_on=answers["decided_on"], reasons="x") == []


def test_who_withdraws_leaves_and_the_term_of_the_others_goes_on() -> None:
    assert MEXICO.transition("withdraw").unit == "claim"
    assert MEXICO.transition("record_death").unit == "claim"


def test_a_transfer_moves_the_case_to_the_other_office() -> None:
    walk = admitted()
    assert walk.refused("authorise_transfer", office_to="CMX") == ["asked"]
    walk.through("request_transfer").later(1).take("authorise_transfer", office_to="CMX")
    assert walk.state.office == "CMX"


def test_extradition_is_decided_in_ten_working_days() -> None:
    walk = admitted()
    walk.later(1).take("sre_tells_extradition")
    assert walk.clock("decide_extradition").due == dt.date(2025, 3, 20)  # told on Wed 5 March; the 17th does not count
    walk.through("begin_interview", "close_interview", "submit_draft", "approve_draft", "sign")
    assert "decide_extradition" not in walk.running()


def test_status_is_not_lost_without_being_heard_nor_without_present_risk_examined() -> None:
    walk = Walk()
    walk.to_final().later(1).take("open_cessation", ground="v")
    answers = {"decided_on": walk.on.isoformat(), "reasons": "x"}
    assert set(walk.refused("end_status", **answers)) == {"heard", "compelling_reasons", "refoulement"}
    walk.later(1).take("hear_status", compelling_reasons_examined=False, other_risk_examined=True)
    assert walk.refused("end_status", **answers) == ["compelling_reasons"]
    walk.later(1).take("hear_status", compelling_reasons_examined=True, other_risk_examined=True)
    assert walk.refused("end_status", **answers) == []


def test_a_relative_who_files_keeps_the_derived_status() -> None:
    walk = mexico.Walk(basis="derivative")
    walk.to_final().say(principal_recognised=False).through("derivative_at_risk", "own_claim_filed").later(100)
    assert "no_own_claim" in walk.refused("derivative_status_ends", decided_on=walk.on.isoformat(), reasons="x")
