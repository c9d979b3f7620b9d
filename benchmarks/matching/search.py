"""`python -m benchmarks.matching search --people 1000000`: one person looked for among many, with mistakes in the query.

The register's own search, beside (a) PostgreSQL's trigram index over the same names (pg_trgm, GIN), best known ready-made way,
alone and with date and sex in its order, and (b) weighing everybody with the same weights, the most that could be found. All
in one run, in a scratch database, one connection, one query after the other.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import measuring
from benchmarks.matching import population
from benchmarks.measuring import Report, percentile, say

THRESHOLD = 0.3  # of similarity, pg_trgm's own default
TRIGRAMS = """
SELECT id FROM peer WHERE name %% %(name)s ORDER BY similarity(name, %(name)s) DESC, id LIMIT 10
"""
TRIGRAMS_AND_DATE = """
SELECT id FROM peer WHERE name %% %(name)s
ORDER BY similarity(name, %(name)s) + CASE WHEN dob = %(dob)s THEN 0.5 WHEN left(dob, 4) = left(%(dob)s, 4) THEN 0.2 ELSE 0 END
         + CASE WHEN sex = %(sex)s THEN 0.05 ELSE 0 END DESC, id
LIMIT 10
"""
Asked = Sequence[population.Query]
Ask = Callable[[population.Query], list[int]]


def main() -> int:
    options = measuring.arguments(__doc__ or "", people=100_000, queries=1000, peers=200, everybody=100, seed=7)
    os.environ.setdefault("ACOGIDA_HOME", "/var/tmp/acogida-benchmarks")
    os.environ.update(ACOGIDA_DB_OWNER="1", DJANGO_SETTINGS_MODULE="acogida.config.settings", ACOGIDA_LOG="ERROR")
    from acogida.config import postgres

    postgres.ensure(say)
    import django

    django.setup()
    from acogida.people.matching import scratch

    people = population.people(options.people, options.seed)
    asked = population.queries(people, options.queries, options.seed + 92)
    report = Report(
        "Looking for one person",
        {
            "persons": f"{len(people):,}",
            "queries": len(asked),
            "cores": os.cpu_count(),
            "python": sys.version.split()[0],
        },
    )
    with scratch.database(say):
        _measure(report, people, asked, options)
    return report.finish(options.json)


def _measure(report: Report, people: list[population.Someone], asked: Asked, options: Any) -> None:
    large = len(people) > 300_000
    load_s, size = _load(people)
    report.add("persons loaded a second", len(people) / load_s, "1/s", floor=None)
    report.add("index", size / 1e6, "MB", ceiling=1000 * max(1.0, len(people) / 1e6))
    for query in asked[:50]:
        _ours(query)
    times, hits = _timed(_ours, asked, "search")
    report.add("found first", _share(asked, hits, 1), "", floor=0.93)
    report.add("found among ten", _share(asked, hits, 10), "", floor=0.965)
    report.times("search", times, p95=10 if large else 6)
    report.add(
        "search, processor of this process", measuring.processor(_each(asked[:200]), 1) / min(200, len(asked)), "ms"
    )

    some = asked[: options.everybody]
    everybody = _timed(_everybody(), some, "weighing everybody")
    most = _share(some, everybody[1], 10)
    report.add(f"weighing everybody, {len(some)} queries, found among ten", most, "")
    report.add("search, the same queries, found among ten", _share(some, hits, 10), "")
    report.add("of what weighing everybody finds", _share(some, hits, 10) / max(most, 1e-9), "", floor=0.995)
    report.times("weighing everybody", everybody[0])

    compared = asked[: options.peers]
    ours = percentile(times[: len(compared)], 0.95)
    _make_peer(people)
    for name, statement in (("pg_trgm", TRIGRAMS), ("pg_trgm with date and sex", TRIGRAMS_AND_DATE)):
        _timed(_trigrams(statement), compared[:10], name)
        peer_times, peer_hits = _timed(_trigrams(statement), compared, name)
        report.add(f"{name}, {len(compared)} queries, found first", _share(compared, peer_hits, 1), "")
        report.add(f"{name}, found among ten", _share(compared, peer_hits, 10), "")
        report.times(name, peer_times)
        times_faster = percentile(peer_times, 0.95) / ours
        report.add(f"search beside {name}, p95", times_faster, "times", floor=25 if large else None)
    report.add("search, the same queries, found among ten (2)", _share(compared, hits, 10), "")


def _load(people: list[population.Someone]) -> tuple[float, int]:
    """Load the way `acogida match bench` does: seconds, and bytes of the index."""
    from acogida.people.matching import bench, building

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        population.write_people(path, people)
        loaded = bench.People()
        started = time.perf_counter()
        building.build(loaded.records(path))
        return time.perf_counter() - started, bench.size()


def _record(query: population.Query) -> Any:
    from acogida.people.matching.people_csv import record

    return record(query.given, query.sur1, query.sur2, query.dob, query.sex, query.nat)


def _ours(query: population.Query) -> list[int]:
    from acogida.people.matching.search import likely

    return [match.person_id.int + 1 for match in likely(_record(query), limit=10, least=0)]


def _each(asked: Asked) -> Callable[[], None]:
    def ask() -> None:
        for query in asked:
            _ours(query)

    return ask


def _everybody() -> Ask:
    """Weigh every profile of the register, in memory."""
    import numpy as np
    from django.db import connection

    from acogida.people.matching import compare, weights
    from acogida.people.matching.profile import profiles
    from acogida.people.matching.shares import shares

    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, profile FROM people_matchprofile ORDER BY serial")
        rows = cursor.fetchall()
    owners = np.array([person.int + 1 for person, _ in rows])
    parts = [
        compare.gather_encoded("\n".join([text for _, text in rows[at : at + 50_000]]))
        for at in range(0, len(rows), 50_000)
    ]

    def ask(query: population.Query) -> list[int]:
        asked = [each for each in profiles(_record(query)) if each.names]
        if not asked:
            return []
        common, _population = shares(asked)
        found = [compare.weigh(asked[0], part, weights.load(), common)[:2] for part in parts]
        bits = np.concatenate([np.where(named, each, -np.inf) for each, named in found])
        best = np.argpartition(-bits, 10)[:10]
        return [int(owners[at]) for at in best[np.argsort(-bits[best])] if bits[at] > -np.inf]

    return ask


def _make_peer(people: list[population.Someone]) -> None:
    """A table of folded names with the trigram index, as one would make it."""
    import psycopg

    from acogida.people.matching.reading import psycopg_connection
    from acogida.people.names import fold

    with psycopg.Cursor(psycopg_connection()) as cursor:
        cursor.execute("CREATE TABLE peer (id int PRIMARY KEY, name text, dob text, sex text, nat text)")
        with cursor.copy("COPY peer FROM STDIN") as copy:
            for one in people:
                copy.write_row((one.id, fold(f"{one.given} {one.sur1} {one.sur2}"), one.dob, one.sex, one.nat))
        say("pg_trgm: building its index …")
        cursor.execute("CREATE INDEX ON peer USING gin (name gin_trgm_ops)")
        cursor.execute("VACUUM ANALYZE peer")
        cursor.execute(f"SET pg_trgm.similarity_threshold = {THRESHOLD}")


def _trigrams(statement: str) -> Ask:
    import psycopg

    from acogida.people.matching.reading import psycopg_connection
    from acogida.people.names import fold

    def ask(query: population.Query) -> list[int]:
        with psycopg.Cursor(psycopg_connection()) as cursor:
            name = fold(f"{query.given} {query.sur1} {query.sur2}")
            cursor.execute(statement, {"name": name, "dob": query.dob, "sex": query.sex})
            return [row[0] for row in cursor]

    return ask


def _timed(ask: Ask, asked: Asked, what: str) -> tuple[list[float], list[list[int]]]:
    """Milliseconds of each query, and whom it found."""
    say(f"{what}: {len(asked)} queries …")
    times, found = [], []
    for query in asked:
        started = time.perf_counter()
        found.append(ask(query))
        times.append((time.perf_counter() - started) * 1000)
    return times, found


def _share(asked: Asked, found: list[list[int]], among: int) -> float:
    hits = [query.true_id in ids[:among] for query, ids in zip(asked, found, strict=False)]
    return sum(hits) / max(len(hits), 1)
