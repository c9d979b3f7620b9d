"""Every guard of the Mexican procedure refuses at least once, and the whole road can be walked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acogida.law import MissingFact, UnknownRule, load_pack

MEXICO = load_pack("mexico")
GOOD: dict[str, Any] = {
    "members_registered": True,
    "late_filing": False,
    "late_explained": False,
    "prevention_open": False,
    "interview_held": True,
    "interview_read_back": True,
    "assessment_complete": True,
    "missing_sections": [],
    "proposed_outcome": "recognised",
    "complementary_protection_analysed": False,
    "draft_text_present": True,
    "open_comments": 0,
    "distinct_reviewer": True,
    "distinct_signer": True,
    "decision_file_exists": True,
    "notification_valid": True,
    "clocks_extended": 0,
    "unaccompanied_child": False,
    "representative_present": False,
    "has_decision": True,
    "appeal_term_over": True,
    "childs_own_claim": False,
}
# One change of fact for each guard, that it alone must refuse.
BREAKS: dict[tuple[str, str], dict[str, Any]] = {
    ("present", "members_registered"): {"members_registered": False},
    ("prevent", "one_prevention"): {"prevention_open": True},
    ("admit", "members_registered"): {"members_registered": False},
    ("admit", "late_explained"): {"late_filing": True},
    ("admit", "no_open_prevention"): {"prevention_open": True},
    ("not_admit", "late_asks"): {"late_filing": True},
    ("not_admit", "child_represented"): {"unaccompanied_child": True},
    ("begin_interview", "child_represented"): {"unaccompanied_child": True},
    ("close_interview", "child_represented"): {"unaccompanied_child": True},
    ("close_interview", "interview_held"): {"interview_held": False},
    ("close_interview", "read_back"): {"interview_read_back": False},
    ("submit_draft", "outcome_proposed"): {"proposed_outcome": ""},
    ("submit_draft", "complementary_protection"): {"proposed_outcome": "refused"},
    ("submit_draft", "assessment_complete"): {"assessment_complete": False, "missing_sections": ["Riesgo", "Vínculo"]},
    ("submit_draft", "draft_text"): {"draft_text_present": False},
    ("return_draft", "distinct_reviewer"): {"distinct_reviewer": False},
    ("approve_draft", "distinct_reviewer"): {"distinct_reviewer": False},
    ("approve_draft", "comments_resolved"): {"open_comments": 2},
    ("approve_draft", "complementary_protection"): {"proposed_outcome": "excluded"},
    ("sign", "distinct_signer"): {"distinct_signer": False},
    ("sign", "complementary_protection"): {"proposed_outcome": "refused"},
    ("sign", "comments_resolved"): {"open_comments": 1},
    ("notify", "has_decision"): {"has_decision": False},
    ("notify", "decision_file"): {"decision_file_exists": False},
    ("notify", "valid"): {"notification_valid": False},
    ("become_final", "has_decision"): {"has_decision": False},
    ("become_final", "appeal_term_over"): {"appeal_term_over": False},
    ("extend_term", "once"): {"clocks_extended": 1},
    ("withdraw", "child_represented"): {"unaccompanied_child": True},
    ("abandon", "no_child_abandoned"): {"unaccompanied_child": True, "representative_present": True},
}


def stage_of(transition: str) -> str | None:
    rule = MEXICO.transition(transition)
    return rule.from_[0] if rule.from_ else None


def test_every_guard_has_a_case_here() -> None:
    guards = {(t.name, c.code) for t in MEXICO.transitions.values() for c in t.conditions}
    assert guards == set(BREAKS)


@pytest.mark.parametrize("transition", list(MEXICO.transitions))
def test_a_transition_with_everything_in_order_is_allowed(transition: str) -> None:
    assert MEXICO.refusals(transition, stage_of(transition), GOOD) == []


@pytest.mark.parametrize(("transition", "guard"), list(BREAKS))
def test_a_guard_refuses_alone_and_says_why_in_two_languages(transition: str, guard: str) -> None:
    refusals = MEXICO.refusals(transition, stage_of(transition), GOOD | BREAKS[transition, guard])
    assert [refusal.code for refusal in refusals] == [guard]
    assert refusals[0].message["es"] and refusals[0].message["en"] and refusals[0].source


def test_a_refusal_with_complementary_protection_analysed_may_be_signed() -> None:
    facts = GOOD | {"proposed_outcome": "refused", "complementary_protection_analysed": True}
    for transition in ("submit_draft", "approve_draft", "sign"):
        assert MEXICO.refusals(transition, stage_of(transition), facts) == []


def test_a_late_filing_that_was_explained_is_admitted() -> None:
    assert MEXICO.refusals("admit", "presented", GOOD | {"late_filing": True, "late_explained": True}) == []


def test_an_unaccompanied_child_with_a_representative_may_be_interviewed() -> None:
    facts = GOOD | {"unaccompanied_child": True, "representative_present": True}
    assert MEXICO.refusals("begin_interview", "admitted", facts) == []


def test_the_message_names_the_missing_parts() -> None:
    facts = GOOD | BREAKS["submit_draft", "assessment_complete"]
    assert "Riesgo, Vínculo" in MEXICO.refusals("submit_draft", "assessment", facts)[0].message["es"]


def test_a_transition_from_another_stage_is_refused_by_name() -> None:
    refusal = MEXICO.refusals("sign", "review", GOOD)[0]
    assert refusal.code == "wrong_stage"
    assert "En revisión" in refusal.message["es"] and "In review" in refusal.message["en"]
    assert MEXICO.refusals("admit", None, GOOD)[0].code == "wrong_stage"
    assert MEXICO.refusals("present", "presented", GOOD)[0].code == "wrong_stage"


def test_a_rule_is_not_applied_before_it_was_law() -> None:
    codes = [r.code for r in MEXICO.refusals("admit", "presented", GOOD, on=dt.date(2010, 1, 1))]
    assert codes == ["not_in_force"]


def test_a_missing_fact_is_an_error_and_never_a_pass() -> None:
    facts = {name: value for name, value in GOOD.items() if name != "distinct_signer"}
    with pytest.raises(MissingFact, match="distinct_signer"):
        MEXICO.refusals("sign", "signature", facts)


def test_the_facts_a_transition_needs_are_found_in_its_conditions() -> None:
    assert MEXICO.facts_needed("submit_draft") == {
        "proposed_outcome",
        "complementary_protection_analysed",
        "assessment_complete",
        "missing_sections",
        "draft_text_present",
    }
    assert MEXICO.facts_needed("answer_prevention") == frozenset()


def test_the_road_from_presentation_to_a_final_decision() -> None:
    stage: str | None = None
    for name in (
        "present", "prevent", "answer_prevention", "admit", "begin_interview", "close_interview", "submit_draft",
        "return_draft", "submit_draft", "approve_draft", "sign", "notify", "become_final",
    ):  # fmt: skip
        assert name in {t.name for t in MEXICO.transitions_from(stage)}
        assert MEXICO.refusals(name, stage, GOOD) == []
        stage = MEXICO.transition(name).to or stage
    assert stage == "final" and not MEXICO.stage("final").open


def test_clocks_start_with_presentation_and_the_appeal_with_notification() -> None:
    assert MEXICO.clock("decide").code in {s.clock for s in MEXICO.transition("present").starts}
    assert [s.clock for s in MEXICO.transition("notify").starts] == ["C11"]
    assert MEXICO.transition("notify").date_field == "effective_on"
    assert MEXICO.transition("prevent").pauses == MEXICO.transition("answer_prevention").resumes == ("C8",)


def test_silence_never_refuses() -> None:
    assert MEXICO.clock("decide").lapse.kind == "alarm"
    assert MEXICO.clock("file").lapse.kind == "question"


def test_names_nobody_knows_are_refused_with_the_known_ones() -> None:
    for ask in (MEXICO.stage, MEXICO.transition, MEXICO.clock, MEXICO.office, MEXICO.outcome, MEXICO.ground):
        with pytest.raises(UnknownRule, match="it has: "):
            ask("nothing_like_it")
