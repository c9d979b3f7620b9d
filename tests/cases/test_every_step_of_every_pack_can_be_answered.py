"""Each step of each installed pack can be answered on a page made from the pack alone."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import translation

from acogida.cases.step_form import ANSWER, StepForm
from acogida.law import StepField, installed_packs, load_pack
from acogida.law.answers import check_answers, options_of
from acogida.ui.components.fields import field as draw

TODAY = dt.date(2026, 11, 20)
STEPS = [
    pytest.param(pack.name, name, id=f"{pack.name}-{name}")
    for pack in installed_packs()
    for name in load_pack(pack.name).transitions
]


def sample(field: StepField, pack: Any) -> Any:
    """A good answer, as a browser sends it."""
    if field.type in ("choice", "office"):
        return options_of(field, pack)[0][0]
    if field.type == "multichoice":
        return [options_of(field, pack)[0][0]]
    number = str(field.min if field.min is not None else min(1, field.max or 1))
    return {"date": TODAY.isoformat(), "yesno": "yes", "number": number, "country": "HN"}.get(field.type, "Así consta.")


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_step_is_answered(name: str, step: str) -> None:
    pack = load_pack(name)
    rule = pack.transition(step)
    data = {f"{ANSWER}{field.code}": sample(field, pack) for field in rule.fields}
    data |= {"key": str(uuid.uuid4()), "on": TODAY.isoformat()}
    with translation.override("es"):
        form = StepForm(data, rule=rule, pack=pack, today=TODAY, since=dt.date(2026, 1, 1))
        assert form.is_valid(), form.errors.as_json()
        assert check_answers(rule, form.payload(), pack) == []
        assert form.on == TODAY
        for row in form.rows():
            assert f'name="{ANSWER}{row["code"]}"' in draw(row["bound"])


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_what_must_be_answered_is_asked_for(name: str, step: str) -> None:
    pack = load_pack(name)
    rule = pack.transition(step)
    with translation.override("en"):
        form = StepForm({"key": str(uuid.uuid4())}, rule=rule, pack=pack, today=TODAY, since=dt.date(2026, 1, 1))
        assert not form.is_valid()  # at least the legal date
        shown = form.shown()
        needed = {f"{ANSWER}{field.code}" for field in rule.fields if field.required and shown[field.code]}
        assert needed | {form.date_name} == set(form.errors)


def test_there_are_many_and_of_several_authorities() -> None:
    assert len(STEPS) > 300
    assert len({param.values[0] for param in STEPS}) >= 5
