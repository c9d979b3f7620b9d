"""Refusals in figures: by service, institution, paper, reason, state of the country, month and what became of them.

Counted by the database; no person leaves it. The unit is the refusal; a count of one to four refusals, or of refusals
of fewer than five persons, is not shown, nor what would give it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from acogida.certificates.refusals.models import Refusal
from acogida.ui.suppression import SMALLEST, TOTAL, Place, suppressed, with_totals

COUNT = "n"  # the one column of each table
OTHERS = "/others"  # institutions with too few to be named, and unnamed ones; no folded name looks like it
HIDDEN = "*"
# In this order on the page and in the file.
DIMENSIONS = ("service", "organisation", "document", "reason", "region", "month", "state")


@dataclass(frozen=True)
class Line:
    """One line of a table. `n` None: not shown."""

    code: str
    n: int | None


@dataclass(frozen=True)
class Report:
    """All figures of a period; `as_of` is when they were counted."""

    since: dt.date
    until: dt.date
    as_of: dt.datetime
    total: int | None
    persons: int | None
    tables: Mapping[str, tuple[Line, ...]]

    @property
    def nothing(self) -> bool:
        return self.total == 0


def report(since: dt.date, until: dt.date, offices: Iterable[int], as_of: dt.datetime) -> Report:
    """The figures of refusals that happened from `since` to `until`, recorded at `offices`."""
    rows = Refusal.objects.filter(happened_on__range=(since, until), office__in=list(offices)).order_by()
    totals = rows.aggregate(n=Count("pk"), persons=Count("person", distinct=True))
    counted = {name: _counted(rows, name) for name in DIMENSIONS}
    counted["organisation"] = _few_together(counted["organisation"])
    tables = {
        name: with_totals({(code, COUNT): n for code, (n, _p) in found.items()}) for name, found in counted.items()
    }
    few: dict[str, set[Place]] = {
        name: {(code, COUNT) for code, (_n, persons) in found.items() if 0 < persons < SMALLEST}
        for name, found in counted.items()
    }
    hidden, total_hidden = _hidden_together(tables, few, 0 < totals["persons"] < SMALLEST)
    return Report(
        since, until, as_of,
        total=None if total_hidden else totals["n"],
        persons=None if total_hidden else totals["persons"],
        tables={
            name: _in_order(name, [Line(code, None if (code, COUNT) in hidden[name] else n) for code, (n, _p) in found.items()])
            for name, found in counted.items()
        },
    )  # fmt: skip


Counted = dict[str, tuple[int, int]]  # code → refusals, persons


def _counted(rows: QuerySet[Refusal], name: str) -> Counted:
    """Refusals and persons of each code of a dimension."""
    if name == "month":
        found = rows.annotate(code=TruncMonth("happened_on"))
    elif name == "organisation":  # who may be a private person is not named
        private = When(service__in=Refusal.PRIVATE, then=Value(""))
        found = rows.annotate(code=Case(private, default=F("organisation_key"), output_field=CharField()))
    else:
        found = rows.annotate(code=F(name))
    counts = found.values("code").annotate(n=Count("pk"), persons=Count("person", distinct=True))
    return {_text(row["code"]): (row["n"], row["persons"]) for row in counts}


def _text(code: Any) -> str:
    return f"{code:%Y-%m}" if isinstance(code, dt.date) else str(code)


def _few_together(found: Counted) -> Counted:
    """Institutions of which few spoke are counted as one line, with those that have no name."""
    few = {code for code, (_n, persons) in found.items() if not code or persons < SMALLEST}
    kept = {code: counts for code, counts in found.items() if code not in few}
    if few:  # persons of two institutions may be the same: the most that one of them has is certain
        kept[OTHERS] = (sum(found[code][0] for code in few), max(found[code][1] for code in few))
    return kept


def _hidden_together(
    tables: Mapping[str, dict[Place, int]], few: Mapping[str, set[Place]], total: bool
) -> tuple[dict[str, set[Place]], bool]:
    """What each table hides, and whether the total is hidden: all show the same, so what one hides of it all hide."""
    everybody: Place = (TOTAL, TOTAL)
    while True:
        also = {everybody, (TOTAL, COUNT)} if total else set()
        hidden = {name: suppressed(table, few[name] | also) for name, table in tables.items()}
        gone = any(everybody in places or (TOTAL, COUNT) in places for places in hidden.values())
        if gone == total:
            return hidden, total
        total = gone


def _in_order(name: str, lines: list[Line]) -> tuple[Line, ...]:
    """Months as they pass; anything else from the most frequent, those not shown by their codes, lest their order tell."""
    if name == "month":
        return tuple(sorted(lines, key=lambda line: line.code))
    return tuple(sorted(lines, key=lambda line: (line.n is None, line.code == OTHERS, -(line.n or 0), line.code)))


def spellings(keys: Iterable[str]) -> dict[str, str]:
    """Institutions as they were written most often, by their folded names."""
    rows = Refusal.objects.filter(organisation_key__in=list(keys)).exclude(service__in=Refusal.PRIVATE)
    written = (
        rows.values_list("organisation_key", "organisation").annotate(n=Count("pk")).order_by("n", "-organisation")
    )
    return {key: name for key, name, _n in written}


def lines(of: Report, labels: Mapping[str, Mapping[str, str]]) -> Iterator[list[Any]]:
    """The report as rows of a table file; what is not shown is "*"."""
    yield ["since", "until", "as_of", "unit", "measure", "code", "label", "count"]
    head = [of.since.isoformat(), of.until.isoformat(), of.as_of.isoformat(timespec="seconds")]
    yield [*head, "refusals", "total", "", "", _shown(of.total)]
    yield [*head, "persons", "total", "", "", _shown(of.persons)]
    for name, table in of.tables.items():
        for line in table:
            code = "others" if line.code == OTHERS else line.code
            yield [*head, "refusals", name, code, labels[name].get(line.code, line.code), _shown(line.n)]


def _shown(n: int | None) -> int | str:
    return HIDDEN if n is None else n
