"""Extensions of a term: only on the statute's grounds, only so often, and only so long in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from acogida.law.errors import LawError
from acogida.law.model.base import Text
from acogida.law.model.clocks import ClockRule
from acogida.law.model.procedure import Refusal
from acogida.law.reckoning import Extension

SET_BY_AUTHORITY = "set_by_the_authority"  # not a ground: the length a step gave a term that is "at least"


def check_extension(rule: ClockRule, extension: Extension, granted: Iterable[Extension] = ()) -> None:
    """Raises LawError, in words, when the rule does not allow the extension (ground, amount, number of times)."""
    for refusal in extension_refusals(rule, extension, granted):
        raise LawError(refusal.message.en)


def extension_refusals(rule: ClockRule, extension: Extension, granted: Iterable[Extension] = ()) -> list[Refusal]:
    """Why the rule does not allow the extension, after those `granted` before; empty when it does."""
    limit, before = rule.extension, [e for e in granted if e.ground != SET_BY_AUTHORITY]
    es, en = f"El plazo «{rule.label.es}»", f"The clock {rule.name!r}"
    if limit is None:
        return [_refusal("not_extendable", rule.source, f"{es} no puede ampliarse.", f"{en} cannot be extended.")]
    found = []
    if extension.ground not in limit.grounds:
        found.append(_refusal("ground", limit.source, f"«{extension.ground}» no es un motivo de {limit.source} para ampliar.",
                              f"{extension.ground!r} is not a ground of {limit.source}; "
                              f"grounds: {', '.join(limit.grounds)}."))  # fmt: skip
    if len(before) >= limit.times:
        found.append(_refusal("times", limit.source, f"{es} ya se amplió ({limit.source}).",
                              f"{en} has already been extended ({limit.source})."))  # fmt: skip
    left = limit.max - sum(e.amount for e in before)
    if not 0 < extension.amount <= left and len(before) < limit.times:
        found.append(_refusal("length", limit.source, f"{es} puede ampliarse de 1 a {left} ({limit.source}).",
                              f"An extension of {rule.name!r} is from 1 to {left} ({limit.source})."))  # fmt: skip
    return found


def step_refusals(
    rules: Sequence[ClockRule], payload: Mapping[str, Any], running: Mapping[str, Sequence[Extension]]
) -> list[Refusal]:
    """Why a step that extends the terms `rules` may not: none of them is in force, or the statute's limit.

    `running`: the clocks in force that the step concerns, by code, with the extensions each has had.
    """
    concerned = [rule for rule in rules if rule.code in running]
    if rules and not concerned:
        return [
            _refusal(
                "no_term", rules[0].source, "No hay un plazo en curso que ampliar.", "No term is in force to extend."
            )
        ]
    asked = Extension(int(payload.get("amount") or 0), str(payload.get("ground") or ""))
    return [refusal for rule in concerned for refusal in extension_refusals(rule, asked, running[rule.code])]


def _refusal(code: str, source: str, es: str, en: str) -> Refusal:
    return Refusal(code=f"extension.{code}", message=Text({"es": es, "en": en}), source=source)
