"""A search among many passages, warm: by the clock, and where its time goes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import measuring
from benchmarks.coi_search import library, questions
from benchmarks.measuring import Report

CEILING = 250  # ms, p95, at 50,000 passages


def measure(passages: int, searches: int, report: Report) -> None:
    """Inside a scratch database, as its owner."""
    from django.db import connection

    from acogida.coi.models import IndexedPassage
    from acogida.coi.search import Query, embedding, indexing

    data = questions.load()
    if IndexedPassage.objects.count() != passages:  # else an earlier run left them (--keep)
        _load(passages, questions.vocabulary(data), report)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        for table in ("passage", "indexedpassage", "indexedposting", "indexedterm", "indexedvector"):
            cursor.execute("SELECT pg_total_relation_size(%s::regclass) / 1e6", [f"coi_{table}"])
            report.add(f"size of coi_{table}", float(cursor.fetchone()[0]), "MB")
    random = Random(5)
    texts = [random.choice(data.questions).text for _number in range(searches)]
    for what, narrowed in (
        ("any language", {}),
        ("English only", {"languages": ("en",)}),
        ("one country", {"countries": ("HN",)}),
        ("English, one country, since 2022", {"languages": ("en",), "countries": ("GT",), "published_from": questions.day(2022)}),
    ):  # fmt: skip
        asked = iter([Query(text, language="es", **narrowed) for text in [*texts[:3], *texts]])
        with legs() as spent:
            here, there = time.process_time(), _server_seconds()
            found = measuring.timed(partial(_next, asked), len(texts))
            here, there = time.process_time() - here, _server_seconds() - there
        report.times(f"search, {what}", found, p95=CEILING if passages >= 50_000 else None)
        report.add("   processor time, mean: this process", 1000 * here / (len(texts) + 3), "ms")
        report.add("   processor time, mean: the database", 1000 * there / (len(texts) + 3), "ms")
        for leg, milliseconds in spent.items():
            report.add(f"   of it {leg}, mean", milliseconds / (len(texts) + 3), "ms")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if embedding.installed():
        some = [embedding.passage_text(row.header, row.text) for row in data.passages[:24]]
        embedding.passages(some[:4])
        started, busy = time.perf_counter(), time.process_time()
        embedding.passages(some)
        report.add("passages given their meaning a second, one core, by the clock", len(some) / (time.perf_counter() - started), "1/s")  # fmt: skip
        report.add("the same by processor time", len(some) / (time.process_time() - busy), "1/s", floor=4)
        assert indexing.cores() == (os.cpu_count() or 1)


def _load(passages: int, known: list[str], report: Report) -> None:
    """So many passages, indexed by words and by vectors."""
    from acogida.coi.search import vectors, writing

    measuring.say(f"loading {passages:,} passages …")
    versions = library.load(passages, known)
    started = time.perf_counter()
    writing.write_words(versions)
    report.add("passages indexed by words a second, one connection", passages / (time.perf_counter() - started), "1/s")
    if vectors.ready():
        started = time.perf_counter()
        library.keep_vectors()
        report.add("vectors kept and their index made", time.perf_counter() - started, "s")


def _server_seconds() -> float:
    """Processor time of this connection's server process so far; a busy machine hardly changes it. 0 where it is elsewhere."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        state = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not state.exists():
        return 0.0
    fields = state.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _next(queries: Iterator[Any]) -> None:
    from acogida.coi.search import search

    search(next(queries), None)


@contextmanager
def legs() -> Iterator[dict[str, float]]:
    """Milliseconds spent in each part of a search while inside."""
    from acogida.coi.search import embedding, engine, meaning, narrowing, translating, words

    spent: dict[str, float] = {}
    parts: list[tuple[Any, str, str]] = [
        (narrowing, "pools", "counting what is left"),
        (embedding, "questions", "its vectors (threads beside the rest)"),
        (translating, "many", "translating"),
        (meaning, "nearest", "by meaning"),
        (words, "best", "by words"),
        (engine, "hits", "reading the hits"),
    ]
    before = [getattr(module, name) for module, name, _label in parts]
    for (module, name, label), function in zip(parts, before, strict=True):

        def counted(*arguments: Any, _function: Any = function, _label: str = label, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return _function(*arguments, **named)
            finally:
                spent[_label] = spent.get(_label, 0.0) + (time.perf_counter() - started) * 1000

        setattr(module, name, counted)
    try:
        yield spent
    finally:
        for (module, name, _label), function in zip(parts, before, strict=True):
            setattr(module, name, function)
