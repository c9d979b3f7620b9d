"""Refusals in words: why a step of the procedure cannot be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from acogida.law.model.base import Text
from acogida.law.model.procedure import Refusal, Stage, Switch, Transition
from acogida.law.model.triage import Modality


def filled(message: Text, names: tuple[str, ...], facts: Mapping[str, Any]) -> Text:
    """The message with `{fact}` replaced by what the fact says."""
    values = {name: _shown(facts.get(name)) for name in names}
    texts = {}
    for language, text in message.root.items():
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        texts[language] = text
    return Text(texts)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def wrong_stage(rule: Transition, stage: Stage | None) -> Refusal:
    if stage is None:
        es, en = "el expediente todavía no existe", "the case does not exist yet"
    else:
        es, en = f"la solicitud está en «{stage.label.es}»", f'the claim is in stage "{stage.label.en}"'
    return _refusal("wrong_stage", rule, f"no es posible: {es}.", f"is not possible: {en}.")


def not_in_force(rule: Transition, on: dt.date) -> Refusal:
    return _refusal(
        "not_in_force", rule, f"no era derecho vigente el {on.isoformat()}.", f"was not law on {on.isoformat()}."
    )


def switched_off(rule: Transition, switch: Switch) -> Refusal:
    es, en = switch.label.es, switch.label.en
    return _refusal("switched_off", rule, f"no es posible: la regla «{es}» está suspendida en esta fecha.",
                    f'is not possible: the rule "{en}" is switched off on this date.', switch.source)  # fmt: skip


def other_modality(rule: Transition, allowed: Sequence[Modality]) -> Refusal:
    es, en = ", ".join(m.label.es for m in allowed), ", ".join(m.label.en for m in allowed)
    return _refusal("other_modality", rule, f"solo es posible en la modalidad {es}.", f"is possible only in: {en}.")


def same_person(rule: Transition, before: Transition) -> Refusal:
    return _refusal("same_person", rule, f"corresponde a otra persona: usted ya tomó el paso «{before.label.es}» en este "
                    f"expediente.", f'is for somebody else: you took the step "{before.label.en}" in this case.')  # fmt: skip


def _refusal(code: str, rule: Transition, es: str, en: str, source: str | None = None) -> Refusal:
    message = Text({"es": f"«{rule.label.es}» {es}", "en": f'"{rule.label.en}" {en}'})
    return Refusal(code=code, message=message, source=source or rule.source)
