"""What a closure would do, before anybody confirms it: counted, not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from acogida.accounts import models as accounts
from acogida.accounts.closures import Example, Preview
from acogida.cases import packs
from acogida.cases.projection import Rules
from acogida.cases.recompute.chunk import quoted
from acogida.cases.recompute.reckoner import TOUCHED, OpenClock, Reckoner, Window
from acogida.law import Closure

EXAMPLES = 5

# Clocks that are alike move alike: reckoned once, however many there are.
KINDS = f"""
  SELECT c.pack_id, c.office_id, k.clock, k.start, k.due, k.state, k.pauses::text, k.extensions::text, count(*), min(c.number)
  FROM {TOUCHED} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 4, 3
"""
CASES = f"""
  SELECT count(DISTINCT k.case_id) FROM {TOUCHED} AND (c.pack_id, c.office_id, k.clock, k.start, k.due, k.pauses::text,
  k.extensions::text) IN (SELECT * FROM unnest(%(packs)s::text[], %(offices)s::bigint[], %(clocks)s::text[],
    %(starts)s::date[], %(dues)s::date[], %(pauses)s::text[], %(extensions)s::text[]))
"""


def preview(window: Window, *, suspends_terms: bool, withdrawn: accounts.Closure | None = None) -> Preview:
    """How many open clocks of how many cases would move if the window were closed, or if `withdrawn` had never been."""
    with connection.cursor() as cursor:
        cursor.execute(KINDS, window.parameters)
        kinds = cursor.fetchall()
    codes = dict(accounts.Office.objects.values_list("pk", "code"))
    reckoners: dict[str, Reckoner] = {}
    moved, examples = [], []
    for kind in kinds:
        pack_hash, office, name, start, due, state, pauses, extensions, _count, number = kind
        if pack_hash not in reckoners:
            reckoners[pack_hash] = Reckoner(_supposed(packs.rules(pack_hash), window, codes, suspends_terms, withdrawn))
        reckoner = reckoners[pack_hash]
        after = reckoner.due(codes[office], OpenClock(0, name, None, start, due, state, pauses, extensions))
        if after == due or due is None:  # a paused clock has no date that could move
            continue
        moved.append(kind)
        if len(examples) < EXAMPLES and after:
            pack = reckoner.rules.pack
            examples.append(Example(number, pack.text(pack.clock(name).label, get_language() or "es"), due, after))
    return Preview(sum(kind[8] for kind in moved), _cases(window, moved), tuple(examples))


def _supposed(
    rules: Rules, window: Window, codes: dict[int, str], suspends_terms: bool, withdrawn: accounts.Closure | None
) -> Rules:
    """The rules as they would be."""
    closures = list(rules.closures)
    if withdrawn:
        closures.remove(packs.as_closure(withdrawn))
    else:
        office = codes[window.office] if window.office else None
        closures.append(Closure(window.start, window.end, office, suspends_terms=suspends_terms))
    return replace(rules, closures=tuple(closures))


def _cases(window: Window, moved: Sequence[tuple[Any, ...]]) -> int:
    columns = list(zip(*[kind[:8] for kind in moved], strict=True)) or [()] * 8
    names = ("packs", "offices", "clocks", "starts", "dues", "", "pauses", "extensions")
    arrays = {name: quoted(map(str, column)) for name, column in zip(names, columns, strict=True) if name}
    with connection.cursor() as cursor:
        cursor.execute(CASES, {**window.parameters, **arrays})
        return int(cursor.fetchone()[0])
