"""The guards that an asylum procedure must have, each refusing in the pack of Mexico, and what passes them. That every
guard of every pack can be met and can refuse is shown by `test_walks_never_get_lost`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acogida.law import MissingFact, UnknownRule, load_pack
from acogida.law.guards import breaking, satisfying

MEXICO = load_pack("mexico")
GUARDS = [(t.name, c.code) for t in MEXICO.transitions.values() for c in t.conditions]
REFUSING = [m.code for m in MEXICO.modalities if m.refusal]
POSITIVE_ONLY = [m.code for m in MEXICO.modalities if not m.refusal]


def stage_of(transition: str) -> str | None:
    rule = MEXICO.transition(transition)
    return rule.from_[0] if rule.from_ else None


def in_order(transition: str, **known: Any) -> dict[str, Any]:
    """Facts with which nothing refuses the step, given the known ones."""
    facts = satisfying(MEXICO, transition, known)
    assert facts is not None, f"{transition} is impossible with {known}"
    return facts | known


def refused(transition: str, facts: dict[str, Any]) -> list[str]:
    return [refusal.code for refusal in MEXICO.refusals(transition, stage_of(transition), facts)]


def impossible(transition: str, **known: Any) -> bool:
    """Whether nothing that rooms and the log could say makes the step possible, given the known facts."""
    return satisfying(MEXICO, transition, known) is None


@pytest.mark.parametrize("transition", list(MEXICO.transitions))
def test_a_step_with_everything_in_order_is_allowed(transition: str) -> None:
    assert refused(transition, in_order(transition)) == []


@pytest.mark.parametrize(("transition", "guard"), GUARDS)
def test_a_guard_says_why_in_two_languages_and_by_which_law(transition: str, guard: str) -> None:
    facts = breaking(MEXICO, transition, guard)
    assert facts is not None
    refusal = next(r for r in MEXICO.refusals(transition, stage_of(transition), facts) if r.code == guard)
    assert refusal.message["es"] and refusal.message["en"] and refusal.source


# --- a refusal, and complementary protection ------------------------------------------------------------------------


@pytest.mark.parametrize("transition", ["submit_draft", "approve_draft", "sign"])
def test_a_refusal_without_complementary_protection_analysed_is_stopped(transition: str) -> None:
    facts = in_order(transition, proposed_outcome="refused", proposed_positive=False)
    assert refused(transition, facts | {"complementary_protection_analysed": False}) == ["complementary_protection"]
    assert impossible(transition, proposed_outcome="refused", complementary_protection_analysed=False)


def test_a_refusal_with_complementary_protection_analysed_may_be_signed() -> None:
    facts = in_order("sign", proposed_outcome="refused", proposed_positive=False)
    assert facts["complementary_protection_analysed"] is True and refused("sign", facts) == []


def test_nobody_is_refused_unheard() -> None:
    facts = in_order("submit_draft", proposed_outcome="refused", proposed_positive=False)
    assert refused("submit_draft", facts | {"interview_held": False}) == ["heard"]


# --- modalities -----------------------------------------------------------------------------------------------------


def test_the_shortened_ways_cannot_refuse() -> None:
    assert set(POSITIVE_ONLY) == {"simplified", "merged", "file_review", "group"}
    assert set(REFUSING) == {"regular", "prioritised", "accelerated"}


@pytest.mark.parametrize("transition", ["submit_draft", "sign"])
def test_a_way_that_cannot_refuse_ends_positively_or_moves_to_regular(transition: str) -> None:
    refusal = in_order(transition, proposed_outcome="refused", proposed_positive=False)
    assert refused(transition, refusal | {"modality_refusal": False}) == ["modality_allows"]
    assert refused(transition, in_order(transition, proposed_positive=True, modality_refusal=False)) == []
    assert {"assessment", "review", "signature"} <= set(MEXICO.transition("change_modality").from_)


def test_without_an_interview_only_where_the_modality_allows_it() -> None:
    facts = in_order("examine_on_file")
    for modality in [m.code for m in MEXICO.modalities]:
        codes = [r.code for r in MEXICO.refusals("examine_on_file", "admitted", facts, modality=modality)]
        assert codes == ([] if modality in ("file_review", "group") else ["other_modality"])


# --- children -------------------------------------------------------------------------------------------------------

BY_TIME = ["deem_not_filed", "dismiss_unanswered", "abandon", "declare_expired", "record_impossibility"]


@pytest.mark.parametrize("transition", BY_TIME)
def test_no_lapse_or_abandonment_closes_a_childs_own_claim(transition: str) -> None:
    assert impossible(transition, childs_own_claim=True)
    assert impossible(transition, unaccompanied_child=True)


def test_the_steps_that_time_leads_to_are_all_among_those() -> None:
    closed = {stage.code for stage in MEXICO.stages if not stage.open} - {"final", "status_ended", "status_suspended"}
    by_lapse = {
        t.name
        for t in MEXICO.transitions.values()
        if t.to in closed and any(MEXICO.facts[f].lapsed for c in t.conditions for f in c.facts)
    }
    assert by_lapse <= set(BY_TIME)


@pytest.mark.parametrize("transition", ["warn_missed_sign_ins", "warn_unauthorised_move", "warn_inactivity"])
def test_a_child_is_not_even_warned_of_abandonment(transition: str) -> None:
    assert impossible(transition, childs_own_claim=True)


def test_time_does_not_take_a_childs_derived_status() -> None:
    assert impossible("derivative_status_ends", child=True)


@pytest.mark.parametrize(
    "transition", ["summon", "begin_interview", "close_interview", "put_contradictions", "hear_status"]
)
def test_an_unaccompanied_child_has_a_representative_and_the_child_protection_authority_first(transition: str) -> None:
    facts = in_order(transition) | {"unaccompanied_child": True, "representative_present": False}
    assert refused(transition, facts) == ["child_represented"]
    assert refused(transition, facts | {"representative_present": True}) == []


# --- late filing ----------------------------------------------------------------------------------------------------


def test_late_filing_asks_and_never_rejects() -> None:
    assert impossible("not_admit", late_filing=True, late_explained=False)
    late = in_order("admit") | {"late_filing": True, "late_explained": False, "went_on_unanswered": False}
    assert refused("admit", late) == ["late_explained"]
    assert refused("admit", late | {"late_explained": True}) == []
    assert refused("admit", late | {"went_on_unanswered": True}) == []  # asked, nobody answered, examined all the same


# --- silence --------------------------------------------------------------------------------------------------------


def test_silence_is_an_alarm_and_no_outcome() -> None:
    assert MEXICO.clock("decide").lapse.kind == "alarm"
    assert MEXICO.clock("file").lapse.kind == "question"
    overdue = {fact.code for fact in MEXICO.facts.values() if fact.lapsed == "decide"}
    for rule in MEXICO.transitions.values():
        assert not overdue & {name for condition in rule.conditions for name in condition.facts}, rule.name
        assert rule.outcome is None, rule.name  # no step brings an outcome of its own


def test_the_opinion_that_never_came_changes_nothing() -> None:
    rule = MEXICO.transition("record_sre_silence")
    assert rule.to is None and rule.outcome is None
    assert refused("record_sre_silence", in_order("record_sre_silence") | {"sre_lapsed": False}) == ["term_over"]


# --- contradictions and exclusion -----------------------------------------------------------------------------------


@pytest.mark.parametrize("transition", ["submit_draft", "sign"])
def test_contradictions_are_put_to_the_person_before_use(transition: str) -> None:
    assert refused(transition, in_order(transition) | {"contradictions_put": False}) == ["contradictions_put"]


def test_exclusion_is_examined_only_after_inclusion() -> None:
    assert refused("open_exclusion", in_order("open_exclusion") | {"inclusion_examined": False}) == ["inclusion_first"]
    for transition in ("submit_draft", "refer_exclusion", "sign"):
        facts = in_order(transition, proposed_outcome="excluded", proposed_positive=False)
        assert refused(transition, facts | {"inclusion_examined": False}) == ["inclusion_first"]
        assert refused(transition, facts | {"dual_criminality_examined": False}) == ["dual_criminality"]


def test_exclusion_is_a_track_of_its_own() -> None:
    excluded = in_order("submit_draft", proposed_outcome="excluded", proposed_positive=False)
    assert refused("submit_draft", excluded | {"exclusion_open": False}) == ["exclusion_track"]
    other = in_order("submit_draft", proposed_outcome="recognised", proposed_positive=True)
    assert refused("submit_draft", other | {"exclusion_open": True}) == ["exclusion_track"]
    assert impossible("open_exclusion", modality_refusal=False)


def test_exclusion_passes_a_higher_review_by_others() -> None:
    assert impossible("approve_draft", proposed_outcome="excluded")
    facts = in_order("sign", proposed_outcome="excluded", proposed_positive=False)
    assert refused("sign", facts | {"exclusion_approved": False}) == ["exclusion_reviewed"]
    for step, before in (("approve_exclusion", "submit_draft"), ("approve_exclusion", "refer_exclusion"),
                         ("refer_exclusion", "submit_draft"), ("sign", "approve_exclusion")):  # fmt: skip
        found = MEXICO.refusals(step, stage_of(step), in_order(step), taken=[before])
        assert [refusal.code for refusal in found] == ["same_person"]


# --- abandonment is a process ---------------------------------------------------------------------------------------


def test_abandonment_needs_a_warning_and_its_term_and_a_rule_that_is_on() -> None:
    facts = in_order("abandon")
    assert "warned" in refused("abandon", facts | {"abandonment_open": False})
    assert refused("abandon", facts | {"abandonment_answer_over": False}) == ["answer_term_over"]
    warned = facts | {"missed_warned": True, "move_warned": False, "sign_in_rule_on": True}
    assert refused("abandon", warned) == []
    assert refused("abandon", warned | {"sign_in_rule_on": False}) == ["rule_on"]


@pytest.mark.parametrize(("step", "switch"), [
    ("warn_missed_sign_ins", "sign_in"), ("assign_sign_in", "sign_in"), ("sign_in", "sign_in"),
    ("warn_unauthorised_move", "stay_in_state"), ("request_transfer", "stay_in_state"),
])  # fmt: skip
def test_a_rule_that_is_switched_off_asks_nothing_of_anybody(step: str, switch: str) -> None:
    codes = [r.code for r in MEXICO.refusals(step, stage_of(step), in_order(step), off=[switch])]
    assert codes == ["switched_off"]


# --- the road -------------------------------------------------------------------------------------------------------


def test_the_message_names_the_missing_parts() -> None:
    facts = in_order("submit_draft") | {"assessment_complete": False, "missing_sections": ["Riesgo", "Vínculo"]}
    assert "Riesgo, Vínculo" in MEXICO.refusals("submit_draft", "assessment", facts)[0].message["es"]


def test_a_step_from_another_stage_is_refused_by_name() -> None:
    refusal = MEXICO.refusals("sign", "review", in_order("sign"))[0]
    assert refusal.code == "wrong_stage"
    assert "En revisión" in refusal.message["es"] and "In review" in refusal.message["en"]
    assert MEXICO.refusals("admit", None, in_order("admit"))[0].code == "wrong_stage"
    assert MEXICO.refusals("present", "presented", in_order("present"))[0].code == "wrong_stage"
    assert MEXICO.refusals("present", None, in_order("present")) == []


def test_a_rule_is_not_applied_before_it_was_law() -> None:
    codes = [r.code for r in MEXICO.refusals("admit", "presented", in_order("admit"), on=dt.date(2010, 1, 1))]
    assert codes == ["not_in_force"]


def test_a_missing_fact_is_an_error_and_never_a_pass() -> None:
    facts = {name: value for name, value in in_order("sign").items() if name != "distinct_signer"}
    with pytest.raises(MissingFact, match="distinct_signer"):
        MEXICO.refusals("sign", "signature", facts)


def test_the_facts_a_step_needs_are_found_in_its_conditions() -> None:
    assert MEXICO.facts_needed("become_final") == {"appeal_term_over", "has_decision"}
    assert "missing_sections" in MEXICO.facts_needed("submit_draft")  # only its message shows it
    assert MEXICO.facts_needed("answer_prevention") == frozenset()


def test_clocks_start_with_presentation_and_the_appeal_with_notification() -> None:
    assert {"C8", "C5", "C6a"} <= {s.clock for s in MEXICO.transition("present").starts}
    assert [s.clock for s in MEXICO.transition("notify").starts] == ["C11"]
    assert MEXICO.transition("notify").date_field == "effective_on"
    assert MEXICO.transition("prevent").pauses == MEXICO.transition("answer_prevention").resumes == ("C8",)


def test_names_nobody_knows_are_refused_with_the_known_ones() -> None:
    for ask in (MEXICO.stage, MEXICO.transition, MEXICO.clock, MEXICO.office, MEXICO.outcome, MEXICO.ground):
        with pytest.raises(UnknownRule, match="it has: "):
            ask("nothing_like_it")
