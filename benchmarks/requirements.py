"""`python -m benchmarks.requirements --persons 100000`: every paper of a hundred thousand persons explained.

Beside it in the same run, on the same persons: looking the whole matrix up in plain dictionaries (which knows no expiry, no
better evidence, no one-of, and does not look for the least to ask), and judging each cell of the matrix by a condition in the
Common Expression Language, on a sample. All in processor time of one core: other work on the machine hardly changes it.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
from typing import Any

from acogida.law import load_pack
from acogida.law.conditions import holds
from acogida.law.requirements import Issued, Known, Requirements, explain
from benchmarks import measuring
from benchmarks.measuring import Report, say

ON = dt.date(2026, 3, 2)
Person = tuple[dict[str, list[Known]], dict[str, Issued], dict[str, bool]]


def main() -> int:
    options = measuring.arguments(__doc__ or "", persons=100_000, sample=300, rounds=3)
    pack = load_pack("mexico")
    say("persons")
    people = register(pack.requirements, options.persons)
    report = Report(
        "Requirements", {"persons": f"{len(people):,}", "python": sys.version.split()[0], "cores": os.cpu_count()}
    )
    report.setting["load before"] = f"{os.getloadavg()[0]:.1f}"
    say("explained")
    ours = best(lambda: fresh(pack.requirements.file, people), options.rounds)
    say("looked up")
    plain = best(lambda: looked_up(pack.requirements, people), options.rounds)
    say("cell by cell")
    sample = people[: options.sample]
    cells = best(lambda: cell_by_cell(pack.requirements, sample), 1) / len(sample) * len(people)
    report.add("every paper of everybody", ours, "s", ceiling=20)
    report.add("persons a second", len(people) / ours, "1/s", floor=5_000)
    report.add("a person", ours / len(people) * 1e6, "µs")
    report.add("plain dictionaries, persons a second", len(people) / plain, "1/s")
    report.add("a condition for each cell, persons a second", len(people) / cells, "1/s")
    report.add("time against plain dictionaries", ours / plain, "×")
    report.add("a condition for each cell, time against ours", cells / ours, "×", floor=3)
    return report.finish(options.json)


def register(requirements: Requirements, many: int) -> list[Person]:
    """Persons at every point of the procedure: some things were never taken down, some have expired, some came from family."""
    dice = random.Random(5)
    dates = [ON - dt.timedelta(days=n) for n in range(400)]
    people = []
    for _ in range(many):
        admitted, child = dice.random() < 0.8, dice.random() < 0.22
        favourable = admitted and dice.random() < 0.35
        known = {}
        for code, item in requirements.items.items():
            share = 0.97 if item.given_by == "registration" else 0.3 if item.given_by == "person" else 0.0
            if dice.random() < share:
                on = dice.choice(dates)
                ways = requirements.askable[code]
                known[code] = [
                    Known(code, dice.choice(ways), on, None, "declared", "", "r" if dice.random() < 0.1 else "")
                ]
                if dice.random() < 0.2:
                    known[code].append(Known(code, ways[0], on, on + dt.timedelta(days=90), "documented"))
        issued = {"D1": Issued("D1", dates[-1])}
        if admitted:
            issued["D2"] = Issued("D2", dates[200], again="I01" if dice.random() < 0.03 else "")
            if dice.random() < 0.7:
                issued["D3"] = Issued("D3", dates[150], dates[150] + dt.timedelta(days=dice.choice((140, 180))))
            if dice.random() < 0.2:
                issued["D4"] = Issued("D4", dates[100], ON + dt.timedelta(days=200))
        if favourable and dice.random() < 0.6:
            issued["D5"] = Issued("D5", dates[50])
        people.append((known, issued, {"child": child, "with_family": dice.random() < 0.6, "admitted": admitted,
                                       "favourable": favourable}))  # fmt: skip
    return people


def fresh(file: Any, people: list[Person]) -> None:
    """All of them with an engine that remembers nothing of a round before."""
    requirements = Requirements(file)
    for known, issued, facts in people:
        explain(requirements, known, issued, None, ON, facts=facts)


def looked_up(requirements: Requirements, people: list[Person]) -> None:
    """The peer: for each paper the items that a dictionary does not have."""
    matrix = {code: paper.items for code, paper in requirements.documents.items()}
    for known, issued, _facts in people:
        _missing = {
            code: [item for item in items if item not in known] for code, items in matrix.items() if code not in issued
        }


def cell_by_cell(requirements: Requirements, people: list[Person]) -> None:
    """The other peer: one condition for each cell, over all that is known."""
    cells = [(paper, f"{item} || {code}") for code, paper in requirements.documents.items() for item in paper.items]
    for known, issued, _facts in people:
        facts = {item: item in known for item in requirements.items} | {
            code: code in issued for code in requirements.documents
        }
        for _paper, expr in cells:
            holds(expr, facts)


def best(act: Any, rounds: int) -> float:
    """Seconds of processor time, the best of some rounds."""
    return min(measuring.processor(act, 1) for _round in range(rounds)) / 1000


if __name__ == "__main__":
    raise SystemExit(main())
