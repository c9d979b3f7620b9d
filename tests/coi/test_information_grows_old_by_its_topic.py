from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.coi.ages import Level, covered_until, judge, judgement, months_after, months_between, worst
from acogida.law import load_pack

AGES = load_pack("mexico").coi.age
ON = dt.date(2026, 9, 30)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2050, 12, 31))


@pytest.mark.parametrize(
    ("topics", "covered", "level"),
    [
        (["criminality"], dt.date(2026, 3, 30), Level.FRESH),  # six months to the day
        (["criminality"], dt.date(2026, 3, 29), Level.AMBER),
        (["criminality"], dt.date(2025, 9, 29), Level.RED),
        (["gender"], dt.date(2025, 9, 30), Level.FRESH),
        (["gender"], dt.date(2025, 9, 29), Level.AMBER),
        (["documents"], dt.date(2023, 1, 1), Level.AMBER),
        (["ethnicity"], dt.date(2022, 1, 1), Level.FRESH),
        (["ethnicity", "criminality"], dt.date(2022, 1, 1), Level.RED),  # the strictest counts
        (["ethnicity", "journalist"], dt.date(2025, 1, 1), Level.AMBER),  # no age names the second: everything else
        ([], dt.date(2024, 9, 29), Level.RED),
    ],
)
def test_what_changes_fast_is_old_soon(topics: list[str], covered: dt.date, level: Level) -> None:
    assert judge(topics, covered, ON, AGES) == level


def test_without_a_date_somebody_has_to_say_why_it_is_recent() -> None:
    found = judgement(["gender"], None, ON, AGES)
    assert (found.level, found.months) == (Level.AMBER, None)


def test_an_authority_without_ages_calls_nothing_old() -> None:
    assert judge(["gender"], dt.date(1999, 1, 1), ON, ()) == Level.FRESH


def test_the_event_counts_before_the_cut_off_and_this_before_the_period_and_the_publication() -> None:
    day = dt.date(2026, 1, 1)
    assert covered_until(None, None, day) == day
    assert covered_until(None, dt.date(2025, 12, 31), day) == dt.date(2025, 12, 31)
    assert covered_until(dt.date(2025, 6, 1), dt.date(2025, 12, 31), day) == dt.date(2025, 6, 1)
    assert covered_until(None, None, None) is None


@given(DAYS, st.integers(0, 200))
def test_months_are_counted_as_on_a_calendar(day: dt.date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert (
        months_between(day, after) in (months, months - 1)
        if after.day != day.day
        else months_between(day, after) == months
    )


@given(DAYS, DAYS, st.sampled_from([age.topics[:1] for age in AGES]))
def test_information_never_grows_younger(covered: dt.date, on: dt.date, topics: tuple[str, ...]) -> None:
    order = list(Level)
    later = months_after(on, 1)
    assert order.index(judge(topics, covered, later, AGES)) >= order.index(judge(topics, covered, on, AGES))


def test_the_gravest_of_several_counts() -> None:
    assert worst([Level.FRESH, Level.RED, Level.AMBER]) == Level.RED
    assert worst([]) == Level.FRESH
