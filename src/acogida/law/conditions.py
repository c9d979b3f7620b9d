"""Conditions in CEL (Common Expression Language): compiled once, checked against the facts they may use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from acogida.law.errors import LawError, MissingFact

if TYPE_CHECKING:
    import cel

TEXTS = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
BOUND = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")


class BadExpression(LawError):
    """The text of a condition is not valid CEL."""


@lru_cache(maxsize=4096)
def compiled(expr: str) -> cel.Program:
    """The program for `expr`; raises BadExpression with the place of the mistake."""
    import cel  # heavy (it brings a terminal's interface along); most commands need no condition

    try:
        return cel.compile(expr)
    except ValueError as error:
        reason = str(error).splitlines()[0].removeprefix("Failed to parse expression ")
        raise BadExpression(f"the condition {expr!r} is not valid CEL: {reason}") from None


@lru_cache(maxsize=4096)
def variables_of(expr: str) -> frozenset[str]:
    """The names `expr` refers to, found without evaluating it; not the name that `needs.exists(n, …)` gives to each
    element, which no fact may bear."""
    named = frozenset(compiled(expr).variables())  # includes the names of elements
    return named - set(BOUND.findall(TEXTS.sub("''", expr)))


def holds(expr: str, facts: Mapping[str, Any]) -> bool:
    """Whether `expr` is true for `facts`.

    Raises MissingFact when a name it refers to is not among the facts, and LawError when the answer is not true or
    false (a condition never counts as met by accident).
    """
    program = compiled(expr)
    missing = sorted(variables_of(expr) - facts.keys())
    if missing:
        raise MissingFact(f"the condition {expr!r} needs the fact(s) {', '.join(missing)}, which were not given")
    try:
        answer = program.execute(dict(facts))
    except (RuntimeError, TypeError, ValueError) as error:
        raise LawError(f"the condition {expr!r} could not be evaluated: {error}") from error
    if not isinstance(answer, bool):
        raise LawError(f"the condition {expr!r} gives {answer!r}; it must give true or false")
    return answer
