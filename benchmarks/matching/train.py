"""The weights in force are learned here: `python -m benchmarks.matching train`
writes `train.json` beside you; moved to `people/matching/weights/<version>.json` it is in force.

A register of invented people is asked for some of them with mistakes; whom the keys find is labelled right or wrong. Seeds differ from
those of the measurements.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from acogida.people.matching.keys import deep_keys, keys
from acogida.people.matching.profile import Profile, profile
from acogida.people.matching.training import with_labels
from acogida.people.matching.weights import PLAIN, VERSION, load, read
from benchmarks.matching import population
from benchmarks.matching.register import Register, record
from benchmarks.measuring import arguments

SEED = 20261
ONE_BY_ONE = "m from labelled pairs, u from pairs at random; shares and `known` chosen (docs/adr/0014)"
FITTED = "all bits fitted together to labelled pairs by logistic regression from version 2 (docs/adr/0014)"
_FLAT = re.compile(r"\{[^{}]{0,80}\}")
MOST = 150  # candidates a query


def asked(
    register: Register, people: list[population.Someone], size: int, seed: int
) -> Iterator[tuple[Profile, Any, Any]]:
    for query in population.queries(people, size, seed=seed):
        of = profile(record(query.given, query.sur1, query.sur2, query.dob, query.sex, query.nat))
        rows = register.rows(keys(of) | deep_keys(of, register.near_sounds(of)), MOST)
        true = query.true_id - 1
        if true not in rows:
            rows = np.append(rows, true)
        yield of, rows, rows == true


SHARES = {"exact": 0.95, "spelling": 0.9, "romanised": 0.9, "variant": 0.8, "sound": 0.8, "near": 0.7, "initial": 0.3}


KNOWN = -4.0  # bits; see `weights._nationality`


def chosen(base: dict[str, Any]) -> dict[str, Any]:
    """What is not learned: how much of a name's information each level keeps (what fits the invented population best, a half,
    loses a tenth of F1 on data from elsewhere), and what compatriots' names say less, from pairs of whole registers."""
    for side in ("given", "surname"):
        for name, level in base[side]["levels"].items():
            level["share"] = SHARES[name]
    base["nationality"]["known"] = KNOWN
    base["thresholds"] = {"possible": 0.1, "automatic": 0.99}
    return base


def train(people: int = 40_000, queries: int = 5_000, seed: int = SEED, *, together: bool = True) -> dict[str, Any]:
    """The content of a weights file, with where it comes from: fitted together, or (for lists without nationalities) one by
    one."""
    persons = population.people(people, seed)
    register = Register.of([record(p.given, p.sur1, p.sur2, p.dob, p.sex, p.nat) for p in persons], load("1"))
    base = {**read(PLAIN), "thresholds": {"possible": 0.05, "automatic": 0.99}} if together else chosen(read("1"))
    learned = with_labels(register.profiles, asked(register, persons, queries, seed + 1), base, together=together)
    counts = learned.pop("counts")
    return {
        "version": VERSION if together else PLAIN,
        "provenance": {
            "how": FITTED if together else ONE_BY_ONE,
            "data": "invented population of benchmarks.matching",
            "on": dt.datetime.now(dt.UTC).date().isoformat(),
            "seed": seed, "people": people, **counts,
        },
        **{key: value for key, value in learned.items() if key not in ("version", "provenance")},
    }  # fmt: skip


def write(content: dict[str, Any], path: Path) -> None:
    """One level of evidence a line."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    text = _FLAT.sub(lambda found: " ".join(found.group(0).split()), text)
    path.write_text(text.replace("{ ", "{").replace(" }", "}") + "\n", encoding="utf-8")


def main() -> int:
    options = arguments(__doc__ or "", people=40_000, queries=5_000, seed=SEED)
    write(train(options.people, options.queries, options.seed), Path("train.json"))
    return 0
