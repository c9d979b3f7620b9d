"""Small cells of a published table are taken out, together with what would give them back. Pure.

A count of one to four could be somebody. A total that is shown gives back the only number that is missing from its line,
so in each line (cells and their total) either nothing is hidden or at least two numbers are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

SMALLEST = 5
TOTAL = None  # the row, or column, of totals
Place = tuple[Hashable, Hashable]  # row and column


def with_totals(cells: Mapping[Place, int]) -> dict[Place, int]:
    """The table with a row and a column of totals."""
    table: dict[Place, int] = dict(cells)
    for (row, column), n in cells.items():
        for place in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[place] = table.get(place, 0) + n
    return table


def suppressed(table: Mapping[Place, int], also: Iterable[Place] = (), smallest: int = SMALLEST) -> set[Place]:
    """The places of a table `with_totals` that must not be shown. Zeros are, unless nothing else is left to hide.

    `also`: places that are hidden anyway, because another table shows the same totals.
    """
    hidden = {place for place, n in table.items() if 0 < n < smallest} | {place for place in also if place in table}
    lines = [[place for place in table if place[axis] == line] for axis in (0, 1) for line in {p[axis] for p in table}]
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for line in lines:
            hidden |= _one_more(table, line, hidden)
    return hidden


def _one_more(table: Mapping[Place, int], line: list[Place], hidden: set[Place]) -> set[Place]:
    """What else must go from a line in which only one number is hidden: the smallest that is not zero, else a zero."""
    if len(line) < 2 or sum(place in hidden for place in line) != 1:
        return set()
    shown = [place for place in line if place not in hidden]
    return {min(shown, key=lambda place: (table[place] == 0, table[place], _order(place)))}


def _order(place: Place) -> tuple[Any, ...]:
    """Cells before totals, then by name, so that the same table always hides the same."""
    return tuple(part for name in place for part in (name is TOTAL, str(name)))
