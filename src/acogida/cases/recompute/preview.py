"""What a closure would do, before anybody confirms it: counted, not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language

from acogida.accounts import models as accounts
from acogida.accounts.closures import Example, Preview
from acogida.cases import packs
from acogida.cases.projection import Rules
from acogida.cases.recompute.chunk import array
from acogida.cases.recompute.reckoner import TOUCHED, OpenClock, Reckoner, Window
from acogida.law import Closure

EXAMPLES = 5

# Clocks that are alike move alike: reckoned once, however many there are. The signature tells kinds apart in one number.
SIGNATURE = (
    "hashtextextended(concat_ws('|', c.pack_id, c.office_id, k.clock, k.start, k.due, k.pauses, k.extensions), 0)"
)
KINDS = f"""
  SELECT c.pack_id, c.office_id, k.clock, k.start, k.due, k.state, k.pauses::text, k.extensions::text, count(*),
    min(c.number), min({SIGNATURE})
  FROM {TOUCHED} AND k.due IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 4, 3
"""
CASES = f"SELECT count(DISTINCT k.case_id) FROM {TOUCHED} AND k.due IS NOT NULL"  # one without a date has none to move
SOME = f" AND {SIGNATURE} = ANY (%(kinds)s::bigint[])"


def preview(window: Window, *, suspends_terms: bool, withdrawn: accounts.Closure | None = None) -> Preview:
    """How many open clocks of how many cases would move if the window were closed, or if `withdrawn` had never been."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")  # far fewer kinds than the planner thinks: no sorting on disk
        cursor.execute(KINDS, window.parameters)
        kinds = cursor.fetchall()
    codes = dict(accounts.Office.objects.values_list("pk", "code"))
    reckoners: dict[str, Reckoner] = {}
    moved, examples = [], []
    for kind in kinds:
        pack_hash, office, name, start, due, state, pauses, extensions, _count, number, _signature = kind
        if pack_hash not in reckoners:
            reckoners[pack_hash] = Reckoner(_supposed(packs.rules(pack_hash), window, codes, suspends_terms, withdrawn))
        reckoner = reckoners[pack_hash]
        after = reckoner.due(codes[office], OpenClock(0, name, None, start, due, state, pauses, extensions))
        if after == due:
            continue
        moved.append(kind)
        if len(examples) < EXAMPLES and after:
            pack = reckoner.rules.pack
            examples.append(Example(number, pack.text(pack.clock(name).label, get_language() or "es"), due, after))
    return Preview(
        sum(kind[8] for kind in moved), _cases(window, moved, every=len(moved) == len(kinds)), tuple(examples)
    )


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


def _cases(window: Window, moved: Sequence[tuple[Any, ...]], *, every: bool) -> int:
    """How many cases have a clock of a moved kind (`every`: no touched kind stays)."""
    if not moved:
        return 0
    with connection.cursor() as cursor:
        kinds = array(kind[10] for kind in moved)
        cursor.execute(CASES if every else CASES + SOME, {**window.parameters, "kinds": kinds})
        return int(cursor.fetchone()[0])
