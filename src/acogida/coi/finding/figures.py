"""What country information is asked for, used and missing, in figures: neither words nor persons.

A count of one to four is not shown, nor what would give it back. Citations are counted where they are kept, through the
registry of `coi.recall`; this room never sees whose they are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, Sum

from acogida.coi import recall
from acogida.coi.library import topics
from acogida.coi.models import CoiRequest, Document, Feedback, MissedSearch, SearchCount, Standing
from acogida.ui.suppression import SMALLEST, TOTAL, Place

FOUND, NONE, MISSING, REQUESTS = "found", "none", "missing", "requests"
UNSENT = ("draft", "cancelled")  # states of a request that nobody was asked
CLAIM_TOPICS = frozenset(topic.code for axis in ("element", "profile") for topic in topics.topics_of(axis))
SHOWN = 20  # documents of a list
Cells = Mapping[Place, int]


@dataclass(frozen=True)
class Table:
    """Counts by `rows` and `columns`, in order; a cell that is None is not shown. Totals stand under TOTAL."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Place, int | None]

    def __bool__(self) -> bool:
        return bool(self.rows)

    def lines(self) -> Iterator[tuple[str, list[int | None], int | None]]:
        """Row, its cells by column, its total."""
        for row in self.rows:
            yield row, [self.cells.get((row, column), 0) for column in self.columns], self.cells.get((row, TOTAL), 0)


@dataclass(frozen=True)
class Used:
    """A document and how often: `n` None where it is not shown."""

    document: Document
    n: int | None


@dataclass(frozen=True)
class Report:
    """All figures of a period."""

    since: dt.date
    until: dt.date
    requests: Table  # country × purpose
    claims: Table  # what the claims are about: topics of the elements and profiles
    searches: Table  # country × found or not
    subjects: Table  # topic × found or not
    missing: Table  # country × searches without answer, and those who said so
    missing_subjects: Table
    feedback: Table  # document id × what was said
    cited: tuple[Used, ...]
    never: tuple[Document, ...]
    never_count: int
    documents: Mapping[str, Document]


def table(cells: Cells, columns: Iterable[str], smallest: int = SMALLEST) -> Table:
    """Counts with the total of each row, the largest first. A small one is taken out, and the total that would give it back;
    totals of columns are not shown, so that nothing else does."""
    order = tuple(columns)
    totals: Counter[Hashable] = Counter()
    for (row, _column), n in cells.items():
        totals[row] += n
    small = {row for (row, _column), n in cells.items() if 0 < n < smallest}
    shown: dict[Place, int | None] = {place: None if 0 < n < smallest else n for place, n in cells.items()}
    shown |= {(row, TOTAL): None if row in small else n for row, n in totals.items()}
    rows = sorted((row for row in totals if totals[row]), key=lambda row: (-totals[row], str(row)))
    return Table(tuple(map(str, rows)), tuple(c for c in order if any((row, c) in cells for row in rows)), shown)


def report(since: dt.date, until: dt.date) -> Report:
    """The figures of the days from `since` to `until`."""
    searches = SearchCount.objects.filter(day__range=(since, until))
    missed = MissedSearch.objects.filter(day__range=(since, until))
    said = Feedback.objects.filter(said_at__date__range=(since, until))
    asked = CoiRequest.objects.filter(created_at__date__range=(since, until)).exclude(state__in=UNSENT)
    by_document = _feedback(said)
    cited = citations()
    never, never_count = _never(cited)
    return Report(
        since=since,
        until=until,
        requests=table(_pairs(asked, "country", "purpose"), CoiRequest.Purpose.values),
        claims=table(_claims(asked), [REQUESTS]),
        searches=table(_answers(searches, "country"), (FOUND, NONE)),
        subjects=table(_answers(searches, "topic"), (FOUND, NONE)),
        missing=table(_missing(searches, missed, said, "country"), (NONE, MISSING)),
        missing_subjects=table(_missing(searches, missed, said, "topic"), (NONE, MISSING)),
        feedback=table(by_document, Feedback.Kind.values),
        cited=_most(cited),
        never=never,
        never_count=never_count,
        documents={
            str(row.pk): row
            for row in Document.objects.filter(pk__in={row for row, _column in by_document}).select_related("source")
        },
    )


