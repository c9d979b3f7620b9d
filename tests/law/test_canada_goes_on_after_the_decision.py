"""After a Canadian decision: appeal, Federal Court, vacation and cessation, and death."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.law.canada import Claim


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


def test_the_time_to_appeal_is_extended_and_an_appeal_withdrawn() -> None:
    claim = Claim("2024-10-01").heard().decided("refused", "2024-12-10")
    claim.take("extend_appeal_time", "2024-12-20", by="rad", amount=14, ground="fairness")
    assert claim.clock("appeal").due == dt.date(2025, 1, 8)
    assert claim.clock("perfect").due == dt.date(2025, 2, 7)
    claim.take("file_appeal", "2025-01-07", appellant="minister").take("withdraw_appeal", "2025-01-15")
    assert claim.stage == "final" and claim.running() == set()


def test_an_appeal_is_reopened_unless_the_court_has_decided() -> None:
    claim = appealed().take("perfect_appeal", "2025-01-20").take("confirm_decision", by="rad", reasons="Correct.")
    claim.take("notify_appeal", "2025-02-03").take("reopen_appeal", by="rad", reasons="A record was lost.")
    assert claim.stage == "appeal_perfected" and "rad_decide" in claim.running()
    claim.take("confirm_decision", by="rad", reasons="Correct.").take("notify_appeal", "2025-03-03")
    claim.take("apply_for_leave").take("record_court_result", result="dismissed")
    assert claim.refused("reopen_appeal") == {"court_has_not_decided"}


def test_the_court_restores_protection_that_was_wrongly_ended() -> None:
    claim = final("complementary_protection").take("apply_to_vacate", by="registry", misrepresentation="Another name.")
    assert claim.take("dismiss_vacation", reasons="Other evidence suffices.").stage == "final"
    claim.take("apply_to_cease", by="registry", paragraph="a")
    claim.take("cease", "2025-03-03", compelling_reasons=False, reasons="She renewed her passport.")
    assert claim.stage == "ceased"
    claim.take("apply_for_leave").take("record_court_result", result="allowed").take("restore_protection")
    assert claim.stage == "final" and claim.state.claims["1"].outcome == "complementary_protection"


def test_death_ends_a_claim_and_all_its_terms() -> None:
    claim = appealed().take("perfect_appeal", "2025-01-20").take("record_death", "2025-02-03")
    assert claim.stage == "deceased" and claim.running() == set()
