"""`acogida pack check` finds what a pack gets wrong in law, not only in form."""

from __future__ import annotations

from pathlib import Path

import pytest

from acogida.law import installed_packs, load_pack
from acogida.law.loader import read_pack
from acogida.law.soundness import unsound, unverified
from tests.law.packs import change, plain
from tests.law.test_commands_give_one_document import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return plain(tmp_path)


def complaint(folder: Path, file: str, old: str, new: str) -> str:
    change(folder, file, old, new)
    return "\n".join(str(problem) for problem in unsound(read_pack(folder)))


def test_the_plain_pack_is_sound(folder: Path) -> None:
    assert unsound(read_pack(folder)) == []


def test_a_condition_nothing_can_meet_is_found(folder: Path) -> None:
    found = complaint(
        folder, "procedure.toml", 'expr = "open_comments == 0"', 'expr = "open_comments < 0 && open_comments > 0"'
    )
    assert 'transition "approve_draft" › condition "comments_resolved"' in found
    assert "no facts can meet this condition" in found


def test_a_condition_nothing_can_break_is_found(folder: Path) -> None:
    found = complaint(folder, "procedure.toml", 'expr = "decision_file_exists"',
                      'expr = "decision_file_exists || !decision_file_exists"')  # fmt: skip
    assert 'transition "notify" › condition "decision_file"' in found and "guards nothing" in found


def test_conditions_that_contradict_each_other_are_found(folder: Path) -> None:
    found = complaint(folder, "procedure.toml", 'expr = "draft_text_present"', 'expr = "!assessment_complete"')
    assert 'transition "submit_draft"' in found and "contradict each other" in found


def test_texts_and_lists_are_tried_with_the_words_of_the_condition(folder: Path) -> None:
    found = complaint(folder, "procedure.toml", "expr = \"proposed_outcome != ''\"",
                      "expr = \"proposed_outcome == 'refused' && 'x' in missing_sections\"")  # fmt: skip
    assert found == ""


def test_an_outcome_the_pack_does_not_have_is_found_in_a_condition(folder: Path) -> None:
    found = complaint(
        folder, "procedure.toml", "expr = \"proposed_outcome != ''\"", "expr = \"proposed_outcome != 'recognized'\""
    )
    assert "'recognized' is not a outcome of this pack; known: complementary, recognised, refused" in found.replace(
        "an outcome", "a outcome"
    )


def test_a_clock_nobody_starts_is_found(folder: Path) -> None:
    found = complaint(folder, "procedure.toml", 'starts = ["decide"]\n', "")
    assert "clocks.toml: clock \"decide\": no step starts this clock, but 'sign', 'withdraw' would stop" in found


def test_a_clock_nobody_stops_is_found(folder: Path) -> None:
    found = complaint(folder, "procedure.toml", 'stops = ["appeal"]\n', "")
    assert 'clock "appeal": no step stops this clock' in found


def test_an_alarm_that_nothing_can_meet_is_found(folder: Path) -> None:
    change(folder, "procedure.toml", 'stops = ["notify"]\n', "")
    found = complaint(folder, "procedure.toml", 'name = "admit"\n', 'name = "admit"\nstops = ["notify"]\n')
    assert "nothing can meet it after 'sign'" in found and "its alarm sounds for nothing" in found


def test_a_pause_without_an_end_is_found(folder: Path) -> None:
    change(folder, "clocks.toml", 'unit = "working"             #', 'pausable = true\nunit = "working"             #')
    found = complaint(
        folder, "procedure.toml", 'name = "return_draft"\n', 'name = "return_draft"\npauses = ["decide"]\n'
    )
    assert "'return_draft' pauses it and no step resumes it" in found


def test_silence_of_the_authority_that_would_deny_is_found(folder: Path) -> None:
    found = complaint(folder, "clocks.toml", 'lapse.kind = "alarm"', 'lapse.kind = "closure"')
    assert 'clock "decide" › lapse' in found and "silence never denies" in found


def test_the_applicants_own_term_may_close_a_remedy(folder: Path) -> None:
    rule = read_pack(folder).clock("appeal")
    assert rule.lapse.kind == "closure" and rule.holder == "applicant"


def test_every_unverified_rule_is_listed_with_what_is_missing(folder: Path) -> None:
    found = {rule.name: rule for rule in unverified(read_pack(folder))}
    assert {"clock decide", "clock appeal", "modality regular", "ground non_refoulement", "outcome refused"} <= set(
        found
    )
    assert found["clock decide"].note.es.startswith("Plazo de ejemplo")


@pytest.mark.parametrize("name", [pack.name for pack in installed_packs()])
def test_every_installed_pack_is_sound_law(name: str) -> None:
    assert unsound(load_pack(name)) == []


def test_the_command_refuses_what_is_unsound(folder: Path) -> None:
    change(folder, "procedure.toml", 'stops = ["appeal"]\n', "")
    document, text, code = run("pack", "check", str(folder))
    assert code == 1 and not document["ok"] and "no step stops this clock" in text
    assert document["problems"][0]["file"] == "clocks.toml"
