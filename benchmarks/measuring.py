"""Timing, percentiles, and a report that people and programs read."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0…1) of the sorted values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def timed(act: Callable[[], Any], times: int, warm: int = 3) -> list[float]:
    """Milliseconds of `times` calls, after `warm` that are not counted."""
    for _ in range(warm):
        act()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        found.append((time.perf_counter() - started) * 1000)
    return found


def processor(act: Callable[[], Any], times: int) -> float:
    """Milliseconds of this process's processor time a call: what other work on the machine hardly changes."""
    started = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - started) * 1000 / times


@dataclass
class Row:
    """One figure. `ceiling` is the most it may be, `floor` the least; None when nothing was promised."""

    what: str
    value: float
    unit: str
    ceiling: float | None = None
    floor: float | None = None

    @property
    def holds(self) -> bool:
        return (self.ceiling is None or self.value <= self.ceiling) and (self.floor is None or self.value >= self.floor)


@dataclass
class Report:
    """The rows of one run, and what they were measured on."""

    title: str
    setting: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def add(
        self, what: str, value: float, unit: str, *, ceiling: float | None = None, floor: float | None = None
    ) -> None:  # fmt: skip
        self.rows.append(Row(what, round(value, 3 if value < 10 else 1), unit, ceiling, floor))

    def times(self, what: str, found: Sequence[float], *, p95: float | None = None) -> None:
        """p50 and p95 of some milliseconds, with a ceiling for p95."""
        self.add(f"{what}, p50", percentile(found, 0.5), "ms")
        self.add(f"{what}, p95", percentile(found, 0.95), "ms", ceiling=p95)

    def finish(self, as_json: bool) -> int:
        """Print, and return the exit code: 0 when every ceiling and floor held."""
        good = all(row.holds for row in self.rows)
        if as_json:
            rows = [vars(row) | {"holds": row.holds} for row in self.rows]
            print(json.dumps({"title": self.title, "setting": self.setting, "rows": rows, "holds": good}))
            return 0 if good else 1
        print(self.title, *(f"{name}: {value}" for name, value in self.setting.items()), sep="\n  ")
        width = max(len(row.what) for row in self.rows)
        for row in self.rows:
            limit = (
                f"≤ {row.ceiling:g}" if row.ceiling is not None else f"≥ {row.floor:g}" if row.floor is not None else ""
            )
            mark = "" if not limit else "✓" if row.holds else "✗"
            print(f"  {row.what:<{width}}  {row.value:>10,g} {row.unit:<9} {limit:>10} {mark}")
        return 0 if good else 1


def arguments(description: str, **options: int) -> argparse.Namespace:
    """The common arguments, and integer options with their defaults."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    for name, default in options.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default, help=f"default {default}")
    return parser.parse_args()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
