"""The guards of Costa Rica, Panama and Belize: each can be met, each refuses alone, and what must never happen cannot."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.law import load_pack
from acogida.law.guards import breaking, satisfying
from acogida.law.soundness import unsound
from tests.law.central_america import GOOD, NAMES, Walk

TODAY = dt.date(2024, 9, 3)
GUARDS = [
    (name, transition.name, condition.code)
    for name in NAMES
    for transition in load_pack(name).transitions.values()
    for condition in transition.conditions
]
STEPS = [(name, transition) for name in NAMES for transition in load_pack(name).transitions]
ROAD = ("present", "admit", "begin_interview", "close_interview")


@pytest.mark.parametrize("name", NAMES)
def test_the_pack_is_sound(name: str) -> None:
    assert unsound(load_pack(name)) == []


@pytest.mark.parametrize(("name", "transition"), STEPS)
def test_every_step_can_be_taken_when_everything_is_in_order(name: str, transition: str) -> None:
    pack = load_pack(name)
    rule = pack.transition(transition)
    facts = satisfying(pack, transition, {})
    assert facts is not None
    assert pack.refusals(transition, rule.from_[0] if rule.from_ else None, facts, TODAY) == []


@pytest.mark.parametrize(("name", "transition", "guard"), GUARDS)
def test_every_guard_refuses_alone_and_says_why_in_two_languages(name: str, transition: str, guard: str) -> None:
    pack = load_pack(name)
    rule = pack.transition(transition)
    facts = breaking(pack, transition, guard)
    assert facts is not None
    refusals = pack.refusals(transition, rule.from_[0] if rule.from_ else None, facts)
    assert [refusal.code for refusal in refusals] == [guard]
    assert refusals[0].message["es"] and refusals[0].message["en"] and refusals[0].source
    assert "{" not in refusals[0].message["es"]


@pytest.mark.parametrize("name", NAMES)
def test_late_filing_asks_and_never_rejects(name: str) -> None:
    walk = Walk(load_pack(name), TODAY, late_filing=True).take("present")
    assert "late_explained" in walk.refused("admit")
    assert "late_asks" in walk.refused("not_admit")
    walk.later(2).take("prevent").later(1).take("answer_prevention")
    walk.said["late_explained"] = True
    assert walk.refused("admit") == []


@pytest.mark.parametrize("name", NAMES)
def test_an_unaccompanied_child_is_represented_before_any_interview(name: str) -> None:
    child = {"child": True, "unaccompanied_child": True, "childs_own_claim": True}
    walk = Walk(load_pack(name), TODAY, **child).through("present", "admit")
    for step in ("begin_interview", "close_interview", "withdraw"):
        assert "child_represented" in walk.refused(step)
    walk.said["representative_present"] = True
    walk.through("begin_interview", "close_interview")
    assert walk.stage == "assessment"


@pytest.mark.parametrize("name", NAMES)
def test_neither_absence_nor_screening_closes_a_childs_claim(name: str) -> None:
    walk = Walk(load_pack(name), TODAY, child=True, childs_own_claim=True).take("present")
    assert "not_a_child" in walk.refused("not_admit")
    walk.take("record_absence")
    assert walk.refused("warn_abandonment", warned_on="2024-09-03", channel="voz") == ["no_child"]
    assert "no_child" in walk.refused("abandon")


@pytest.mark.parametrize("name", NAMES)
def test_silence_of_the_authority_is_an_alarm(name: str) -> None:
    for rule in load_pack(name).clocks.values():
        if rule.holder == "authority":
            assert rule.lapse.kind == "alarm"
    assert load_pack(name).clock("file").lapse.kind == "question"


@pytest.mark.parametrize("name", NAMES)
def test_a_refusal_without_the_risk_on_return_analysed_cannot_be_signed(name: str) -> None:
    walk = Walk(load_pack(name), TODAY).through(*ROAD, "submit_draft", "approve_draft", "commission_decides")
    walk.said["complementary_protection_analysed"] = False
    assert walk.refused("sign") == ["non_refoulement"]
    walk.said |= {"proposed_outcome": "recognised", "proposed_positive": True}
    assert walk.refused("sign") == ["as_agreed"], "what is signed is what the commission decided"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_session_without_quorum_agreed_cannot_be_signed(name: str) -> None:
    walk = Walk(load_pack(name), TODAY).through(*ROAD, "submit_draft", "approve_draft")
    walk.take("commission_decides", quorum=False)
    assert walk.refused("sign") == ["quorum"]
    walk.through("commission_returns", "submit_draft", "approve_draft", "commission_decides")
    assert walk.refused("sign") == []


@pytest.mark.parametrize("name", NAMES)
def test_a_shortened_track_ends_positively_or_moves_to_the_regular_one(name: str) -> None:
    pack = load_pack(name)
    shortened = [modality.code for modality in pack.modalities if not modality.refusal]
    for modality in shortened:
        walk = Walk(pack, TODAY).through(*ROAD)
        walk.take("triage", modality=modality, priority="normal")
        assert walk.refused("submit_draft") == ["modality_allows_refusal"]
        assert walk.refused("triage", modality=modality, priority="high") == ["first"]
        walk.take("change_modality", modality=pack.default_modality)
        assert walk.refused("submit_draft") == []
    assert shortened or name == "belize"


@pytest.mark.parametrize("name", NAMES)
def test_exclusion_comes_after_inclusion(name: str) -> None:
    walk = Walk(load_pack(name), TODAY, proposed_outcome="excluded", inclusion_examined=False).through(*ROAD)
    assert walk.refused("submit_draft") == ["inclusion_first"]
    walk.said |= {"inclusion_examined": True, "dual_criminality_examined": False, "contradictions_put": False}
    assert walk.refused("submit_draft") == ["contradictions_put", "crime_weighed"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_marked_to_verify_says_so(name: str) -> None:
    pack = load_pack(name)
    for rule in (*pack.clocks.values(), *pack.transitions.values(), *pack.switches.values()):
        assert rule.verified or (rule.note and rule.note["es"] and rule.note["en"])
    doubted = {
        "costa_rica": ("decide_appeal", "decide"), "panama": ("appeal", "supreme_court"), "belize": ("appeal",),
    }  # fmt: skip
    known = {
        "costa_rica": ("appeal", "contentious", "identity_document"),
        "panama": ("file",),
        "belize": ("file", "permit"),
    }
    assert not any(pack.clock(clock).verified for clock in doubted[name])
    assert all(pack.clock(clock).verified for clock in known[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_a_room_is_one_that_a_file_in_order_has(name: str) -> None:
    pack = load_pack(name)
    asked = {fact for transition in pack.transitions for fact in pack.facts_needed(transition)}
    assert {fact for fact in asked if not pack.facts[fact].derived} <= set(GOOD)
