"""What a step of the procedure asks, and whether what was answered will do. Pure: the page, the API and jobs share it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from acogida.law.conditions import holds
from acogida.law.errors import LawError
from acogida.law.model.base import Text
from acogida.law.model.procedure import Refusal, StepField, Transition

if TYPE_CHECKING:
    from acogida.law.pack import Pack

TEXT_MOST = {"text": 300, "longtext": 20_000}
EMPTY: Mapping[str, Any] = {"yesno": False, "number": 0, "multichoice": ()}
LISTS = ("multichoice",)
PREFIX = "answer."  # a refusal about a field carries this and the field's code


def options_of(field: StepField, pack: Pack) -> list[tuple[str, Text]]:
    """What a choice offers: pairs of code and label, its own options or a list of the pack's."""
    if not field.options_from and field.type != "office":
        return [(option.code, option.label) for option in field.options]
    source = "offices" if field.type == "office" else field.options_from
    if source == "circumstances":
        return [(each.code, each.label) for ground in pack.grounds for each in ground.circumstances]
    rows: Any = {
        "outcomes": pack.outcomes,
        "grounds": pack.grounds,
        "offices": pack.offices,
        "modalities": pack.modalities,
        "extension_grounds": pack.extension_grounds,
    }[source or ""]
    return [(row.code, row.label) for row in rows]


def asked(rule: Transition, answers: Mapping[str, Any]) -> dict[str, bool]:
    """Which fields the step asks, given the other answers. A field that is not asked counts as unanswered for those
    that come after it; a condition that cannot be judged hides nothing."""
    known = {field.code: _plain(field, answers.get(field.code)) for field in rule.fields}
    shown = {}
    for field in rule.fields:
        try:
            shown[field.code] = field.show_if is None or holds(field.show_if, known)
        except LawError:
            shown[field.code] = True
        if not shown[field.code]:
            known[field.code] = _plain(field, None)
    return shown


def check_answers(rule: Transition, answers: Mapping[str, Any], pack: Pack) -> list[Refusal]:
    """What is missing or wrong among the answers to a step's fields, in their order; empty when they will do.

    `answers` are JSON values as they go into the event: dates as ISO text, truth, whole numbers, codes, lists of codes.
    Codes that the step does not ask are left alone: pages of other rooms send more. Each refusal's code is PREFIX and
    the field's code.
    """
    shown = asked(rule, answers)
    found = []
    for field in rule.fields:
        if not shown[field.code]:
            continue
        value = answers.get(field.code)
        if is_empty(value):
            problem = ("falta.", "is missing.") if field.required else None
        else:
            problem = _problem(field, value, pack)
        if problem:
            es, en = problem
            message = Text({"es": f"«{field.label.es}» {es}", "en": f'"{field.label.en}" {en}'})
            found.append(Refusal(code=f"{PREFIX}{field.code}", message=message, source=rule.source))
    return found


def in_words(field: StepField, value: Any, pack: Pack, language: str) -> str:
    """An answer as a person says it: labels instead of codes. Dates, countries and truth are the caller's to say."""
    labels = {code: pack.text(label, language) for code, label in options_of(field, pack)}
    if isinstance(value, (list, tuple)):
        return ", ".join(labels.get(each, str(each)) for each in value)
    return labels.get(value, str(value)) if isinstance(value, str) else str(value)


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; `false` and 0 are answers."""
    return value is None or value == "" or value == [] or value == ()


def _plain(field: StepField, value: Any) -> Any:
    """The answer as CEL sees it: an empty value of its type where there is none."""
    if is_empty(value):
        empty = EMPTY.get(field.type, "")
        return list(empty) if isinstance(empty, tuple) else empty
    return list(value) if isinstance(value, tuple) else value


def _problem(field: StepField, value: Any, pack: Pack) -> tuple[str, str] | None:
    """What is wrong with an answer that was given, in Spanish and English."""
    kind = field.type
    if kind == "date" and not _is_date(value):
        return "no es una fecha.", "is not a date."
    if kind == "yesno" and not isinstance(value, bool):
        return "se contesta con sí o no.", "is answered by yes or no."
    if kind == "number":
        return _wrong_number(field, value)
    if kind in TEXT_MOST:
        if not isinstance(value, str):
            return "no es un texto.", "is not a text."
        if field.required and not value.strip():
            return "falta.", "is missing."
        if len(value) > TEXT_MOST[kind]:
            most = TEXT_MOST[kind]
            return f"pasa de {most} caracteres.", f"is longer than {most} characters."
    if kind in ("choice", "office", "multichoice"):
        codes = {code for code, _label in options_of(field, pack)}
        chosen = value if kind in LISTS else [value]
        if not isinstance(chosen, (list, tuple)) or not all(isinstance(c, str) and c in codes for c in chosen):
            return "tiene una opción que no existe.", "has an option that does not exist."
    if kind == "country" and not (isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value)):
        return "no es un país.", "is not a country."
    return None


def _wrong_number(field: StepField, value: Any) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "no es un número entero.", "is not a whole number."
    if field.min is not None and value < field.min:
        return f"debe ser al menos {field.min}.", f"must be at least {field.min}."
    if field.max is not None and value > field.max:
        return f"debe ser como máximo {field.max}.", f"must be at most {field.max}."
    return None


def _is_date(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None
