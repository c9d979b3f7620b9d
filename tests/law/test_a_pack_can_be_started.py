"""`acogida pack new` starts a folder that passes the check; `diagram` and `compare` read it."""

from __future__ import annotations

from pathlib import Path

from acogida.law.loader import read_pack
from tests.law.packs import changed
from tests.law.test_commands_give_one_document import run


def test_a_new_pack_passes_the_check_and_speaks_to_its_lawyer(tmp_path: Path) -> None:
    folder = tmp_path / "atlantis"
    document, text, code = run("pack", "new", "atlantis", "--folder", str(folder))
    assert code == 0 and "pack.toml" in document["files"] and "acogida pack check" in text
    checked, _text, code = run("pack", "check", str(folder))
    assert code == 0 and checked["pack"] == "atlantis" and "clock decide" in checked["unverified"]
    assert "# CHANGE" in (folder / "clocks.toml").read_text(encoding="utf-8")


def test_a_pack_can_be_copied_under_another_name(tmp_path: Path) -> None:
    folder = tmp_path / "utopia"
    assert run("pack", "new", "utopia", "--from", "mexico", "--folder", str(folder))[2] == 0
    pack = read_pack(folder)
    assert (pack.name, pack.version) == ("utopia", "0.1.0")
    assert "decide" in pack.clocks


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    document, _text, code = run("pack", "new", "atlantis", "--folder", str(tmp_path))
    assert code == 1 and "something is there already" in document["error"]
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_name_that_is_no_name_is_refused(tmp_path: Path) -> None:
    document, _text, code = run("pack", "new", "../escape", "--folder", str(tmp_path / "x"))
    assert code == 1 and "small letters" in document["error"]
    assert not (tmp_path / "x").exists()


def test_a_pack_to_start_from_has_to_exist(tmp_path: Path) -> None:
    document, _text, code = run("pack", "new", "atlantis", "--from", "lemuria", "--folder", str(tmp_path / "x"))
    assert code == 1 and "installed packs" in document["error"]


def test_compare_lists_sentences_by_file(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        run("pack", "new", "atlantis", "--folder", str(folder))
    assert run("pack", "compare", str(old), str(new))[0]["same"] is True
    changed(new, "clocks.toml", "amount = 45", "amount = 60")
    document, text, code = run("pack", "compare", str(old), str(new), "--lang", "en")
    assert code == 0 and document["same"] is False
    assert document["changes"][0]["text"]["es"] == "Plazo «Resolver la solicitud»: 45 → 60 días hábiles"
    assert "Terms (clocks.toml)\n  Term “Decide the claim”: 45 → 60 working days" in text


def test_diagram_prints_each_form() -> None:
    for form, sign in (("svg", "<svg "), ("mermaid", "stateDiagram-v2"), ("text", "→")):
        document, text, code = run("pack", "diagram", "mexico", "--format", form)
        assert code == 0 and sign in text and document["format"] == form
    assert run("pack", "diagram", "lemuria")[2] == 1
