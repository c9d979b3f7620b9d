"""Triage in figures: what was proposed, what people decided, and whether sexes, ages and nationalities fare differently.

Aggregated by the database from the event log; no person and no case leaves it. Nothing is triaged by sex or origin alone,
and this is where it would show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db import connection

from acogida.accounts.models import Office, User
from acogida.ui.suppression import SMALLEST, TOTAL, Place, suppressed, with_totals

HIDDEN = "*"
AS_PROPOSED, OVERRULED = "/as proposed", "/otherwise"  # columns; no code of a modality looks like them
DIMENSIONS = ("sex", "age", "nationality")
Unit = Literal["cases", "persons"]

STEPS = """
steps AS (
    SELECT e.case_id, e.seq, e."on", e.payload->>'modality' AS chosen, e.payload->>'proposed' AS proposed
    FROM cases_event e
    WHERE e.kind IN ('triage', 'change_modality') AND e."on" BETWEEN %(since)s AND %(until)s
      AND (%(offices)s::bigint[] IS NULL OR e.office_id = ANY(%(offices)s::bigint[]))
)"""
DIRECTIONS = f"""
WITH {STEPS}
SELECT proposed, chosen, count(*) AS steps
FROM steps WHERE proposed IS NOT NULL GROUP BY proposed, chosen ORDER BY steps DESC, proposed, chosen
"""
GROUPS = f"""
WITH {STEPS},
latest AS (SELECT DISTINCT ON (case_id) * FROM steps ORDER BY case_id, seq DESC),
people AS (
    SELECT l.case_id, l.chosen, (l.proposed IS NOT NULL AND l.proposed <> l.chosen)::int AS overruled, m.role,
        p.sex,
        CASE WHEN p.birth_year IS NULL THEN ''
             WHEN age < 5 THEN '0-4' WHEN age < 12 THEN '5-11' WHEN age < 18 THEN '12-17' WHEN age < 60 THEN '18-59'
             ELSE '60+' END AS age,
        coalesce((SELECT n.country FROM people_nationality n WHERE n.person_id = p.id ORDER BY n.id LIMIT 1), '')
            AS nationality
    FROM latest l
    JOIN cases_member m ON m.case_id = l.case_id AND m.start <= l."on" AND (m."end" IS NULL OR m."end" > l."on")
    JOIN people_person p ON p.id = m.person_id
    CROSS JOIN LATERAL (SELECT extract(year FROM l."on")::int - p.birth_year
        - (extract(month FROM l."on") * 100 + extract(day FROM l."on")
           < coalesce(p.birth_month, 7) * 100 + coalesce(p.birth_day, 1))::int AS age) a
)
SELECT CASE WHEN grouping(sex) = 0 THEN 'sex' WHEN grouping(age) = 0 THEN 'age'
            ELSE 'nationality' END AS dimension,
    coalesce(CASE WHEN grouping(sex) = 0 THEN sex WHEN grouping(age) = 0 THEN age
                  ELSE nationality END, '') AS code,
    chosen, count(*) AS n, sum(overruled) AS overruled
