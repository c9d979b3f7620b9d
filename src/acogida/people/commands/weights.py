"""`acogida match weights` and `acogida match train`: the weights of evidence in force, and learning others. Need no database."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]
MOST = 100_000  # records learned from at once


def weights(arguments: Namespace) -> Result:
    """The weights in force, in bits, and where they were learned."""
    from acogida.people.matching.training.features import NAMES, coefficients
    from acogida.people.matching.weights import VERSION, parse, read

    try:
        content = read(arguments.version or VERSION)
    except OSError as problem:
        return _refused(str(problem))
    parsed = parse(content)
    bits = {name: round(float(said), 2) for name, said in zip(NAMES, coefficients(parsed), strict=True)}
    lines = [
        f"weights {parsed.version}: {parsed.provenance.get('how', '')}, {parsed.provenance.get('on', '')}",
        *(f"  {name:<34}{said:>8.2f}" for name, said in bits.items() if said),
        f"  shown from {parsed.possible:g}, next to certain from {parsed.automatic:g}",
    ]
    return {"version": parsed.version, "bits": bits, "file": content}, "\n".join(lines), 0


def train(arguments: Namespace) -> Result:
    """Learn weights from PEOPLE.csv: from its labels if it has a column “person”, else from the list itself."""
    import numpy as np

    from acogida.people.matching.people_csv import UnreadableList, read_people
    from acogida.people.matching.profile import profile
    from acogida.people.matching.training import with_labels, without_labels
    from acogida.people.matching.training.learning import pairs_of

    try:
        rows = [row for row, _ in zip(read_people(arguments.people), range(MOST), strict=False)]
    except (OSError, UnreadableList) as problem:
        return _refused(str(problem))
    if len(rows) < 2:
        return _refused("there is nobody to compare")
    persons = np.array([person or f"\0{key}" for key, _record, person in rows])
    labelled = len(set(persons.tolist())) < len(persons)
    if labelled:
        profiles = [profile(record) for _key, record, _person in rows]
        low, high = pairs_of(profiles)
        starts = np.flatnonzero(np.diff(low, prepend=-1))
        asked = (
            (profiles[int(low[start])], high[start:end], persons[high[start:end]] == persons[low[start]])
            for start, end in zip(starts, [*starts[1:], len(low)], strict=True)
        )
        learned = with_labels(profiles, asked)
        counts = learned.pop("counts")
    else:
        found = without_labels([record for _key, record, _person in rows])
        learned, counts = found.raw, {"pairs": len(found.low), "duplicates": found.raw["duplicates"]}
    how = (
        "m from labelled pairs, u from pairs at random"
        if labelled
        else "expectation-maximisation, u from pairs at random"
    )
    content = {
        **learned,
        "version": arguments.version,
        "provenance": {
            "how": how, "data": arguments.people.name, "on": dt.datetime.now(dt.UTC).date().isoformat(),
            "records": len(rows), **counts,
        },
    }  # fmt: skip
    try:
        arguments.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as problem:
        return _refused(str(problem))
    return content["provenance"], f"{how}; {len(rows):,} records: {arguments.out}", 0


def _refused(why: str) -> Result:
    return {"error": why}, f"acogida: {why}", 2


def _weights_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--version", default="", help="other weights than those in force")


def _train_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--people", type=Path, required=True, metavar="PEOPLE.csv", help="id, given, sur1, …, person")
    parser.add_argument("--out", type=Path, required=True, metavar="WEIGHTS.json")
    parser.add_argument("--version", default="own", help="how the weights are to be called")


COMMANDS = {
    ("match", "weights"): Command(_weights_arguments, weights, needs_database=False),
    ("match", "train"): Command(_train_arguments, train, needs_database=False),
}
