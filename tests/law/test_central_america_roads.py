"""Costa Rica, Panama and Belize: the road of each from presentation to appeal, and every way off it."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.law import load_pack
from tests.law.central_america import NAMES, Walk

START = dt.date(2024, 9, 3)
TO_NOTIFIED = (
    "present", "admit", "begin_interview", "close_interview", "submit_draft", "return_draft", "submit_draft",
    "approve_draft", "commission_decides", "sign", "notify",
)  # fmt: skip
RECOGNISED = {"proposed_outcome": "recognised", "proposed_positive": True}


def notified(name: str, **said: object) -> Walk:
    walk = Walk(load_pack(name), START, **said)
    for step in TO_NOTIFIED:
        agreed = {"agreed_outcome": said.get("proposed_outcome", "refused")} if step == "commission_decides" else {}
        walk.later(1).take(step, **agreed)
    assert walk.stage == "notified"
    return walk


def recognised(name: str) -> Walk:
    walk = notified(name, **RECOGNISED).later(200).take("become_final")
    assert walk.stage == "final" and walk.state.claims["one"].outcome == "recognised"
    return walk


@pytest.mark.parametrize("name", NAMES)
def test_recognition_becomes_final_only_when_the_time_to_appeal_is_over(name: str) -> None:
    walk = notified(name, **RECOGNISED)
    assert "decide" not in walk.running() and "appeal" in walk.running()
    assert walk.refused("become_final") == ["appeal_term_over"]
    due = walk.clock("appeal").due
    walk.on = due
    assert walk.refused("become_final") == ["appeal_term_over"], "the last day still counts"
    walk.later(1).take("become_final")
    assert walk.stage == "final" and walk.running() == set()


def test_costa_rica_three_working_days_to_appeal() -> None:
    walk = notified("costa_rica")
    assert walk.on == dt.date(2024, 9, 14) and walk.clock("appeal").due == dt.date(2024, 9, 18)


def test_costa_rica_revocation_with_subsidiary_appeal_reaches_the_tribunal_and_the_courts() -> None:
    walk = notified("costa_rica").later(1).take("file_reconsideration", subsidiary=True)
    assert "appeal" not in walk.running()
    assert walk.refused("uphold_decision", reasons="r", notified_on="2024-09-20") == ["no_subsidiary"]
    walk.later(2).take("uphold_and_send").later(3).take("tribunal_confirms")
    assert walk.stage == "appeal_decided"
    walk.later(1).take("notify_appeal", stays_negative=True)
    assert walk.stage == "final" and walk.running() == {"contentious"}
    assert walk.clock("contentious").due == dt.date(2025, 9, 22)  # a year later is Sunday the 21st
    walk.take("record_suit")
    assert walk.refused("court_annuls", decided_on="2024-09-21", court_file="x", reasons="y") == []
    walk.later(90).take("court_annuls")
    assert walk.stage == "assessment" and walk.state.claims["one"].outcome == ""
    assert "suit" in walk.refused("court_dismisses")


def test_costa_rica_revocation_alone_is_upheld_or_granted() -> None:
    walk = notified("costa_rica").later(1).take("file_reconsideration", subsidiary=False)
    assert "subsidiary" in walk.refused("uphold_and_send", reasons="r")
    assert walk.take("uphold_decision").stage == "final"
    again = notified("costa_rica").take("file_reconsideration").take("revoke_decision")
    assert again.stage == "assessment" and "decide" in again.running()


def test_costa_rica_tribunal_annuls_and_the_commission_decides_again() -> None:
    walk = notified("costa_rica").take("file_appeal").take("tribunal_remits")
    assert walk.stage == "assessment" and walk.state.claims["one"].outcome == "" and "decide" in walk.running()
    walk.said |= RECOGNISED
    walk.through("submit_draft", "approve_draft")
    walk.take("commission_decides", agreed_outcome="recognised").through("sign", "notify")
    assert walk.state.claims["one"].outcome == "recognised"


def test_costa_rica_whether_the_tribunal_may_recognise_is_a_switch() -> None:
    walk = notified("costa_rica").take("file_appeal")
    assert "switched_off" in walk.refused("tribunal_substitutes")
    pack = walk.pack
    rule = pack.transition("tribunal_substitutes")
    assert pack.refusals(rule.name, "appeal", {}, walk.on) == []
    assert [field.code for field in rule.fields] == ["number", "decided_on", "outcome", "reasons"]


@pytest.mark.parametrize("below", ["close_interview", "submit_draft", "approve_draft", "commission_decides", "sign"])
def test_costa_rica_whoever_took_part_below_does_not_judge_the_appeal(below: str) -> None:
    walk = notified("costa_rica").take("file_appeal")
    for step in ("tribunal_confirms", "tribunal_remits", "tribunal_substitutes"):
        assert "same_person" in walk.refused(step, by=below)
    assert "same_person" not in walk.refused("tribunal_confirms", by="judge")


def test_costa_rica_the_month_to_file_is_law_only_between_its_dates() -> None:
    pack = load_pack("costa_rica")
    rule = pack.clock("file")
    assert rule.switch == "filing_term" and (rule.amount, rule.unit) == (1, "months")
    off = {day: rule.switch in pack.switched_off(dt.date.fromisoformat(day)) for day in
           ("2021-05-03", "2022-11-30", "2022-12-01", "2024-06-13", "2024-06-14")}  # fmt: skip
    assert off == {
        "2021-05-03": True, "2022-11-30": True, "2022-12-01": False, "2024-06-13": False, "2024-06-14": True,
    }  # fmt: skip


def test_costa_rica_inadmissibility_has_an_appeal_of_its_own() -> None:
    walk = Walk(load_pack("costa_rica"), START).take("present").later(3).take("not_admit")
    assert walk.stage == "not_admitted" and walk.running() == {"inadmissibility_appeal"}
    assert walk.refused("non_admission_final") == ["term_over"]
    walk.later(1).take("appeal_non_admission")
    assert "same_person" in walk.refused("revoke_non_admission", by="not_admit", reasons="r")
    assert walk.take("revoke_non_admission").stage == "admitted" and walk.running() == {"decide"}
    closed = Walk(load_pack("costa_rica"), START).take("present").take("not_admit").take("appeal_non_admission")
    assert closed.take("confirm_non_admission").stage == "inadmissible"
    silent = Walk(load_pack("costa_rica"), START).take("present").take("not_admit").later(10)
    assert silent.take("non_admission_final").stage == "inadmissible" and silent.running() == set()


def test_costa_rica_the_identity_document_is_renewed_every_two_years() -> None:
    walk = recognised("costa_rica").take("issue_identity_document")
    first = walk.clock("identity_document").due
    walk.later(700).take("issue_identity_document")
    assert walk.clock("identity_document").due > first
    assert len([c for c in walk.state.clocks if c.open]) == 1
    refused = notified("costa_rica").later(200).take("become_final")
    assert "recognised" in refused.refused("issue_identity_document", issued_on="2025-01-01")


def test_panama_two_gates_and_two_remedies_against_non_admission() -> None:
    walk = Walk(load_pack("panama"), START).take("present")
    assert walk.running() == {"admission"}
    walk.later(5).take("not_admit").later(2).take("reconsider_non_admission").later(9).take("confirm_non_admission")
    assert walk.stage == "non_admission_confirmed" and walk.running() == {"admission_appeal"}
    walk.later(1).take("appeal_non_admission")
    for step in ("minister_admits", "minister_confirms"):
        assert "same_person" in walk.refused(step, by="not_admit")
        assert "same_person" in walk.refused(step, by="confirm_non_admission")
    assert walk.take("minister_admits").stage == "admitted" and walk.running() == {"decide"}
    other = Walk(load_pack("panama"), START).through(
        "present", "not_admit", "reconsider_non_admission", "confirm_non_admission", "appeal_non_admission"
    )
    assert other.take("minister_confirms").stage == "inadmissible" and other.running() == set()


def test_panama_non_admission_becomes_final_in_silence_of_the_person_only() -> None:
    walk = Walk(load_pack("panama"), START).through("present", "not_admit")
    assert walk.refused("non_admission_final") == ["term_over"]
    assert walk.later(15).take("non_admission_final").stage == "inadmissible"
    again = Walk(load_pack("panama"), START).through("present", "not_admit", "reconsider_non_admission")
    assert again.take("admit_on_reconsideration").stage == "admitted"
    last = Walk(load_pack("panama"), START).through("present", "not_admit", "reconsider_non_admission")
    last.take("confirm_non_admission")
    assert last.refused("confirmation_final") == ["term_over"]
    assert last.later(15).take("confirmation_final").stage == "inadmissible"


def test_panama_five_days_to_ask_for_reconsideration_then_the_third_chamber() -> None:
    walk = notified("panama")
    assert walk.clock("appeal").due == dt.date(2024, 9, 20)  # notified on Saturday the 14th
    walk.later(2).take("file_reconsideration")
    assert "same_person" in walk.refused("maintain_decision", by="commission_decides", reasons="r")
    walk.later(30).take("maintain_decision")
    assert walk.stage == "final" and walk.running() == {"supreme_court"}
    assert walk.take("record_suit").running() == set()
    assert walk.later(60).take("court_dismisses").stage == "final"
    other = notified("panama").take("file_reconsideration").take("grant_reconsideration")
    assert other.stage == "assessment" and other.running() == {"decide"}


def test_panama_six_months_to_file_from_entry() -> None:
    from acogida.law import due_date

    assert due_date(load_pack("panama"), "file", dt.date(2024, 1, 15)) == dt.date(2024, 7, 15)


def test_belize_fourteen_days_and_a_document_renewed_every_three_months() -> None:
    from acogida.law import due_date

    pack = load_pack("belize")
    assert due_date(pack, "file", dt.date(2024, 6, 3)) == dt.date(2024, 6, 17)
    walk = Walk(pack, START).take("present").take("admit")
    assert walk.clock("permit").due == dt.date(2024, 12, 3)
    walk.later(80).take("renew_permit", renewed_on="2024-11-22")
    assert walk.clock("permit").due == dt.date(2025, 2, 24)  # 22 February 2025 is a Saturday
    assert sum(c.open for c in walk.state.clocks if c.clock == "BZ3") == 1


def test_belize_the_committee_recommends_and_the_minister_signs_or_refers_back() -> None:
    walk = Walk(load_pack("belize"), START).through(
        "present", "admit", "begin_interview", "close_interview", "submit_draft", "approve_draft"
    )
    walk.take("commission_decides", agreed_outcome="refused")
    assert walk.stage == "signature" and "minister_signs" in walk.running()
    walk.take("minister_refers_back")
    assert walk.stage == "commission" and "minister_signs" not in walk.running()
    walk.take("commission_returns").through("submit_draft", "approve_draft", "commission_decides")
    assert "as_agreed" in Walk.refused(_saying(walk, proposed_outcome="recognised", proposed_positive=True), "sign")
    walk.said.clear()
    walk.take("sign")
    assert walk.stage == "notification" and {"decide", "minister_signs"}.isdisjoint(walk.running())


def _saying(walk: Walk, **said: object) -> Walk:
    walk.said |= said
    return walk


def test_belize_appeal_is_dismissed_remitted_or_substituted_by_others() -> None:
    walk = notified("belize").later(5).take("file_appeal")
    assert "same_person" in walk.refused("appeal_confirms", by="sign")
    walk.later(20).take("appeal_confirms").take("notify_appeal", stays_negative=True)
    assert walk.stage == "final" and walk.running() == {"judicial_review"}
    walk.take("record_suit").take("court_annuls")
    assert walk.stage == "assessment"
    assert notified("belize").take("file_appeal").take("appeal_remits").stage == "assessment"
    granted = notified("belize").take("file_appeal").take("appeal_substitutes", outcome="recognised")
    assert granted.state.claims["one"].outcome == "recognised"
    assert granted.take("notify_appeal", stays_negative=False).running() == set()
    late = Walk(load_pack("belize"), START).through("present", "not_admit", "appeal_non_admission")
    assert late.take("revoke_non_admission").running() == {"decide", "permit"}
    lost = Walk(load_pack("belize"), START).through("present", "not_admit", "appeal_non_admission")
    assert lost.take("confirm_non_admission").stage == "inadmissible"
    silent = Walk(load_pack("belize"), START).through("present", "not_admit").later(30)
    assert silent.take("non_admission_final").stage == "inadmissible"


def test_belize_human_services_is_recorded_before_the_interview() -> None:
    walk = Walk(load_pack("belize"), START, child=True, unaccompanied_child=True).through("present", "admit")
    walk.take("record_human_services", placement="foster")
    assert walk.refused("begin_interview") == ["child_represented"]


@pytest.mark.parametrize("name", NAMES)
def test_withdrawal_from_every_stage_before_the_decision_leaves_no_term_running(name: str) -> None:
    steps = TO_NOTIFIED[:-2]
    for count in range(1, len(steps) + 1):
        walk = Walk(load_pack(name), START).through(*steps[:count])
        walk.later(1).take("withdraw")
        assert walk.stage == "withdrawn" and walk.running() == set(), steps[:count]


@pytest.mark.parametrize("name", NAMES)
def test_abandonment_is_a_process_with_a_warning_a_term_and_a_way_back(name: str) -> None:
    walk = Walk(load_pack(name), START).through("present", "admit")
    assert walk.refused("warn_abandonment", warned_on="2024-09-05", channel="voz") == ["was_absent"]
    walk.through("record_absence")
    assert walk.refused("abandon", reasons="r") == ["warned", "term_over"]
    walk.through("warn_abandonment", "justify_absence")
    assert "abandonment_answer" not in walk.running()
    assert "warned" in walk.refused("abandon", reasons="r")
    walk.through("record_absence", "warn_abandonment")
    assert walk.refused("abandon", reasons="r") == ["term_over"]
    walk.on = walk.clock("abandonment_answer").due + dt.timedelta(days=1)
    walk.take("abandon")
    assert walk.stage == "abandoned" and walk.running() == set()
    walk.later(20).take("reopen").take("admit")
    assert walk.stage == "admitted" and "decide" in walk.running()


@pytest.mark.parametrize("name", NAMES)
def test_death_closes_one_claim_wherever_it_stands(name: str) -> None:
    for count in range(1, len(TO_NOTIFIED) + 1):
        walk = Walk(load_pack(name), START).through(*TO_NOTIFIED[:count]).take("record_death")
        assert walk.stage == "deceased" and walk.running() == set()
    assert recognised(name).take("record_death").stage == "deceased"


@pytest.mark.parametrize("name", NAMES)
def test_status_ends_only_after_the_person_is_heard_and_may_be_restored(name: str) -> None:
    walk = recognised(name).take("open_status_review", kind="cessation")
    assert walk.refused("end_status", reasons="r", served_on="2025-05-01") == ["heard", "compelling"]
    walk.take("hear_on_status", compelling_reasons=False)
    assert walk.refused("end_status", reasons="r", served_on="2025-05-01") == ["compelling"]
    walk.take("hear_on_status", compelling_reasons=True)
    assert "same_person" in walk.refused("end_status", by="open_status_review", reasons="r")
    walk.take("end_status")
    assert walk.running() == {"status_appeal"} and walk.refused("status_end_final") == ["status_term_over"]
    walk.take("appeal_status")
    assert "same_person" in walk.refused("restore_status", by="end_status", reasons="r")
    assert walk.take("restore_status").stage == "final"
    walk.take("open_status_review", kind="cancellation")
    assert "heard" in walk.refused("end_status", reasons="r"), "what was heard last time does not serve again"
    assert walk.take("maintain_status").running() == set()
    walk.take("open_status_review", kind="revocation").take("hear_on_status").take("end_status").take("appeal_status")
    assert walk.take("confirm_status_end").stage == "status_ended" and walk.running() == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_of_status_nobody_appeals_becomes_final(name: str) -> None:
    walk = recognised(name).take("open_status_review").take("hear_on_status").take("end_status").later(60)
    assert walk.take("status_end_final").stage == "status_ended" and walk.running() == set()
    refused = notified(name).later(200).take("become_final")
    assert "recognised" in refused.refused("open_status_review")


@pytest.mark.parametrize("name", ["costa_rica", "panama"])
def test_a_transfer_changes_the_office_of_the_case(name: str) -> None:
    walk = Walk(load_pack(name), START).take("present")
    other = walk.pack.offices[1].code
    assert walk.take("transfer", office_to=other).state.office == other


@pytest.mark.parametrize("name", NAMES)
def test_what_stops_the_decision_pauses_while_the_person_is_asked(name: str) -> None:
    walk = Walk(load_pack(name), START).take("present")
    clock = "admission" if name == "panama" else "decide"
    before = walk.clock(clock).due
    walk.later(2).take("prevent")
    assert walk.clock(clock).state == "paused"
    walk.later(6).take("answer_prevention")
    assert walk.clock(clock).due > before
