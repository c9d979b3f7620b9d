"""What a walk draws by lot: answers to what a step asks, and values of facts that rooms would provide.

Deliberately not `acogida.law.guards`: the walks judge what the program finds by other means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

from acogida.law import Pack, StepField
from acogida.law.answers import options_of
from acogida.law.conditions import variables_of

DAY = dt.timedelta(days=1)


def answer(random: Random, pack: Pack, asked_: StepField, today: dt.date) -> Any:
    """An answer of the right kind."""
    if asked_.type == "date":
        return (today - random.choice((0, 0, 1, 4)) * DAY).isoformat()
    if asked_.type == "yesno":
        return random.random() < 0.5
    if asked_.type == "number":
        least = 1 if asked_.min is None else asked_.min
        return random.randint(least, asked_.max if asked_.max is not None else least + 20)
    if asked_.type == "country":
        return random.choice(("HN", "HT", "VE"))
    if asked_.type in ("text", "longtext"):
        return "Texto"
    codes = [code for code, _label in options_of(asked_, pack)]
    if asked_.type == "multichoice":
        return random.sample(codes, random.randint(1, min(3, len(codes)))) if codes else []
    return random.choice(codes) if codes else ""


def drawn_values(pack: Pack, fact: str) -> list[Any]:
    """The values worth drawing for a fact: those that the conditions that use it speak of, and others."""
    exprs = [c.expr for t in pack.transitions.values() for c in t.conditions]
    shown = [c for t in pack.transitions.values() for c in t.conditions if fact in c.facts]
    return values_of(pack.facts[fact].type, [e for e in exprs if fact in variables_of(e)] or [c.expr for c in shown])


def values_of(kind: str, exprs: list[str]) -> list[Any]:
    """Small domains by type and by the constants in the expressions."""
    words = sorted({part for expr in exprs for part in expr.replace('"', "'").split("'")[1::2]})
    if kind == "bool":
        return [True, False]
    if kind == "int":
        numbers = {int(n) for expr in exprs for n in "".join(c if c.isdigit() else " " for c in expr).split()}
        return sorted({0, 1, 2} | {n + d for n in numbers for d in (-1, 0, 1) if n + d >= 0})
    if kind == "list":
        return [[], *([word] for word in words), words, ["something_else"]]
    return [*words, "", "something_else"]


def assignments(pack: Pack, expr: str) -> Iterator[dict[str, Any]]:
    """Every small assignment of the facts of an expression."""
    names = sorted(variables_of(expr))
    for values in product(*(values_of(pack.facts[name].type, [expr]) for name in names)):
        yield dict(zip(names, values, strict=True))
