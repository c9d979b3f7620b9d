"""A broken pack is refused with the file, the place and what to change; a sound one keeps its identity."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from acogida.law import PackError, installed_packs, load_pack, load_snapshot
from acogida.law.loader import PACKS, read_pack


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "mexico", tmp_path / "mexico"))


def broken(folder: Path, file: str, old: str, new: str) -> str:
    """Replaces text once in a copy of the pack and returns the complaint."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    return str(caught.value)


def test_every_installed_pack_is_sound() -> None:
    names = [pack.name for pack in installed_packs()]
    assert "mexico" in names
    for name in names:
        assert load_pack(name).name == name


def test_a_misspelt_key_is_named_with_its_place(copy: Path) -> None:
    complaint = broken(copy, "clocks.toml", "pausable = true", "pauseable = true")
    assert 'clocks.toml: clock "C8" › pauseable' in complaint and "spelling" in complaint


def test_a_missing_language_is_said(copy: Path) -> None:
    complaint = broken(copy, "clocks.toml", 'label.en = "Decide the claim"\n', "")
    assert 'clock "C8" › label' in complaint and "'en' is missing" in complaint


def test_a_wrong_word_gets_the_allowed_ones(copy: Path) -> None:
    complaint = broken(copy, "clocks.toml", 'unit = "hours"', 'unit = "minutes"')
    assert "'minutes' is not allowed" in complaint and "'working'" in complaint


def test_a_transition_to_an_unknown_stage_is_found(copy: Path) -> None:
    complaint = broken(copy, "procedure.toml", 'to = "prevention"', 'to = "preventoin"')
    assert 'transition "prevent"' in complaint and "'preventoin' is not a stage" in complaint


def test_a_transition_with_an_unknown_clock_is_found(copy: Path) -> None:
    assert "'decid' is not a clock" in broken(copy, "procedure.toml", 'extends = ["decide"]', 'extends = ["decid"]')


def test_a_condition_over_an_unknown_fact_is_found(copy: Path) -> None:
    complaint = broken(copy, "procedure.toml", 'expr = "interview_held"', 'expr = "interview_hold"')
    assert 'transition "close_interview" › condition "interview_held"' in complaint
    assert "'interview_hold' is not a fact" in complaint


def test_a_condition_that_is_not_cel_is_found(copy: Path) -> None:
    complaint = broken(copy, "procedure.toml", 'expr = "open_comments == 0"', 'expr = "open_comments =="')
    assert 'condition "comments_resolved"' in complaint and "not valid CEL" in complaint


def test_a_stage_out_of_reach_and_a_stage_without_exit_are_found(copy: Path) -> None:
    complaint = broken(copy, "procedure.toml", 'to = "exclusion_review"', 'to = "assessment"')
    assert 'stage "exclusion_review": no transition leads to this stage' in complaint


def test_pausing_a_clock_that_cannot_be_paused_is_found(copy: Path) -> None:
    assert "not pausable" in broken(copy, "clocks.toml", "pausable = true", "pausable = false")


def test_an_unverified_rule_must_say_what_to_verify(copy: Path) -> None:
    complaint = broken(copy, "clocks.toml", "from = 2011-01-28\n", "from = 2011-01-28\nverified = false\n")
    assert "needs a 'note'" in complaint


def test_an_assumed_end_cannot_pass_as_verified(copy: Path) -> None:
    complaint = broken(copy, "calendar.toml", "assumed_end = true\nverified = false", "assumed_end = true")
    assert "assumed end cannot be verified" in complaint


def test_a_field_cannot_be_required_before_it_is_asked(copy: Path) -> None:
    old = 'code = "rights_explained", type = "yesno", level = "basic"'
    complaint = broken(copy, "forms.toml", old, old.replace("basic", "comprehensive"))
    assert 'field "rights_explained": it is required at "basic" but asked only from "comprehensive"' in complaint


def test_all_problems_are_told_at_once(copy: Path) -> None:
    (copy / "needs.toml").unlink()
    complaint = broken(copy, "offices.toml", 'zone = "America/Tijuana"', "zone = 5")
    assert "needs.toml: the file is missing" in complaint
    assert 'office "TIJ" › zone: write a text between quotes' in complaint


@pytest.mark.parametrize("pattern", ["COM-{office}-{number}", "COM-{office}-{year}-{serial}", "COM-{office"])
def test_a_pattern_of_case_numbers_must_tell_office_year_and_number_apart(copy: Path, pattern: str) -> None:
    assert "{office}, {year} and {number}" in broken(copy, "pack.toml", "COM-{office}-{year}-{number:05d}", pattern)


def test_a_file_that_is_not_toml_says_where(copy: Path) -> None:
    complaint = broken(copy, "pack.toml", 'name = "mexico"', "name = mexico")
    assert "cannot be read as TOML" in complaint and "line 1" in complaint


def test_a_pack_nobody_installed_is_refused_with_the_known_names() -> None:
    with pytest.raises(PackError, match=r"installed packs: .*mexico"):
        load_pack("atlantis")


def test_the_hash_changes_with_the_content_and_a_snapshot_keeps_it(copy: Path) -> None:
    pack = read_pack(copy)
    assert pack.hash == load_pack("mexico").hash == load_snapshot(pack.snapshot()).hash
    (copy / "grounds.toml").write_text(
        (copy / "grounds.toml").read_text(encoding="utf-8") + "\n# x\n", encoding="utf-8"
    )
    assert read_pack(copy).hash != pack.hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('clock = "temporary_curp"', 'clock = "temporary"', "'temporary' is not a clock"),
        ('transitions = ["withdraw"]', 'transitions = ["withdrew"]', "'withdrew' is not a transition"),
        ('outcomes = ["refused", "excluded"]', 'outcomes = ["refuse"]', "'refuse' is not a outcome"),
        ('field = "answer"', 'field = "reply"', "'reply' is not a answer of this step"),
    ],
)
def test_an_identity_number_that_names_what_there_is_not_is_found(copy: Path, old: str, new: str, said: str) -> None:
    complaint = broken(copy, "pack.toml", old, new)
    assert 'identifier "curp"' in complaint and said in complaint
