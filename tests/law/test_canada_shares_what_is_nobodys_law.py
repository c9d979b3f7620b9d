"""What Canada takes from packs/common: neutral forms, guide, assessment and needs that the rooms can work with."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from acogida.law import load_pack
from acogida.law.conditions import holds
from acogida.law.loader import COMMON, load_snapshot
from acogida.law.triage import propose

CANADA, MEXICO = load_pack("canada"), load_pack("mexico")
SHARED = ("forms.toml", "interview.toml", "assessment.toml", "needs.toml", "information.toml")
ONE_COUNTRYS = re.compile(
    r"COMAR|\bINM\b|México|Mexic|\bLSR\b|LFPA|CURP|Procuradur|\bDIF\b|\bSRE\b|Canad|\bIRPA\b|\bIRB\b"
)


@pytest.mark.parametrize("file", SHARED)
def test_a_shared_file_names_no_country(file: str) -> None:
    assert ONE_COUNTRYS.findall((COMMON / file).read_text(encoding="utf-8")) == []


def test_a_snapshot_holds_shared_files_whole() -> None:
    kept = CANADA.snapshot()
    assert kept["forms.toml"] == (COMMON / "forms.toml").read_text(encoding="utf-8")
    assert load_snapshot(kept).hash == CANADA.hash


def test_the_rooms_find_the_codes_they_rely_on() -> None:
    """Field and section codes that Python names, at the place where registration and determination look for them."""
    asked = {field.code for field in CANADA.form("comprehensive").fields()}
    named = set(re.findall(r'(?:said|sheet\.value)\((?:[^()]*, )?"([a-z_]+)"\)', _source("registration")))
    assert {"birth", "nationality", "unaccompanied", "languages"} <= named <= asked
    sections = {section.code for section in CANADA.assessment_template}
    assert {"claim_summary", "material_facts", "complementary_protection", "exclusion"} <= sections


def _source(room: str) -> str:
    src = Path(__file__).parents[2] / "src" / "acogida" / room
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(src.rglob("*.py")))


def test_needs_have_the_same_codes_and_the_same_walls_everywhere() -> None:
    """A code means the same need and is as restricted, whichever authority records it."""
    assert {need.code: need.restricted for need in CANADA.needs} == {n.code: n.restricted for n in MEXICO.needs}


def test_a_profile_adds_questions_and_takes_none_away() -> None:
    profiles = CANADA.files.interview.profile
    assert {"general", "child", "torture", "sogi"} <= {profile.code for profile in profiles}
    general = {s.code for s in CANADA.interview_guide if s.show_if is None}
    assert {"opening", "narrative", "clarification", "closing"} <= general
    for profile in profiles:
        shown = {
            s.code for s in CANADA.interview_guide
            if s.show_if is None or holds(s.show_if, {"flags": list(profile.flags), "person": {}})
        }  # fmt: skip
        assert general <= shown
        assert (shown > general) == bool(profile.flags), profile.code


def test_letters_and_information_speak_both_official_languages() -> None:
    for letter in CANADA.letters:
        for text in (letter.label, *letter.paragraphs):
            assert text.get("fr"), letter.code
    for package in CANADA.information:
        for section in package.section:
            assert section.heading.get("fr") and section.body.get("fr"), package.code


def test_letters_name_only_clocks_and_answers_that_exist() -> None:
    known = {"person", "case_number", "authority", "office", "date"} | {f"due_{c.name}" for c in CANADA.clocks.values()}
    known |= {field.code for rule in CANADA.transitions.values() for field in rule.fields}
    for letter in CANADA.letters:
        for text in letter.paragraphs:
            for language in ("es", "en", "fr"):
                assert set(re.findall(r"\{(\w+)\}", text[language])) <= known, (letter.code, language)


def test_a_letter_names_no_term_that_may_not_be_running() -> None:
    """A letter with a hole is never made: what it names, its step starts whatever was answered, or an earlier one did."""
    before = {"file_appeal": {"perfect"}}  # every decision notified has started it
    for rule in CANADA.transitions.values():
        sure = {CANADA.clock(start.clock).name for start in rule.starts if start.when is None} | before.get(
            rule.name, set()
        )
        for letter in (each for each in CANADA.letters if each.code in rule.documents):
            named = {name for text in letter.paragraphs for name in re.findall(r"\{due_(\w+)\}", text.en)}
            assert named <= sure, (rule.name, letter.code)


QUIET = {
    "nationality": "MX", "needs": [], "detained": False, "exclusion_flags": [], "identity_doubt": False, "claim_type": "other",
    "unaccompanied_child": False, "minister_manner": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "modality", "row"),
    [
        ({}, "regular", ""),
        ({"nationality": "SY"}, "file_review", "file_review_country"),
        ({"nationality": "IR", "claim_type": "religion"}, "file_review", "file_review_type"),
        ({"claim_type": "sogi"}, "short_hearing", "short_hearing_type"),
        ({"needs": ["FU-TR", "TR-PI"]}, "prioritised", "vulnerable"),
        ({"nationality": "SY", "identity_doubt": True}, "regular", "identity"),
        ({"nationality": "SY", "minister_manner": "in_person"}, "regular", "minister_in_person"),
        ({"nationality": "SY", "exclusion_flags": ["armed_group"]}, "regular", "exclusion"),
        ({"detained": True}, "prioritised", "detained"),
        ({"unaccompanied_child": True, "detained": True}, "prioritised", "child_alone"),
    ],
)
def test_the_table_proposes_and_what_speaks_against_a_short_way_comes_first(
    facts: dict[str, object], modality: str, row: str
) -> None:
    proposal = propose(CANADA, QUIET | facts, dt.date(2024, 10, 1))
    assert (proposal.modality, proposal.row) == (modality, row)
