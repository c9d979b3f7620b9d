"""Mexico's decision table: what fires for whom, what nothing looks at, and what stands written with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acogida.law import load_pack, triage
from acogida.law.conditions import variables_of

MEXICO = load_pack("mexico")
TODAY = dt.date(2025, 6, 2)
PLAIN: dict[str, Any] = {
    "nationality": "GT", "nationalities": ["GT"], "needs": [], "detained": False, "held_by_inm": False,
    "extradition_asked": False, "ruling_to_obey": False, "term_over": False, "member_count": 1, "language": "es",
    "exclusion_flags": [], "identity_doubt": False, "declarations": [], "unaccompanied_child": False,
}  # fmt: skip
CASES = [
    ({}, "", "regular", "normal"),
    ({"extradition_asked": True, "unaccompanied_child": True}, "extradition", "prioritised", "urgent"),
    ({"ruling_to_obey": True}, "court_order", "prioritised", "urgent"),
    ({"unaccompanied_child": True}, "unaccompanied_child", "prioritised", "urgent"),
    ({"held_by_inm": True}, "detention", "prioritised", "urgent"),
    ({"detained": True}, "detention", "prioritised", "urgent"),
    ({"needs": ["SM-CC"]}, "urgent_need", "prioritised", "urgent"),
    ({"needs": ["SP-PT"]}, "specific_needs", "prioritised", "high"),
    ({"declarations": ["inclusion_2019"]}, "presumption", "simplified", "normal"),
    ({"declarations": ["inclusion_2019"], "needs": ["SP-PT"]}, "presumption_with_needs", "merged", "high"),
    ({"declarations": ["inclusion_2019"], "exclusion_flags": ["LP-AF"]}, "exclusion", "regular", "high"),
    ({"declarations": ["inclusion_2019"], "identity_doubt": True}, "identity", "regular", "normal"),
    ({"nationalities": ["GT", "CU"]}, "other_nationality", "regular", "normal"),
    ({"term_over": True}, "overdue", "prioritised", "high"),
    ({"nationality": "HT", "nationalities": ["HT"]}, "support_package", "accelerated", "normal"),
]


@pytest.mark.parametrize(("told", "row", "modality", "priority"), CASES)
def test_the_first_row_that_holds_is_proposed(told: dict[str, Any], row: str, modality: str, priority: str) -> None:
    proposal = triage.propose(MEXICO, PLAIN | told, TODAY)
    assert (proposal.row, proposal.modality, proposal.priority) == (row, modality, priority)


def test_the_facts_a_row_may_use_are_all_there_for_it() -> None:
    assert triage.facts_needed(MEXICO, TODAY) | triage.declaration_facts(MEXICO, TODAY) <= set(PLAIN)


def test_no_row_looks_at_sex_gender_or_ethnicity() -> None:
    used = {name for table in MEXICO.triage_tables for row in table.row for name in variables_of(row.when)}
    assert not used & {"sex", "gender", "ethnicity", "religion"}
    assert "nationality" not in used - {"nationality"}  # the nationality itself is a criterion, always with its reason


def test_a_row_of_its_day_is_not_applied_before_it() -> None:
    haitian = PLAIN | {"nationality": "HT", "nationalities": ["HT"]}
    assert triage.propose(MEXICO, haitian, dt.date(2020, 3, 2)).row == ""


def test_no_row_proposes_to_decide_without_an_interview() -> None:
    proposed = {row.modality for table in MEXICO.triage_tables for row in table.row}
    assert "file_review" not in proposed


def test_every_way_that_cannot_refuse_says_so_among_its_safeguards() -> None:
    for modality in MEXICO.modalities:
        said = " ".join(text["es"].lower() for text in modality.safeguards)
        assert modality.safeguards
        if not modality.refusal:
            assert "negativa" in said, modality.code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"exclusion_flags": ["LP-AF"]}, "exclusion_flags"),
        ({"identity_doubt": True}, "identity"),
        ({"nationalities": ["HN", "US"]}, "one_nationality"),
        ({"extradition_asked": True}, "extradition"),
    ],
)
def test_the_presumption_of_inclusion_names_what_takes_a_case_out_of_it(told: dict[str, Any], code: str) -> None:
    honduran = PLAIN | {"nationality": "HN", "nationalities": ["HN"]}
    assert triage.covering(MEXICO, honduran, TODAY) == ["inclusion_2019"]
    (coverage,) = triage.declarations(MEXICO, honduran | told, TODAY)
    assert not coverage.covers and [refusal.code for refusal in coverage.excluded] == [code]


def test_the_presumption_has_a_start_and_says_that_its_end_and_its_list_are_not_verified() -> None:
    (declared,) = MEXICO.declarations
    assert declared.from_ == dt.date(2019, 7, 1) and declared.to is None
    assert not declared.verified and "fin" in declared.note["es"]
    assert triage.declarations(MEXICO, PLAIN | {"nationality": "HN"}, dt.date(2019, 6, 30)) == ()
