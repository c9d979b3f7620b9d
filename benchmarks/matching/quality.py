"""The labelled pairs in `tests/people/data/labelled-pairs.csv`: precision and recall by origin of names.

The file is versioned and does not change by itself. Its pairs are of two kinds: invented persons with mistakes, each beside those of an
invented register who look most like them and are somebody else; and names written by hand from what is known of how people's papers
differ. `write` made the first kind.

    .venv/bin/python -m benchmarks.matching quality [--json]
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from acogida.people.matching.compare import gather, weigh
from acogida.people.matching.keys import deep_keys, keys
from acogida.people.matching.profile import profile
from acogida.people.matching.record import Record
from acogida.people.matching.training.frequencies import frequencies_of
from acogida.people.matching.weights import Frequencies, Weights, load
from benchmarks.matching import population
from benchmarks.matching.register import Register, record
from benchmarks.measuring import Report, arguments

FILE = Path(__file__).resolve().parents[2] / "tests" / "people" / "data" / "labelled-pairs.csv"
SIDE = ("given", "sur1", "sur2", "dob", "sex", "nat")
COLUMNS = ("origin", "same", *(f"{column}_a" for column in SIDE), *(f"{column}_b" for column in SIDE), "note")
# F1 at p ≥ 0.5 below which something broke; a little under what was measured.
FLOORS = {
    "african": 0.88, "arabic": 0.945, "chinese": 0.87, "haitian": 0.845, "lusophone": 0.945, "maya_garifuna": 0.945,
    "persian": 0.92, "russian": 0.93, "spanish": 0.94, "all": 0.925,
}  # fmt: skip
PEOPLE, SEED = 20_000, 4242  # the register that frequencies come from


@dataclass(frozen=True)
class Pair:
    origin: str
    same: bool
    one: Record
    other: Record
    note: str


@dataclass
class Tally:
    """What was said of the pairs of an origin."""

    right: int = 0  # same, and said so
    wrong: int = 0  # different, and said to be the same
    missed: int = 0  # same, and said to be different
    apart: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def pairs(file: Path = FILE) -> list[Pair]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [
            Pair(
                row["origin"], row["same"] == "1",
                record(*(row[f"{column}_a"] for column in SIDE)), record(*(row[f"{column}_b"] for column in SIDE)), row["note"],
            )
            for row in csv.DictReader(opened)
        ]  # fmt: skip


def frequencies() -> Frequencies:
    """How common names are in the register that the pairs were drawn from."""
    return frequencies_of([profile(_of(person)) for person in population.people(PEOPLE, SEED)])


def _of(person: population.Someone | population.Query) -> Record:
    return record(person.given, person.sur1, person.sur2, person.dob, person.sex, person.nat)


def probabilities(asked: Iterable[Pair], weights: Weights, common: Frequencies) -> list[float]:
    """How likely the program holds each pair to be one person, in a register of that size."""
    found = []
    for pair in asked:
        bits, named, _ = weigh(profile(pair.one), gather([profile(pair.other)]), weights, common)
        found.append(float(weights.probability(bits, PEOPLE)[0]) if named[0] else 0.0)
    return found


def tallied(weights: Weights | None = None, threshold: float = 0.5) -> dict[str, Tally]:
    """The tally of each origin, and of all."""
    asked, weights = pairs(), weights or load()
    found: dict[str, Tally] = defaultdict(Tally)
    for pair, probability in zip(asked, probabilities(asked, weights, frequencies()), strict=True):
        for tally in (found[pair.origin], found["all"]):
            said = probability >= threshold
            if pair.same:
                tally.right, tally.missed = tally.right + said, tally.missed + (not said)
            else:
                tally.wrong, tally.apart = tally.wrong + said, tally.apart + (not said)
    return dict(found)


def made(each: int = 150, others: int = 2) -> Iterator[tuple[object, ...]]:
    """Rows for the file: for `each` persons of every origin a second record with mistakes, and `others` who look most like it."""
    persons = population.people(PEOPLE, SEED)
    register = Register.of([_of(person) for person in persons], load())
    origins = len({person.origin for person in persons})
    for query in population.queries(persons, each * origins, SEED + 1, per_origin=True):
        asked = _of(query)
        written = (query.given, query.sur1, query.sur2, query.dob, query.sex, query.nat)
        true = persons[query.true_id - 1]
        yield (query.origin, 1, *written, *_side(true), "+".join(query.changes))
        of = profile(asked)
        rows = register.rows(keys(of) | deep_keys(of, register.near_sounds(of)), 300)
        rows = rows[rows != query.true_id - 1]
        if len(rows):
            bits, _named, _ = weigh(of, register.subset(rows), register.weights, register.frequencies)
            for row in rows[np.argsort(-bits)[:others]]:
                yield (query.origin, 0, *written, *_side(persons[row]), "looks alike")


def _side(person: population.Someone) -> tuple[str, ...]:
    return (person.given, person.sur1, person.sur2, person.dob, person.sex, person.nat)


def write(file: Path, by_hand: Iterable[tuple[object, ...]] = ()) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(by_hand)
        writer.writerows(made())


def main() -> int:
    options = arguments(__doc__ or "", percent=50)
    weights = load()
    report = Report(
        "Labelled pairs by origin of names",
        {"pairs": len(pairs()), "weights": weights.version, "probability from": options.percent / 100},
    )
    for origin, tally in sorted(tallied(weights, options.percent / 100).items()):
        report.add(f"{origin}, precision", tally.precision, "")
        report.add(f"{origin}, recall", tally.recall, f"of {tally.right + tally.missed}")
        report.add(f"{origin}, F1", tally.f1, "", floor=FLOORS[origin] if options.percent == 50 else None)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
