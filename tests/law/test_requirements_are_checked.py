"""`acogida pack check` says what is wrong with requirements.toml; the matrix is one command; a comparison says what changed."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acogida.law import load_pack
from acogida.law.compare import compare
from acogida.law.errors import PackError
from acogida.law.loader import folder_of, read_pack
from acogida.law.model.requirements import RequirementsFile
from acogida.law.requirements import Issued, Known, Requirements, checking, explain
from acogida.law.soundness import unsound
from tests.law.packs import change
from tests.law.test_commands_give_one_document import run

FILE = "requirements.toml"


MEXICO = load_pack("mexico")
TEXT = (folder_of("mexico") / FILE).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder_of("mexico"), tmp_path / "mexico"))


def changed(old: str, new: str) -> Requirements:
    """Mexico's matrix after one change."""
    assert old in TEXT, f"{FILE} does not hold {old!r}"
    return Requirements(RequirementsFile.model_validate(tomllib.loads(TEXT.replace(old, new, 1))))


def complaints(old: str, new: str) -> list[str]:
    pack: Any = SimpleNamespace(requirements=changed(old, new), languages=MEXICO.languages)
    return [str(problem) for problem in (list(checking.broken(pack)) or checking.unsound(pack))]


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ('needs = ["I01", "I02", "I03", "I04", "I06", "I08", "I16"]', 'needs = ["I01", "I77"]', 'document "D2"',
         "'I77' is not a item of this pack"),
        ('evidence = ["photograph"]', 'evidence = ["painting"]', 'item "I06"', "'painting' is not a evidence"),
        ('when = "child"', 'when = "chidl"', 'item "I18"', "'chidl' is not a name"),
        ('expr = "!child"', 'expr = "!child &&"', 'document "D9" › condition "adult"', "is not valid CEL"),
        ('document = "D4"', 'document = "D44"', 'evidence "visitor_card"', "'D44' is not a document"),
        ('document = "D3"\n', "", 'evidence "temporary_curp"', "say which document it is, or which agency makes it"),
        ('agency = "renapo"\nsought', "sought", 'evidence "register_entry"', "say which agency has it"),
        ('issuer = "sat"', 'issuer = "tas"', 'document "D9"', "'tas' is not a agency"),
        ('bans = ["same_authority"]', 'bans = ["sameauthority"]', 'item "I15"', "'sameauthority' is not a ban"),
        ('code = "child"', 'code = "I05"', 'fact "I05"', "could not tell them apart"),
        ('one_of = [["I22", "I24"]]', 'one_of = [["I22", "I24"], ["I22", "I23"]]', 'document "D9"', "it needs 'I22' twice"),
        # what would go wrong in use
        ('document = "D5"', 'document = "D6"', 'item "I23"', "nobody can provide it"),
        ('document = "D5"', 'document = "D6"', 'document "D6"', "it can never be made: I23"),
        ('given_by = "registration"\nevidence = ["photograph"]', 'given_by = "person"\nevidence = ["photograph"]', 'item "I06"',
         "the document of registration asks it"),
        ('given_by = "person"\nevidence = ["inm_form"]', 'given_by = "registration"\nevidence = ["inm_form"]', 'item "I25"',
         "the document of registration does not ask it"),
        ('kind = "document"\nsought = false', 'kind = "document"', 'item "I24"', "could be asked for 'migration_document'"),
        ('evidence = ["entry_letter"]', 'evidence = ["entry_record"]', 'item "I14"', "none of its evidence"),
        ('needs = ["I01", "I08", "I10", "I12", "I21", "I27"]', 'needs = ["I01", "I21"]', 'item "I27"', "no document needs it"),
        ('evidence = ["transfer_reasons"]', 'evidence = ["declaration"]', 'evidence "transfer_reasons"', "no item accepts it"),
        ('ht = "Foto", ', "", 'item "I06" › label', "the text in 'ht' is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_and_told(old: str, new: str, where: str, message: str) -> None:
    found = complaints(old, new)
    assert any(f"{FILE}: {where}" in each and message in each for each in found), found


def test_the_check_of_a_pack_asks_for_all_that(folder: Path) -> None:
    change(folder, FILE, 'ht = "Foto", ', "")
    assert [problem.file for problem in unsound(read_pack(folder))] == [FILE]
    change(folder, FILE, 'evidence = ["photograph"]', 'evidence = ["painting"]')
    with pytest.raises(PackError, match="'painting' is not a evidence"):
        read_pack(folder)


def test_a_condition_may_ask_for_items_and_papers() -> None:
    pack = changed('code = "favourable", expr = "favourable"', 'code = "favourable", expr = "I23 && !D8"')
    on = dt.date(2026, 3, 2)
    decided = {"I23": [Known("I23", "resolution", on)]}
    assert explain(pack, {}, {}, None, on).paper("D5").state == "not_yet"
    assert explain(pack, decided, {}, None, on).paper("D5").state == "missing"
    assert explain(pack, decided, {"D8": Issued("D8", on)}, None, on).paper("D5").state == "not_yet"


def test_a_pack_without_the_file_is_sound_and_asks_nothing(folder: Path) -> None:
    (folder / FILE).unlink()
    (folder / "certificates.toml").unlink()  # its kinds are papers of the matrix
    pack = read_pack(folder)
    assert not pack.requirements and unsound(pack) == []


def test_a_requirement_taken_away_is_said_in_words(folder: Path) -> None:
    change(folder, FILE, 'one_of = [["I21", "I22"]]\n', "")
    (said,) = compare(MEXICO, read_pack(folder))
    assert said.text["es"].startswith("Papel «Atención médica»: basta uno de:")


def test_the_matrix_is_one_document() -> None:
    document, text, code = run("requirements", "matrix", "--pack", "mexico")
    assert code == 0
    assert list(document) == ["requirements", "items", "answered_at_registration", "from_person", "matrix"]
    assert [document[name] for name in list(document)[:4]] == [136, 27, 19, 4]
    assert sum(len(items) for items in document["matrix"].values()) == 136 and len(document["matrix"]) == 14
    assert "136 requisitos, 27 cosas distintas" in text
    assert "I27  Reasons for moving" in run("requirements", "matrix", "--lang", "en")[1]


def test_the_matrix_of_no_pack_is_an_error() -> None:
    document, _text, code = run("requirements", "matrix", "--pack", "atlantis")
    assert code == 1 and "atlantis" in document["error"]
