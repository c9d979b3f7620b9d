from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from acogida.law import Field, load_pack
from acogida.registration.answers import Sheet
from acogida.registration.fields import Context, clean, in_words
from acogida.registration.naming import propose

TODAY = dt.date(2026, 3, 10)
CONTEXT = Context(load_pack("mexico"), "es", TODAY)
TEXT = {"es": "Pregunta", "en": "Question"}


def question(kind: str, **more: Any) -> Field:
    return Field.model_validate({"code": "asked_on", "type": kind, "label": TEXT, **more})


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  Talismán ", "Talismán"),
        ("text", "", None),
        ("yesno", "no", False),
        ("yesno", "", None),
        ("date", "2026-03-10", dt.date(2026, 3, 10)),
        ("time", "09:30", dt.time(9, 30)),
        ("partial_date", {"year": "1990", "month": "", "day": ""}, (1990, None, None)),
        ("partial_date", {"year": "2024", "month": "2", "day": "29"}, (2024, 2, 29)),
        ("partial_date", {"year": "", "month": "", "day": ""}, None),
        ("country", "HT", "HT"),
        ("country", "XA", "XA"),
        ("language", "ht", "ht"),
        ("name", "Núñez d'Ibáñez-Ó Briain", "Núñez d'Ibáñez-Ó Briain"),
        ("name", "Нгуен", "Нгуен"),
        ("phone", "+52 962 123 4567", "+52 962 123 4567"),
    ],
)
def test_an_answer_becomes_a_value(kind: str, raw: Any, value: Any) -> None:
    assert clean(question(kind), raw, CONTEXT) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("date", "2026-03-11"),  # tomorrow: a thing that happened cannot be then
        ("date", "ayer"),
        ("date", "0226-03-10"),
        ("partial_date", {"year": "1990", "month": "", "day": "3"}),
        ("partial_date", {"year": "", "month": "4", "day": ""}),
        ("partial_date", {"year": "1990", "month": "2", "day": "30"}),
        ("partial_date", {"year": "2027", "month": "", "day": ""}),
        ("partial_date", {"year": "MCMXC", "month": "", "day": ""}),
        ("country", "ZZ"),
        ("name", "R2D2"),
        ("name", "<script>"),
        ("email", "nadie"),
        ("phone", "preguntar a su hermana"),
        ("text", ["dos", "respuestas"]),
        ("text", "x" * 300),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_with_a_sentence(kind: str, raw: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        clean(question(kind), raw, CONTEXT)

    assert all(len(message) > 10 for message in refused.value.messages)


def test_a_date_to_come_may_be_to_come() -> None:
    expires = question("date").model_copy(update={"code": "document_expires"})

    assert clean(expires, "2031-01-01", CONTEXT) == dt.date(2031, 1, 1)


def test_a_repeated_question_keeps_each_answer_once_in_order() -> None:
    assert clean(question("country", repeat=True), ["CL", "", "HT", "CL"], CONTEXT) == ["CL", "HT"]


def test_choices_are_those_of_the_pack() -> None:
    options = [{"code": "river", "label": {"es": "Por río", "en": "By river"}}]
    asked = question("choice", options=options)

    assert in_words(asked, "river", CONTEXT) == "Por río"
    with pytest.raises(ValidationError):
        clean(asked, "air", CONTEXT)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"year": "1990"}, "1990"),
        ({"year": "1990", "month": "3"}, "marzo de 1990"),
        ({"year": "1990", "month": "3", "day": "14"}, "14 de marzo de 1990"),
    ],
)
def test_a_partial_date_reads_as_far_as_it_is_known(raw: dict[str, str], words: str) -> None:
    assert in_words(question("partial_date"), raw, CONTEXT) == words


def test_a_field_added_to_the_pack_is_asked_and_required_without_any_code() -> None:
    form = CONTEXT.pack.form("emergency")
    step = form.steps[0]
    topic = step.topics[0]
    added = Field.model_validate({"code": "queue_number", "type": "number", "label": TEXT, "required_at": "emergency"})
    topic = topic.model_copy(update={"fields": (*topic.fields, added)})
    changed = form.model_copy(
        update={"steps": (step.model_copy(update={"topics": (topic, *step.topics[1:])}), *form.steps[1:])}
    )

    missing = [problem.field.code for problem in Sheet(changed, {}, CONTEXT).problems]

    assert "queue_number" in missing


def test_each_data_set_asks_more_than_the_smaller_one() -> None:
    emergency, basic, comprehensive = (
        {
            problem.field.code
            for problem in Sheet(CONTEXT.pack.form(level), {"persons": [{"key": "a", "answers": {}}]}, CONTEXT).problems
        }
        for level in ("emergency", "basic", "comprehensive")
    )

    assert emergency < basic <= comprehensive
    assert "statement" in basic - emergency


def test_the_principal_is_not_asked_what_she_is_of_herself() -> None:
    data = {"persons": [{"key": "a", "answers": {}}, {"key": "b", "answers": {}}]}
    sheet = Sheet(CONTEXT.pack.form("basic"), data, CONTEXT)

    asked = {(problem.page.person, problem.field.code) for problem in sheet.problems}

    assert ("b", "relation") in asked
    assert ("a", "relation") not in asked


def test_an_entry_after_the_presentation_is_said_to_contradict_it() -> None:
    data = {"household": {"presented_on": "2026-03-02", "entry_on": "2026-03-05"}}

    problems = {p.field.code: p for p in Sheet(CONTEXT.pack.form("basic"), data, CONTEXT).problems}

    assert problems["entry_on"].missing is False


@pytest.mark.parametrize(
    ("declared", "parts"),
    [
        ("", ("", "", "")),
        ("Esther", ("Esther", "", "")),
        ("Marie Dieudonné", ("Marie", "Dieudonné", "")),
        ("José Núñez Ibáñez", ("José", "Núñez", "Ibáñez")),
        ("María José de la Cruz Ibáñez", ("María José", "de la Cruz", "Ibáñez")),
        ("Ana de los Ángeles", ("Ana", "de los Ángeles", "")),
        ("Juan de la", ("Juan de la", "", "")),
    ],
)
def test_the_parts_of_a_name_are_proposed_by_the_spanish_order(declared: str, parts: tuple[str, str, str]) -> None:
    assert propose(declared) == parts
