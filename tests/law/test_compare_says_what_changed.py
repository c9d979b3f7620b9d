"""Two packs are compared in sentences a lawyer can read, in Spanish and English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from acogida.law import load_pack
from acogida.law.compare import FILES, Change, compare
from acogida.law.compare.words import FIELDS, KINDS, WITHIN
from acogida.law.loader import MODELS, read_pack
from acogida.law.model.base import Model
from tests.law.packs import change, plain


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return plain(tmp_path)


def changes(folder: Path, file: str, old: str, new: str) -> list[Change]:
    before = read_pack(folder)
    change(folder, file, old, new)
    return compare(before, read_pack(folder))


def said(found: list[Change], language: str = "es") -> list[str]:
    return [change.text[language] for change in found]


def test_a_pack_is_the_same_as_itself() -> None:
    assert compare(load_pack("mexico"), load_pack("mexico")) == []


def test_a_longer_term_says_both_lengths(folder: Path) -> None:
    found = changes(folder, "clocks.toml", "amount = 45", "amount = 60")
    assert said(found) == ["Plazo «Resolver la solicitud»: 45 → 60 días hábiles"]
    assert said(found, "en") == ["Term “Decide the claim”: 45 → 60 working days"]


def test_another_unit_says_both_units(folder: Path) -> None:
    found = changes(folder, "clocks.toml", 'amount = 45                  # CHANGE\nunit = "working"',
                    'amount = 2\nunit = "months"')  # fmt: skip
    assert said(found) == ["Plazo «Resolver la solicitud»: 45 días hábiles → 2 meses"]


def test_a_new_condition_is_named_with_its_step(folder: Path) -> None:
    old = '  { code = "distinct_signer", expr'
    new = (
        '  { code = "written", expr = "draft_text_present", message = { es = "Falta el texto.", en = "No text." } },\n'
        + old
    )
    found = changes(folder, "procedure.toml", old, new)
    assert said(found) == ["Nueva condición en «Firmar la resolución»: Falta el texto."]
    assert (found[0].kind, found[0].subject, found[0].code) == ("added", "Condition", "sign.written")


def test_a_condition_that_went_is_named(folder: Path) -> None:
    old = (
        '  { code = "child_represented", expr = "!unaccompanied_child || representative_present", message = { es = "Es'
    )
    text = (folder / "procedure.toml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(old))
    found = changes(folder, "procedure.toml", line + "\n", "")
    assert said(found)[0].startswith("Condición retirada de «Abrir la entrevista»: Es una niña")


def test_a_day_added_and_a_day_taken_away_are_dated(folder: Path) -> None:
    found = changes(
        folder, "calendar.toml", "{ month = 5, day = 1, why", '{ month = 7, nth = 4, weekday = "friday", why'
    )
    assert said(found)[0].startswith("Día inhábil retirado de «Días inhábiles»: 1 de mayo (Día del Trabajo")
    assert said(found)[1].startswith("Día inhábil añadido en «Días inhábiles»: cuarto viernes de julio")
    assert said(found, "en")[1].startswith("Non-working day added in “Non-working days”: fourth Friday of July")


def test_stages_a_step_may_no_longer_be_taken_in_are_listed_by_name(folder: Path) -> None:
    found = changes(folder, "procedure.toml", 'from = ["interview", "admitted"]', 'from = ["interview"]')
    assert said(found) == ["Paso «Cerrar la entrevista»: etapas en las que se toma: − «Admitida»"]


def test_what_lapse_does_is_said_as_such(folder: Path) -> None:
    found = changes(folder, "clocks.toml", 'lapse.kind = "alarm"', 'lapse.kind = "presumption"')
    assert said(found) == ["Plazo «Resolver la solicitud»: si vence: tipo: una alarma → una presunción"]


def test_another_order_of_stages_is_a_change(folder: Path) -> None:
    text = (folder / "procedure.toml").read_text(encoding="utf-8")
    review, signature = (
        next(line for line in text.splitlines() if f'code = "{c}", open' in line) for c in ("review", "signature")
    )
    found = changes(folder, "procedure.toml", f"{review}\n{signature}", f"{signature}\n{review}")
    assert len(found) == 1 and found[0].text["es"].startswith("Otro orden (etapa): «Presentada»")


def test_a_text_corrected_in_english_only_is_shown_in_english(folder: Path) -> None:
    found = changes(folder, "clocks.toml", 'label.en = "File an appeal"', 'label.en = "Lodge an appeal"')
    assert said(found) == ["Plazo «Interponer el recurso»: nombre (en): “File an appeal” → “Lodge an appeal”"] or said(
        found
    ) == ["Plazo «Interponer el recurso»: nombre (en): «File an appeal» → «Lodge an appeal»"]


def test_every_change_of_a_whole_pack_has_a_sentence_in_both_languages(folder: Path) -> None:
    for old, new in ((read_pack(folder), load_pack("mexico")), (load_pack("mexico"), read_pack(folder))):
        found = compare(old, new)
        assert len(found) > 50
        for one in found:
            assert one.file in FILES
            assert all(one.text[language].strip() for language in ("es", "en")), one
            assert "Text(" not in one.text["es"] and "root=" not in one.text["es"], one


def models_of(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, Model) else []
    return [model for part in get_args(annotation) for model in models_of(part)]


def all_models() -> Iterator[tuple[type[Model], bool]]:
    """Every model a pack is made of, and whether it is a whole file."""
    seen: set[type[Model]] = set()
    waiting = [(model, True) for model in MODELS.values()]
    while waiting:
        model, whole = waiting.pop()
        if model not in seen:
            seen.add(model)
            yield model, whole
            waiting += [(part, False) for field in model.model_fields.values() for part in models_of(field.annotation)]


def test_every_kind_of_rule_and_every_key_has_a_name_in_plain_words() -> None:
    for model, whole in all_models():
        assert whole or model.__name__ in KINDS, model
        for name, field in model.model_fields.items():
            if not models_of(field.annotation):
                assert name in FIELDS or (model.__name__, name) in WITHIN, (model.__name__, name)