def of_country(country: str, since: dt.date, until: dt.date) -> dict[str, int | None]:
    """Searches about one country, those without answer, what was said to be missing, requests; small ones taken out."""
    searches = SearchCount.objects.filter(day__range=(since, until), country=country)
    missed = MissedSearch.objects.filter(day__range=(since, until), country=country)
    said = Feedback.objects.filter(said_at__date__range=(since, until), country=country)
    asked = CoiRequest.objects.filter(created_at__date__range=(since, until), country=country).exclude(state__in=UNSENT)
    answers, missing = _answers(searches, "country"), _missing(searches, missed, said, "country")
    answered = table(answers, (FOUND, NONE)).cells
    n = asked.count()
    return {
        "searches": answered.get((country, TOTAL), 0),
        "none": answered.get((country, NONE), 0),
        "missing": table(missing, (MISSING,)).cells.get((country, MISSING), 0),
        "requests": None if 0 < n < SMALLEST else n,
    }


def _pairs(rows: Any, one: str, other: str) -> dict[Place, int]:
    return {(a, b): n for a, b, n in rows.order_by().values_list(one, other).annotate(n=Count("pk")) if a}


def _claims(rows: Any) -> dict[Place, int]:
    """Requests by what the claims behind them are about; one may be about several things."""
    each = _by(rows, "topic").values_list("of").annotate(n=Count("pk", distinct=True))
    return {(code, REQUESTS): n for code, n in each if code in CLAIM_TOPICS}


def _by(rows: Any, axis: str) -> Any:
    """The rows by country, or once for each of their topics."""
    if axis == "country":
        return rows.order_by().exclude(country="").annotate(of=F("country"))
    return rows.order_by().annotate(of=Func(F("topics"), function="unnest"))


def _answers(rows: Any, axis: str) -> dict[Place, int]:
    cells: Counter[Place] = Counter()
    for of, found, n in _by(rows, axis).values_list("of", "found").annotate(total=Sum("n")):
        cells[of, NONE if found == SearchCount.Found.NONE else FOUND] += n
    return dict(cells)


def _missing(searches: Any, missed: Any, said: Any, axis: str) -> dict[Place, int]:
    """What was searched without an answer, and what readers said is missing: after a search, or on a country's page."""
    cells: Counter[Place] = Counter()
    without = _by(searches.filter(found=SearchCount.Found.NONE), axis).values_list("of").annotate(total=Sum("n"))
    for of, n in without:
        cells[of, NONE] += n
    for of, n in _by(missed, axis).values_list("of").annotate(total=Count("pk")):
        cells[of, MISSING] += n
    lacking = said.filter(kind=Feedback.Kind.MISSING).order_by().exclude(**{axis: ""})
    for of, n in lacking.values_list(axis).annotate(total=Count("pk")):
        cells[of, MISSING] += n
    return dict(cells)


def _feedback(said: Any) -> dict[Place, int]:
    rows = said.exclude(document=None).order_by().values_list("document", "kind").annotate(n=Count("pk"))
    return {(str(document), kind): n for document, kind, n in rows}


def citations() -> dict[UUID, int]:
    """How many things rest on each document, now: citations, answers, packs."""
    return recall.usage(list(Standing.objects.values_list("pk", flat=True)))


def _most(cited: Mapping[UUID, int]) -> tuple[Used, ...]:
    order = sorted(cited, key=lambda pk: (-cited[pk], str(pk)))[:SHOWN]
    known = Document.objects.select_related("source").in_bulk(order)
    return tuple(Used(known[pk], cited[pk] if cited[pk] >= SMALLEST else None) for pk in order if pk in known)


def _never(cited: Mapping[UUID, int]) -> tuple[tuple[Document, ...], int]:
    """Documents in use on which nothing rests, the oldest in the library first."""
    rows = (
        Document.objects.filter(standings__state=Standing.State.CURRENT)
        .exclude(pk__in=list(cited))
        .exclude(kind=Document.Kind.GUIDANCE)
        .select_related("source")
        .order_by("created_at", "pk")
        .distinct()
    )
    return tuple(rows[:SHOWN]), rows.count()
