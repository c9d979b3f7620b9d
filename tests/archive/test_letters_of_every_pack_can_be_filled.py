"""What the letters of installed packs name is there when the step that makes them is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from acogida.archive.composing import PLACEHOLDER
from acogida.hooks.registry import effects
from acogida.law import Transition, installed_packs, load_pack
from acogida.law.model.lists import Letter
from acogida.letters.render import PACKS as FOLDER

ALWAYS = {"person", "case_number", "authority", "office", "date"}
STEPS = [
    pytest.param(pack.name, step.name, code, id=f"{pack.name}-{step.name}-{code}")
    for pack in installed_packs()
    for step in load_pack(pack.name).transitions.values()
    if "make_letters" in step.effects
    for code in step.documents
]


def letter(pack: str, code: str) -> Letter:
    return next(each for each in load_pack(pack).letters if each.code == code)


def template(pack: str, code: str) -> Path:
    return FOLDER / pack / "letters" / f"{code}.typ"


@pytest.mark.parametrize(("pack", "step", "code"), STEPS)
def test_every_placeholder_is_something_the_step_knows(pack: str, step: str, code: str) -> None:
    rule: Transition = load_pack(pack).transition(step)
    clocks = {f"due_{clock.name}" for clock in load_pack(pack).clocks.values()}
    known = ALWAYS | clocks | {field.code for field in rule.fields}
    used = {
        name
        for text in letter(pack, code).paragraphs
        for said in text.root.values()
        for name in PLACEHOLDER.findall(said)
    }
    assert used <= known


@pytest.mark.parametrize(("pack", "step", "code"), STEPS)
def test_every_letter_has_words_or_a_template(pack: str, step: str, code: str) -> None:
    assert letter(pack, code).paragraphs or template(pack, code).is_file()


def test_there_are_such_letters_and_somebody_makes_them() -> None:
    assert len(STEPS) > 20
    assert "make_letters" in effects.names()
