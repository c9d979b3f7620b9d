"""`acogida match …`: looking for a person, measuring the search, making the index again."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from acogida.hooks.command import Command, whole_file

Result = tuple[dict[str, Any], str, int]


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--given", default="", help="given names")
    parser.add_argument("--sur1", default="", help="first surname")
    parser.add_argument("--sur2", default="", help="second surname")
    parser.add_argument("--dob", default="", help="YYYY-MM-DD, YYYY-MM or YYYY")
    parser.add_argument("--sex", default="", help="F, M or X")
    parser.add_argument("--nat", default="", help="nationality, ISO 3166-1")
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--all", action="store_true", help="also those who are hardly likely")


def search(arguments: argparse.Namespace) -> Result:
    """Who in the register may be this person, and why. What is looked for is audited."""
    from acogida.audit.record import write
    from acogida.people.matching import people_csv
    from acogida.people.matching.search import likely
    from acogida.people.matching.wording import words
    from acogida.people.models import Person

    given = arguments
    record = people_csv.record(given.given, given.sur1, given.sur2, given.dob, given.sex, given.nat)
    found = likely(record, limit=given.limit, least=0 if given.all else None)
    write(
        None,
        "person.search_register",
        None,
        detail={
            "terms": " ".join(part for part in (given.given, given.sur1, given.sur2, given.dob) if part),
            "found": [str(match.person_id) for match in found],
        },
    )
    people = Person.objects.select_related("office").in_bulk([match.person_id for match in found])
    rows: list[dict[str, Any]] = [
        {
            "person": str(match.person_id),
            "name": people[match.person_id].full_name,
            "birth_year": people[match.person_id].birth_year,
            "office": people[match.person_id].office.code,
            "probability": round(match.probability, 4),
            "weight": round(match.weight, 2),
            "because": words(match.evidence),
        }
        for match in found
        if match.person_id in people
    ]
    lines = [
        f"{row['probability']:>7.1%}  {row['name']}, {row['birth_year'] or '?'}, {row['office']}  "
        f"({'; '.join(row['because'])})  {row['person']}"
        for row in rows
    ]
    return {"found": rows}, "\n".join(lines) or "nobody in the register is likely to be this person", 0


def _bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=Path, required=True, help="id,given,sur1,sur2,dob,sex,nat,person")
    parser.add_argument("--queries", type=Path, required=True, help="qid,true_id,given,sur1,sur2,dob,sex,nat")
    parser.add_argument("--out", type=Path, help="write qid,rank,id,score there")


def bench(arguments: argparse.Namespace) -> Result:
    """Load a list into a scratch database, search for each query, and tell how well and how fast."""
    from acogida.people.matching import bench as measuring
    from acogida.people.matching.people_csv import UnreadableList
    from acogida.people.matching.scratch import NoScratch

    try:
        with ExitStack() as files:
            out = files.enter_context(whole_file(arguments.out)) if arguments.out else None
            document = measuring.run(arguments.people, arguments.queries, out, _say)
    except (UnreadableList, NoScratch, OSError) as problem:
        return {"error": str(problem)}, f"acogida: {problem}", 1
    text = (
        f"{document['persons']:,} persons in {document['load_s']} s; {document['queries']:,} queries: "
        f"found first {document['recall_at_1']}, among ten {document['recall_at_10']}, "
        f"p50 {document['p50_ms']} ms, p95 {document['p95_ms']} ms"
    )
    return document, text, 0


def rebuild(arguments: argparse.Namespace) -> Result:
    """Make the index of persons again from the register. Searches go on; whoever writes a person waits."""
    from acogida.people.matching import building

    done = building.rebuild(lambda what, number: _say(f"{what}: {number:,}"))
    return {"profiles": done}, f"{done:,} names indexed", 0


def _say(text: str) -> None:
    print(f"acogida: {text}", file=sys.stderr, flush=True)


COMMANDS = {
    ("match", "search"): Command(_search_arguments, search),
    ("match", "bench"): Command(_bench_arguments, bench, as_owner=True),
    ("match", "rebuild"): Command(lambda parser: None, rebuild, as_owner=True),
}
