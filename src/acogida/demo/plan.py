"""Which cases there are: when, where and from which country each presents itself, and its number. Pure.

The plan is drawn for all cases at once and sorted by date, so that numbers run without gaps; each case then has a
seed of its own, and can be told anywhere, in any order, with the same result.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from acogida.demo import figures, journeys

FIRST_YEAR = 2019
PERSONS_PER_CASE = sum(size * share for size, share in figures.HOUSEHOLD_SIZES.items())
MOST_PERSONS = max(figures.HOUSEHOLD_SIZES)
DESK_DAYS = 105  # about the 45 working days of the decision term, and the first weeks beyond it
DESK_CASES = 170
DESK_SHARE = 0.14  # at most, so that small loads keep their history
KNOWN_YEAR = 2022
DESK_AT_HOME = 0.5  # of them at the first office of the pack, where the demonstration users sit


@dataclass(frozen=True, slots=True)
class PlannedCase:
    seed: int
    office: int  # position in the pack's offices
    serial: int  # number of the case in its office and year
    ordinal: int  # among all cases of the year
    on: dt.date
    country: str
    desk: bool
    fate: str  # how the claim ends, if nothing forbids it: dropped, decided or stuck
    chance: float  # 0…1: which outcome a decision has
    known: bool = False  # the one who comes back with the sample family (`family.known_before`)
    again: PlannedCase | None = None  # the earlier case of one who presents himself anew, written otherwise (`again`)
    slip: int = 0  # how otherwise


def draw(
    persons: int, seed: int, today: dt.date, office_shares: Sequence[float], authority: str = "mexico"
) -> list[PlannedCase]:
    """A plan for about `persons` persons, the earliest case first."""
    random = Random(seed)
    count = max(1, round(persons / PERSONS_PER_CASE))
    desk = min(DESK_CASES, int(count * DESK_SHARE))
    weights = tuple(accumulate(office_shares if any(office_shares) else [1.0] * len(office_shares)))
    offices = range(len(weights))
    drawn = [(_day(random, today), random.choices(offices, cum_weights=weights)[0], False) for _ in range(count - desk)]
    for _ in range(desk):
        office = 0 if random.random() < DESK_AT_HOME else random.choices(offices, cum_weights=weights)[0]
        drawn.append((_weekday_before(today - dt.timedelta(days=random.randint(1, DESK_DAYS))), office, True))
    drawn.sort(key=lambda row: row[0])  # stable
    mixes = {year: _mix(year, authority) for year in range(FIRST_YEAR, today.year + 1)}
    serials: Counter[tuple[int, int]] = Counter()
    ordinals: Counter[int] = Counter()
    turns: Counter[tuple[str, bool]] = Counter()
    decided: Counter[tuple[str, str]] = Counter()
    plan = []
    for index, (on, office, is_desk) in enumerate(drawn):
        serials[office, on.year] += 1
        ordinals[on.year] += 1
        countries, shares = mixes[on.year]
        country = random.choices(countries, cum_weights=shares)[0]
        turns[country, is_desk] += 1
        fate = journeys.fate(even(turns[country, is_desk]), country, desk=is_desk, authority=authority)
        decided[country, fate] += 1
        plan.append(
            PlannedCase(
                seed=seed * 1_000_003 + index,
                office=office,
                serial=serials[office, on.year],
                ordinal=ordinals[on.year],
                on=on,
                country=country,
                desk=is_desk,
                fate=fate,
                chance=even(decided[country, fate]),
            )
        )
    if authority == "mexico":
        _mark_known(plan)
    return plan


def even(turn: int) -> float:
    """The `turn`-th number of an evenly spread sequence in 0…1 (multiples of the golden ratio): how claims end is
    spread over the cases of a country without the lumps of chance, so that a small country has the shares, too."""
    return (0.5 + turn * 0.6180339887498949) % 1


def _mark_known(plan: list[PlannedCase]) -> None:
    """Choose the case of the man who is in the register already: Haitian, at the first office, some years ago."""
    fits = (
        i for i, case in enumerate(plan) if case.office == 0 and case.country == "HT" and case.on.year == KNOWN_YEAR
    )
    index = next(fits, 0)
    plan[index] = replace(plan[index], country="HT", known=True)


def last_serials(plan: Sequence[PlannedCase]) -> dict[tuple[int, int], int]:
    """The last number given, by (office, year)."""
    return {(case.office, case.on.year): case.serial for case in plan}


def _mix(year: int, authority: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    counts = figures.nationalities_of(year, authority)
    return tuple(counts), tuple(accumulate(counts.values()))


def _day(random: Random, today: dt.date) -> dt.date:
    """A day between 2019 and yesterday; years weigh what was filed in them."""
    years = range(FIRST_YEAR, today.year + 1)
    lengths = [(min(dt.date(year + 1, 1, 1), today) - dt.date(year, 1, 1)).days for year in years]
    weights = [figures.applications_of(year) * days / 365 for year, days in zip(years, lengths, strict=True)]
    chosen = random.choices(range(len(years)), weights=weights)[0]
    day = dt.date(years[chosen], 1, 1) + dt.timedelta(days=random.randrange(max(1, lengths[chosen])))
    return _weekday_before(min(day, today - dt.timedelta(days=1)))


def _weekday_before(day: dt.date) -> dt.date:
    return day if day.weekday() < 5 else day - dt.timedelta(days=day.weekday() - 4)
