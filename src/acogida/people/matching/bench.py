"""How well and how fast the search finds: a list of persons loaded into a scratch database, and queries asked of it."""

from __future__ import annotations

import csv
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from django.db import connection

from acogida.people.matching import building, scratch
from acogida.people.matching.people_csv import read_people, read_queries
from acogida.people.matching.record import Record
from acogida.people.matching.search import likely

RANKS = 10
Say = Callable[[str], None]


class People:
    """The persons of a list by the identifiers they get in the scratch database: the row's number as a UUID."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.truth: dict[str, str] = {}  # id → who that is, for scoring

    def records(self, path: Path) -> Iterator[tuple[uuid.UUID, Record]]:
        """Each row once read, as the index wants it. Rows that repeat an id are persons of their own: a list may have them."""
        for key, record, person in read_people(path):
            if person:
                self.truth[key] = person
            yield uuid.UUID(int=len(self.ids)), record
            self.ids.append(key)

    def hit(self, found: str, wanted: str) -> bool:
        """Whether `found` is the row asked for, or another row of the same person where the list tells who is who."""
        return found == wanted or (wanted in self.truth and self.truth.get(found) == self.truth[wanted])


def run(people_file: Path, queries_file: Path, ranked: TextIO | None, say: Say) -> dict[str, Any]:
    """Load, ask, score: the document of `acogida match bench`. Milliseconds are from record to ranked matches, one query
    after the other. Raises UnreadableList, OSError, NoScratch."""
    queries = list(read_queries(queries_file))
    next(read_people(people_file), None)  # whether it is a list at all, before anything is made
    people = People()
    with scratch.database(say):
        started = time.perf_counter()
        building.build(people.records(people_file), _telling(say))
        load_s = time.perf_counter() - started
        index = size()
        say(f"{len(people.ids):,} persons loaded in {load_s:.1f} s; {len(queries):,} queries …")
        asked = _ask(people, queries, csv.writer(ranked, lineterminator="\n") if ranked else None, say)
    return {
        "persons": len(people.ids),
        "queries": len(queries),
        "load_s": round(load_s, 2),
        **asked,
        "index_bytes": index,
    }


def _ask(people: People, queries: list[tuple[str, Record, str | None]], out: Any, say: Say) -> dict[str, Any]:
    if out:
        out.writerow(("qid", "rank", "id", "score"))
    for _key, record, _wanted in queries[:20]:  # a server that has just loaded has not read its index yet
        likely(record, limit=RANKS, least=0)
    times: list[float] = []
    first = ten = judged = 0
    for number, (key, record, wanted) in enumerate(queries, 1):
        started = time.perf_counter()
        found = likely(record, limit=RANKS, least=0)
        times.append((time.perf_counter() - started) * 1000)
        rows = [people.ids[match.person_id.int] for match in found]
        if out:
            out.writerows(
                (key, rank, row, f"{match.weight:.4f}")
                for rank, (row, match) in enumerate(zip(rows, found, strict=True), 1)
            )
        if wanted:
            judged += 1
            places = [place for place, row in enumerate(rows) if people.hit(row, wanted)]
            first += places[:1] == [0]
            ten += bool(places)
        if number % 1000 == 0:
            say(f"{number:,} of {len(queries):,} queries")
    times.sort()
    return {
        "recall_at_1": round(first / judged, 5) if judged else None,
        "recall_at_10": round(ten / judged, 5) if judged else None,
        "p50_ms": _rank(times, 0.5),
        "p95_ms": _rank(times, 0.95),
    }


def _rank(ordered: list[float], share: float) -> float | None:
    return round(ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)], 3) if ordered else None


def size() -> int:
    """Bytes of the index in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(each::regclass)) FROM unnest(%s::text[]) each", [list(building.TABLES)]
        )
        return int(cursor.fetchone()[0])


def _telling(say: Say) -> Callable[[str, int], None]:
    """Progress every two seconds."""
    last = time.monotonic()

    def tell(what: str, done: int) -> None:
        nonlocal last
        if time.monotonic() - last > 2:
            last = time.monotonic()
            say(f"{what}: {done:,}")

    return tell
