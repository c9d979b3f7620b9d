"""A whole register compared with itself: `acogida match dedupe` and Splink 5 on DuckDB on the same people in the same run.

    .venv/bin/python -m benchmarks.matching dedupe                       # 100,000 persons and 5 % second registrations
    .venv/bin/python -m benchmarks.matching dedupe --people 1000000

Ours is the whole command, from reading the file to writing the pairs; of Splink only training and prediction are counted. F1 is against all
true pairs, also those that no key reached; "best" is at the threshold an oracle would choose.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from acogida.people.matching.people_csv import read_people
from acogida.people.matching.profile import profile
from benchmarks.matching import splink_peer
from benchmarks.matching.population import duplicates, people, write_people
from benchmarks.measuring import Report, arguments, say

SHARE = 0.05  # of the persons are registered a second time
SURE = 0.99


@dataclass(frozen=True)
class Quality:
    """Pairs by falling probability against the true ones."""

    probability: np.ndarray
    precision: np.ndarray
    recall: np.ndarray

    @classmethod
    def of(cls, probability: np.ndarray, right: np.ndarray, true: int) -> Quality:
        order = np.argsort(-probability, kind="stable")
        hits = np.cumsum(right[order])
        return cls(probability[order], hits / np.arange(1, len(order) + 1), hits / true)

    def _at(self, least: float) -> int:
        return int((self.probability >= least).sum()) - 1

    def f1(self) -> np.ndarray:
        # Pairs of one probability stand or fall together.
        last = np.append(self.probability[1:] != self.probability[:-1], True)
        both = 2 * self.precision * self.recall / np.maximum(self.precision + self.recall, 1e-12)
        return np.where(last, both, 0)

    def f1_at(self, least: float) -> float:
        at = self._at(least)
        both = self.precision[at] + self.recall[at] if at >= 0 else 0
        return float(2 * self.precision[at] * self.recall[at] / both) if both else 0.0

    def precision_at(self, least: float) -> float:
        at = self._at(least)
        return float(self.precision[at]) if at >= 0 else 1.0

    def recall_at(self, least: float) -> float:
        at = self._at(least)
        return float(self.recall[at]) if at >= 0 else 0.0

    def recall_when_sure(self) -> float:
        sure = np.flatnonzero(self.precision >= SURE)
        return float(self.recall[sure[-1]]) if len(sure) else 0.0


def main() -> int:
    """Measure, print, and return 0 when every ceiling and floor held."""
    options = arguments(__doc__ or "", people=100_000, seed=7, peer=1)
    report = Report("A register compared with itself", {"persons": options.people, "registered twice": f"{SHARE:.0%}"})
    with tempfile.TemporaryDirectory(prefix="acogida-dedupe-") as folder:
        path, out = Path(folder) / "people.csv", Path(folder) / "pairs.csv"
        say("making people …")
        everybody = people(options.people, options.seed)
        write_people(path, everybody, duplicates(everybody, SHARE, options.seed + 10))
        del everybody
        say("ours …")
        document = _ours(path, out)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        places, persons, profiles = {}, [], []
        for place, (key, record, person) in enumerate(read_people(path)):
            places[key] = place
            persons.append(person)
            profiles.append(profile(record))
        _, who = np.unique(np.array(persons, dtype=object).astype(str), return_inverse=True)
        sizes = np.bincount(who)
        true = int((sizes * (sizes - 1) // 2).sum())
        low, high, probability = _pairs(out, places)
    ours = Quality.of(probability, who[low] == who[high], true)
    report.setting |= {"true pairs": true, "weights": document["weights"], "automatic from": document["automatic"]}
    floor = ceiling = None
    theirs = None
    if options.peer:
        say("Splink …")
        before = time.process_time()
        peer = splink_peer.run(profiles)
        peer_spent = time.process_time() - before
        theirs = Quality.of(peer.probability, who[peer.low] == who[peer.high], true)
        floor, ceiling = float(theirs.f1().max()), peer.train + peer.predict
    report.add("ours, reading to writing", document["seconds"], "s", ceiling=ceiling)
    report.add("ours, processor time", spent.ru_utime + spent.ru_stime, "s")
    report.add("ours, best F1", float(ours.f1().max()), "", floor=floor)
    report.add("ours, F1 at p ≥ .5", ours.f1_at(0.5), "", floor=theirs.f1_at(0.5) if theirs else None)
    report.add("ours, precision of automatic pairs", ours.precision_at(document["automatic"]), "", floor=SURE)
    report.add("ours, recall of automatic pairs", ours.recall_at(document["automatic"]), "")
    report.add("ours, recall where precision ≥ .99", ours.recall_when_sure(), "")
    if theirs and options.peer:
        report.add("Splink, training", peer.train, "s")
        report.add("Splink, prediction", peer.predict, "s")
        report.add("Splink, processor time with preparation", peer_spent, "s")
        report.add("Splink, best F1", float(theirs.f1().max()), "")
        report.add("Splink, F1 at p ≥ .5", theirs.f1_at(0.5), "")
        report.add("Splink, recall where precision ≥ .99", theirs.recall_when_sure(), "")
    return report.finish(options.json)


def _ours(path: Path, out: Path) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "acogida.config.cli",
        "match",
        "dedupe",
        "--people",
        path,
        "--out",
        out,
        "--threshold",
        "0.02",
        "--json",
    ]
    run = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE)
    document: dict[str, float] = json.loads(run.stdout)
    return document


def _pairs(out: Path, places: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with out.open(encoding="utf-8", newline="") as file:
        rows = [
            (places[one], places[other], float(probability)) for one, other, probability in list(csv.reader(file))[1:]
        ]
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2]
