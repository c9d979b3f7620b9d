"""`acogida match dedupe`: who stands twice in a list of persons. Needs no database."""

from __future__ import annotations

import csv
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from acogida.hooks.command import Command, whole_file

Result = tuple[dict[str, Any], str, int]


def dedupe(arguments: Namespace) -> Result:
    """Find who stands twice in PEOPLE.csv; PAIRS.csv has id_a, id_b, probability, the likeliest first."""
    from acogida.people.matching.people_csv import UnreadableList

    if not 0 <= arguments.threshold <= 1:
        return _refused("--threshold is a probability, from 0 to 1")
    try:
        with whole_file(arguments.out) as out:  # before hours of work are lost on it
            return _dedupe(arguments, out)
    except (OSError, UnreadableList) as problem:
        return _refused(str(problem))


def _dedupe(arguments: Namespace, out: TextIO) -> Result:
    from acogida.people.matching.pairs import gathered, likely_pairs
    from acogida.people.matching.people_csv import read_people
    from acogida.people.matching.weights import fitting, load

    started = time.perf_counter()
    chosen = load(arguments.weights) if arguments.weights else None
    people = ((key, record) for key, record, _person in read_people(arguments.people))
    register = gathered(people, lambda read: _say(f"{read:,} persons read"))
    weights = chosen or load(fitting(float((register.nationalities > 0).mean()) if len(register) else 0.0))
    read = time.perf_counter()
    said = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if time.perf_counter() - said >= 2 or done == total:
            said = time.perf_counter()
            _say(f"{done:,} of {total:,} pairs weighed")

    _say(f"{len(register.ids):,} persons read; looking for pairs")
    found = likely_pairs(register, weights, threshold=arguments.threshold, progress=progress)
    out.write("id_a,id_b,probability\n")
    csv.writer(out, lineterminator="\n").writerows(_rows(register.ids, found))
    ended = time.perf_counter()
    automatic = int((found.probability >= weights.automatic).sum())
    document = {
        "persons": len(register.ids),
        "pairs": len(found),
        "seconds": round(ended - started, 3),
        "read_seconds": round(read - started, 3),
        "threshold": arguments.threshold,
        "automatic": weights.automatic,
        "automatic_pairs": automatic,
        "weights": weights.version,
        "out": str(arguments.out),
    }
    text = (
        f"{len(found):,} pairs among {len(register.ids):,} persons ({automatic:,} of them at {weights.automatic:g} or more),"
        f" in {ended - started:.1f} s: {arguments.out}"
    )
    return document, text, 0


def _rows(ids: Any, found: Any) -> Iterator[tuple[str, str, str]]:
    for low, high, probability in zip(
        found.low.tolist(), found.high.tolist(), found.probability.tolist(), strict=True
    ):  # fmt: skip
        # Nine places and no rounding up: what is nearly certain stays distinguishable, and is never certain.
        yield ids[low], ids[high], f"{min(probability, 0.999999999):.9f}"


def _refused(why: str) -> Result:
    return {"error": why}, f"acogida: {why}", 2


def _say(text: str) -> None:
    print(f"acogida: {text}", file=sys.stderr, flush=True)


def _dedupe_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--people", type=Path, required=True, metavar="PEOPLE.csv", help="id, given, sur1, sur2, dob, sex, nat"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="PAIRS.csv", help="where the pairs go")
    parser.add_argument("--threshold", type=float, default=0.5, help="least probability of a pair (default 0.5)")
    parser.add_argument("--weights", default="", metavar="VERSION", help="other weights than those in force")


COMMANDS = {("match", "dedupe"): Command(_dedupe_arguments, dedupe, needs_database=False)}
