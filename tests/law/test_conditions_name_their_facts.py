"""The facts a condition needs are found by reading it; a name given to the elements of a list is not one of them."""

from __future__ import annotations

import pytest

from acogida.law import MissingFact
from acogida.law.conditions import holds, variables_of

VECTORS = [
    ("detained || needs.exists(n, n.startsWith('SM'))", {"detained", "needs"}),
    ("needs.all(n, n in allowed) && n2 > 1", {"needs", "allowed", "n2"}),
    ("size(needs.filter( each , each != 'x')) == 0", {"needs"}),
    ("label == \"needs.exists(label, true)\" && word != 'a\\'b.map(c, c)'", {"label", "word"}),
    ("person.age < 18", {"person"}),
]


@pytest.mark.parametrize(("expr", "names"), VECTORS)
def test_the_names_of_a_condition_are_its_facts(expr: str, names: set[str]) -> None:
    assert variables_of(expr) == names


def test_a_condition_over_a_list_is_judged_with_its_facts_alone() -> None:
    expr = "needs.exists(n, n.startsWith('SM'))"
    assert holds(expr, {"needs": ["SP-PT", "SM-CC"]})
    assert not holds(expr, {"needs": []})
    with pytest.raises(MissingFact, match="needs"):
        holds(expr, {"n": "SM-CC"})