FROM people WHERE %(unit)s = 'persons' OR role = 'principal'
GROUP BY GROUPING SETS ((sex, chosen), (age, chosen), (nationality, chosen))
"""


class Row(NamedTuple):
    """What the database counts: so many of one group of a dimension are in a modality."""

    dimension: str
    code: str
    chosen: str
    n: int
    overruled: int


@dataclass(frozen=True)
class Direction:
    """Decisions by what was proposed and what was decided. `steps` None: not shown (see `suppression`)."""

    proposed: str
    chosen: str
    steps: int | None

    @property
    def overruled(self) -> bool:
        return self.proposed != self.chosen


@dataclass(frozen=True)
class Cell:
    """How many of a group are in a modality, and their share of the group in per cent; None: not shown."""

    n: int | None
    share: float | None


@dataclass(frozen=True)
class Group:
    """The persons, or the cases by their principal applicant, of one sex, age group or nationality."""

    code: str
    total: int | None
    cells: tuple[Cell, ...]
    overruled: Cell


@dataclass(frozen=True)
class Report:
    """All figures for a period; `as_of` is when they were counted. `modalities` head the cells of each group."""

    since: dt.date
    until: dt.date
    as_of: dt.datetime
    unit: Unit
    steps: int | None
    overruled: int | None
    directions: tuple[Direction, ...]
    modalities: tuple[str, ...]
    all: Group
    groups: dict[str, tuple[Group, ...]]


NOBODY = Group("", 0, (), Cell(0, None))


def offices_of(user: User) -> list[Office]:
    """The offices whose triage `user` may see in figures: all for a national grant, else where she also assigns cases
    (a supervisor); none for others."""
    allowed = user.offices_for("case.triage")
    if allowed == "all":
        return list(Office.objects.order_by("name"))
    supervised = user.offices_for("case.assign")
    mine = allowed if supervised == "all" else allowed & supervised
    return list(Office.objects.filter(pk__in=mine).order_by("name"))


def may_see(user: User) -> bool:
    """Whether there is any office to report on, without asking the database."""
    allowed, supervised = user.offices_for("case.triage"), user.offices_for("case.assign")
    return allowed == "all" or bool(allowed if supervised == "all" else allowed & supervised)


def report(since: dt.date, until: dt.date, offices: Iterable[int] | None, unit: Unit, as_of: dt.datetime) -> Report:
    """The figures of the decisions dated from `since` to `until` at `offices` (None: all the asker may read).

    Modality and groups are those of the latest decision of each case in the period; ages on its day.
    """
    given = {"since": since, "until": until, "unit": unit, "offices": None if offices is None else list(offices)}
    with connection.cursor() as cursor:
        cursor.execute(DIRECTIONS, given)
        directions = cursor.fetchall()
        cursor.execute(GROUPS, given)
        rows = [Row(name, code, chosen or "", n, overruled) for name, code, chosen, n, overruled in cursor.fetchall()]
    modalities = tuple(sorted({row.chosen for row in rows}))
    pairs = with_totals({(proposed, chosen): steps for proposed, chosen, steps in directions})
    unseen = suppressed(pairs)
    by_modality = {name: _table(rows, name, lambda row: {row.chosen: row.n}) for name in DIMENSIONS}
    by_agreement = {
        name: _table(rows, name, lambda row: {AS_PROPOSED: row.n - row.overruled, OVERRULED: row.overruled})
        for name in DIMENSIONS
    }
    hidden = _hidden_together([*by_modality.values(), *by_agreement.values()])

    def group(name: str, row: Hashable, code: str) -> Group:
        """One line of a dimension's table: of a group, or the line of totals."""
        counts, agreement = by_modality[name], by_agreement[name]
        total, unseen = counts[row, TOTAL], (row, TOTAL) in hidden
        cells = tuple(_cell(counts.get((row, m), 0), total, unseen, (row, m) in hidden) for m in modalities)
        overruled = _cell(agreement[row, OVERRULED], total, unseen, (row, OVERRULED) in hidden)
        return Group(code, _shown(total, unseen), cells, overruled)

    changed = sum(n for pair, n in pairs.items() if TOTAL not in pair and pair[0] != pair[1])
    return Report(
        since, until, as_of, unit,
        steps=_shown(pairs.get((TOTAL, TOTAL), 0), (TOTAL, TOTAL) in unseen),
        overruled=_shown(changed, bool(unseen) or 0 < changed < SMALLEST),
        directions=tuple(
            Direction(str(pair[0]), str(pair[1]), _shown(n, pair in unseen))
            for pair, n in pairs.items() if TOTAL not in pair
        ),
        modalities=modalities,
        all=group("sex", TOTAL, "") if rows else NOBODY,
        groups={
            name: tuple(group(name, (name, code), code) for code in sorted({r.code for r in rows if r.dimension == name}))
            for name in DIMENSIONS
        },
    )  # fmt: skip


def _table(rows: list[Row], dimension: str, counts: Callable[[Row], dict[str, int]]) -> dict[Place, int]:
    """The table of a dimension, with totals. Its rows are named with the dimension, its totals are everybody's."""
    cells: dict[Place, int] = {}
    for row in rows:
        if row.dimension == dimension:
            for column, n in counts(row).items():
                place = ((dimension, row.code), column)
                cells[place] = cells.get(place, 0) + n
    lines, columns = {line for line, _column in cells}, {column for _line, column in cells}
    return with_totals({(line, column): 0 for line in lines for column in columns} | cells)


def _hidden_together(tables: list[dict[Place, int]]) -> set[Place]:
    """What is hidden in any of the tables: they show the same totals, so what one hides of those all hide."""
    hidden: set[Place] = set()
    while True:
        more = {place for table in tables for place in suppressed(table, hidden)}
        if more == hidden:
            return hidden
        hidden = more


def _cell(n: int, total: int, total_hidden: bool, hidden: bool) -> Cell:
    """A share is shown only where count and total are: either would give back the other."""
    if hidden:
        return Cell(None, None)
    return Cell(n, None if total_hidden or not total else round(100 * n / total, 1))


def _shown(n: int, hidden: bool) -> int | None:
    return None if hidden else n


def lines(of: Report) -> Iterator[list[Any]]:
    """The report as rows of a table file; what is not shown is "*"."""
    yield ["since", "until", "as_of", "unit", "measure", "group", "proposed", "modality", "count", "percent"]
    head = [of.since.isoformat(), of.until.isoformat(), of.as_of.isoformat(timespec="seconds")]
    for each in of.directions:
        yield [*head, "decisions", "direction", "", each.proposed, each.chosen, _count(each.steps), ""]
    for name, groups in {"all": (of.all,), **of.groups}.items():
        for group in groups:
            for modality, cell in zip(of.modalities, group.cells, strict=False):
                yield [*head, of.unit, name, group.code, "", modality, _count(cell.n), _share(cell)]
            yield [
                *head,
                of.unit,
                f"{name} overruled",
                group.code,
                "",
                "",
                _count(group.overruled.n),
                _share(group.overruled),
            ]
            yield [*head, of.unit, f"{name} total", group.code, "", "", _count(group.total), ""]


def _count(n: int | None) -> int | str:
    return HIDDEN if n is None else n


def _share(cell: Cell) -> float | str:
    return "" if cell.share is None else cell.share
