"""What a step asks is answered whole and in kind, whoever sends it."""

from __future__ import annotations

from typing import Any

import pytest

from acogida.law import Transition, load_pack
from acogida.law.answers import asked, check_answers, in_words, options_of

PACK = load_pack("mexico")


def text(words: str) -> dict[str, str]:
    return {"es": words, "en": words}


def step(*fields: dict[str, Any]) -> Transition:
    rows = [{"label": text(field["code"]), **field} for field in fields]
    return Transition.model_validate(
        {"name": "probe", "label": text("Probe"), "unit": "case", "action": "case.admit", "source": "LSR art. 1",
         "since": "2011-01-28", "from": ["presented"], "fields": rows}
    )  # fmt: skip


def refused(rule: Transition, **answers: Any) -> list[str]:
    return [refusal.code for refusal in check_answers(rule, answers, PACK)]


EACH = [
    ("text", {}, "Una sala", 7),
    ("text", {}, "Una sala", "x" * 301),
    ("longtext", {}, "Largo\n\ny más", ["a"]),
    ("date", {}, "2026-02-28", "2026-02-30"),
    ("date", {}, "2026-02-28", "20260228"),
    ("yesno", {}, False, "no"),
    ("choice", {"options": [{"code": "a", "label": text("A")}]}, "a", "b"),
    ("multichoice", {"options": [{"code": "a", "label": text("A")}]}, ["a"], ["a", "b"]),
    ("multichoice", {"options_from": "grounds"}, [PACK.grounds[0].code], PACK.grounds[0].code),
    ("choice", {"options_from": "outcomes"}, PACK.outcomes[0].code, "invented"),
    ("number", {"min": 1, "max": 45}, 45, 46),
    ("number", {"min": 1, "max": 45}, 1, 0),
    ("number", {}, 3, True),
    ("office", {}, PACK.offices[0].code, "XXX"),
    ("country", {}, "HN", "Honduras"),
]


@pytest.mark.parametrize(("kind", "more", "good", "bad"), EACH)
def test_an_answer_is_of_its_kind(kind: str, more: dict[str, Any], good: Any, bad: Any) -> None:
    rule = step({"code": "it", "type": kind, "required": True, **more})
    assert refused(rule, it=good) == []
    assert refused(rule, it=bad) == ["answer.it"]
    assert refused(rule) == ["answer.it"]


def test_what_is_not_required_may_be_left_out_but_not_be_wrong() -> None:
    rule = step({"code": "it", "type": "number"})
    assert refused(rule) == []
    assert refused(rule, it="") == []
    assert refused(rule, it="many") == ["answer.it"]


def test_a_blank_text_is_no_answer() -> None:
    assert refused(step({"code": "it", "type": "text", "required": True}), it="  ") == ["answer.it"]


def test_answers_to_what_nobody_asked_are_let_by() -> None:
    assert refused(step({"code": "it", "type": "text"}), other=[{"deep": 1}]) == []


def test_a_question_that_is_not_asked_needs_no_answer() -> None:
    rule = step(
        {"code": "who", "type": "choice", "options": [{"code": "me", "label": text("M")}, {"code": "law", "label": text("L")}]},
        {"code": "name", "type": "text", "required": True, "show_if": "who == 'law'"},
        {"code": "phone", "type": "text", "required": True, "show_if": "name != ''"},
    )  # fmt: skip
    assert refused(rule, who="me") == []
    assert refused(rule, who="law") == ["answer.name"]
    assert refused(rule, who="law", name="Ana") == ["answer.phone"]
    # Hidden again, what was typed there counts for nothing.
    assert refused(rule, who="me", name="Ana") == []
    assert asked(rule, {"who": "me", "name": "Ana"}) == {"who": True, "name": False, "phone": False}


def test_the_refusal_says_which_question_in_both_languages() -> None:
    rule = step({"code": "amount", "type": "number", "min": 1, "max": 45})
    (refusal,) = check_answers(rule, {"amount": 90}, PACK)
    assert refusal.message.es == "«amount» debe ser como máximo 45."
    assert refusal.message.en == '"amount" must be at most 45.'


def test_circumstances_are_those_of_the_grounds() -> None:
    field = step({"code": "it", "type": "multichoice", "options_from": "circumstances"}).fields[0]
    known = {each.code for ground in PACK.grounds for each in ground.circumstances}
    assert {code for code, _label in options_of(field, PACK)} == known
    assert known


def test_codes_are_said_in_words() -> None:
    field = step({"code": "it", "type": "multichoice", "options_from": "offices"}).fields[0]
    codes = [office.code for office in PACK.offices[:2]]
    said = in_words(field, codes, PACK, "es")
    assert said == ", ".join(PACK.office(code).label.es for code in codes)
