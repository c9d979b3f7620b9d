"""The peer of de-duplication: Splink 5 on DuckDB with a model made as an expert would make it.

Words and sounds are prepared for it beforehand, with our own phonetic code, and that time is not counted. Names in either order, day and month
swapped, spelling and sound are levels; fourteen blocking rules; u from a random sample, m by expectation maximisation.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from acogida.people.matching.profile import Profile
from acogida.people.matching.tokens import code

TRAINED_ON = 1e6  # pairs of each round of expectation maximisation
LEAST = 0.01  # pairs below are not asked of it


@dataclass(frozen=True)
class Peer:
    """What Splink found: places of the two records, their probability; seconds to train and to predict."""

    low: np.ndarray
    high: np.ndarray
    probability: np.ndarray
    train: float
    predict: float


def _frame(profiles: Sequence[Profile]) -> Any:
    import pandas

    def word(words: Sequence[str], place: int) -> str | None:
        return words[place] if len(words) > place else None

    def sound(words: Sequence[str], place: int) -> str | None:
        return code(words[place]) if len(words) > place else None

    return pandas.DataFrame(
        {
            "unique_id": np.arange(len(profiles)),
            "given1": [word(each.given, 0) for each in profiles],
            "given2": [word(each.given, 1) for each in profiles],
            "sur1": [word(each.surnames, 0) for each in profiles],
            "sur2": [word(each.surnames, 1) for each in profiles],
            "g1": [sound(each.given, 0) for each in profiles],
            "g2": [sound(each.given, 1) for each in profiles],
            "s1": [sound(each.surnames, 0) for each in profiles],
            "s2": [sound(each.surnames, 1) for each in profiles],
            "y": [each.year or None for each in profiles],
            "m": [each.month or None for each in profiles],
            "d": [each.day or None for each in profiles],
            "sex": [each.sex or None for each in profiles],
            "nat": [each.nationality or None for each in profiles],
        }
    ).astype({"y": "Int32", "m": "Int32", "d": "Int32"})


def _name(column: str, other: str, sound: str, crossed: str) -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons

    return comparisons.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True),
            levels.CustomLevel(f"{column}_l = {other}_r OR {other}_l = {column}_r", "in the other's place"),
            levels.CustomLevel(
                f"{column}_l = {crossed}_r OR {crossed}_l = {column}_r", "given name and surname crossed"
            ),
            levels.CustomLevel(f"{sound}_l = {sound}_r", "same sound"),
            levels.JaroWinklerLevel(column, 0.9),
            levels.JaroWinklerLevel(column, 0.8),
            levels.ElseLevel(),
        ],
    )


def _settings() -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator, block_on

    born = comparisons.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            levels.CustomLevel("y_l IS NULL OR y_r IS NULL", "missing").configure(is_null_level=True),
            levels.CustomLevel("y_l = y_r AND m_l = m_r AND d_l = d_r AND NOT (m_l = 1 AND d_l = 1)", "same"),
            levels.CustomLevel(
                "y_l = y_r AND m_l = d_r AND d_l = m_r AND NOT (m_l = 1 AND d_l = 1)", "day and month swapped"
            ),
            levels.CustomLevel("y_l = y_r AND (m_l = m_r OR d_l = d_r)", "same year and one part"),
            levels.CustomLevel("m_l = m_r AND d_l = d_r AND NOT (m_l = 1 AND d_l = 1)", "same day, another year"),
            levels.CustomLevel("y_l = y_r", "same year"),
            levels.CustomLevel("abs(y_l - y_r) <= 1", "a year off"),
            levels.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _name("given1", "given2", "g1", "sur1"),
            _name("given2", "given1", "g2", "sur2"),
            _name("sur1", "sur2", "s1", "given1"),
            _name("sur2", "sur1", "s2", "given2"),
            born,
            comparisons.ExactMatch("sex"),
            comparisons.ExactMatch("nat").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("g1", "s1", "y"),
            block_on("g1", "s2", "y"),
            block_on("g2", "s1", "y"),
            block_on("s1", "s2", "y"),
            block_on("y", "m", "d", "s1"),
            block_on("y", "m", "d", "g1"),
            block_on("given1", "given2", "sur1"),
            block_on("given1", "sur1", "sur2"),
            block_on("g1", "s1", "m", "d"),
            block_on("s1", "s2", "m", "d"),
            "l.y = r.y AND l.m = r.d AND l.d = r.m AND l.s1 = r.s1",
            "l.y = r.y AND l.m = r.d AND l.d = r.m AND l.g1 = r.g1",
            "l.y = r.y AND l.g1 = r.s1 AND l.s1 = r.g1",
            "l.s1 = r.s2 AND l.s2 = r.s1 AND l.g1 = r.g1",
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        max_iterations=15,
    )


def run(profiles: Sequence[Profile], *, seed: int = 2, least: float = LEAST) -> Peer:
    """Train the model on these people and predict all pairs above `least`."""
    from splink import DuckDBAPI, Linker, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = _frame(profiles)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = time.perf_counter()
        database = DuckDBAPI()
        linker = Linker(database.register(frame), _settings(), log_level=None)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("given1", "sur1", "sur2", "y", "m", "d"), block_on("given1", "given2", "sur1", "y", "m", "d")],
            recall=0.3,
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=seed)
        for rule in (block_on("y", "m", "d"), block_on("given1", "sur1", "y")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=TRAINED_ON)
        trained = time.perf_counter()
        found = linker.inference.predict(threshold_match_probability=least)
        table = found.as_duckdbpyrelation().project("unique_id_l, unique_id_r, match_probability").fetchnumpy()
        ended = time.perf_counter()
    one, other = np.asarray(table["unique_id_l"]), np.asarray(table["unique_id_r"])
    return Peer(
        np.minimum(one, other),
        np.maximum(one, other),
        np.asarray(table["match_probability"]),
        trained - started,
        ended - trained,
    )
