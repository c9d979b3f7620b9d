"""Facts under which a step may be taken, or one guard refuses it: found by trying the values its conditions speak of.

Shows that every guard can be met and can refuse, peoples demonstrations, and takes every step in tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from acogida.law.conditions import holds, variables_of
from acogida.law.errors import LawError
from acogida.law.model.procedure import Condition, Fact

if TYPE_CHECKING:
    from acogida.law.pack import Pack

_TEXTS = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NUMBERS = re.compile(r"(?<![\w.'\"])(\d+)(?![\w.'\"])")
MOST_TRIED = 20_000  # assignments of one condition


def satisfying(pack: Pack, transition: str, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """Values of the facts the step needs, under which no guard refuses; None when there are none.

    `known` facts keep their value (those derived from a log, say).
    """
    return _search(pack, list(pack.transition(transition).conditions), dict(known))


def breaking(pack: Pack, transition: str, code: str) -> dict[str, Any] | None:
    """Values under which the guard `code` refuses, the others holding if that is possible; None when it never does."""
    conditions = pack.transition(transition).conditions
    refusing = [c for c in conditions if c.code == code]
    others = [c for c in conditions if c.code != code]
    broken = [c.model_copy(update={"expr": f"!({c.expr})"}) for c in refusing]
    found = _search(pack, [*broken, *others], {}) or _search(pack, broken, {})
    if found is None:
        return None
    rest = {name: _values(pack, name, [c.expr])[0] for c in others for name in c.facts if name not in found}
    return found | rest


def _search(pack: Pack, conditions: Sequence[Condition], known: dict[str, Any]) -> dict[str, Any] | None:
    """Depth first over the conditions; a fact once given keeps its value."""
    if not conditions:
        return known
    first, *rest = conditions
    for values in _assignments(pack, first, [c.expr for c in conditions], known):
        tried = known | values
        if _holds(first.expr, tried) and (found := _search(pack, rest, tried)) is not None:
            return found
    return None


def _assignments(
    pack: Pack, condition: Condition, exprs: Sequence[str], known: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    names = sorted({*variables_of(condition.expr), *condition.facts} - known.keys())
    given = [value for value in known.values() if isinstance(value, str)]  # one fact may be compared with another
    for count, values in enumerate(product(*(_values(pack, name, exprs, given) for name in names))):
        if count >= MOST_TRIED:
            return
        yield dict(zip(names, values, strict=True))


def _values(pack: Pack, name: str, exprs: Sequence[str], given: Sequence[str] = ()) -> list[Any]:
    """The values worth trying: those the conditions mention, and one that none does."""
    fact: Fact = pack.facts[name]
    text = " ".join(expr for expr in exprs if name in variables_of(expr))
    words = list(dict.fromkeys(a or b for a, b in _TEXTS.findall(text)))
    if fact.type == "bool":
        return [True, False]
    if fact.type == "int":
        numbers = {int(n) for n in _NUMBERS.findall(text)}
        return sorted({0, 1, *numbers, *(n + 1 for n in numbers)})
    if fact.type == "list":
        return [[], *([word] for word in words), *([words] if len(words) > 1 else [])]
    return list(dict.fromkeys([*words, *given, "", "something_else"]))


def _holds(expr: str, facts: Mapping[str, Any]) -> bool:
    try:
        return holds(expr, facts)
    except LawError:  # an expression may be undefined for some values (the first of an empty list)
        return False
