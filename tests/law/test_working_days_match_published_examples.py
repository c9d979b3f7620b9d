"""The worked examples and the holiday lists of 2019-2030, against an independent table."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.law import OutsideCalendar, UnknownRule, add_working_days, due_date, is_working_day, load_pack, reckon
from acogida.law.calendars import days_of

MEXICO = load_pack("mexico")

EXAMPLES = [
    # start, working days, calendar, last day
    ("2024-02-26", 30, "federal_union", "2024-04-10"),
    ("2024-02-26", 45, "federal_union", "2024-05-02"),
    ("2024-02-26", 90, "federal_union", "2024-07-04"),
    ("2024-02-26", 30, "lfpa", "2024-04-09"),
    ("2024-02-26", 45, "lfpa", "2024-04-30"),
    ("2024-02-26", 45, "weekends_only", "2024-04-29"),
    ("2024-08-12", 45, "lfpa", "2024-10-15"),
    ("2024-08-12", 45, "labour", "2024-10-16"),
    ("2024-08-12", 45, "federal_union", "2024-10-16"),
    ("2024-08-12", 45, "comar_terms", "2024-10-16"),
    ("2025-08-04", 30, "lfpa", "2025-09-17"),
    ("2025-08-04", 30, "federal_union", "2025-09-17"),
    ("2025-08-04", 30, "comar_terms", "2025-09-17"),
    ("2025-08-04", 30, "labour", "2025-09-15"),
    ("2024-04-15", 45, "federal_union", "2024-06-18"),
    ("2024-04-15", 45, "comar_terms", "2024-06-21"),
]

FIRST_MONDAYS_OF_FEBRUARY = [4, 3, 1, 7, 6, 5, 3, 2, 1, 7, 5, 4]  # 2019 … 2030
THIRD_MONDAYS_OF_MARCH = [18, 16, 15, 21, 20, 18, 17, 16, 15, 20, 19, 18]
THIRD_MONDAYS_OF_NOVEMBER = [18, 16, 15, 21, 20, 18, 17, 16, 15, 20, 19, 18]
FIXED = [(1, 1), (2, 5), (3, 21), (5, 1), (5, 5), (9, 1), (9, 16), (11, 20), (12, 25)]
HANDOVERS = {dt.date(2024, 10, 1), dt.date(2030, 10, 1), dt.date(2024, 12, 1), dt.date(2030, 12, 1)}


@pytest.mark.parametrize(("start", "amount", "calendar", "due"), EXAMPLES)
def test_worked_example(start: str, amount: int, calendar: str, due: str) -> None:
    assert add_working_days(MEXICO, dt.date.fromisoformat(start), amount, calendar=calendar).isoformat() == due


def test_the_term_to_decide_crosses_the_closure_of_may_2024() -> None:
    assert due_date(MEXICO, "decide", dt.date(2024, 4, 15)) == dt.date(2024, 6, 21)


def table() -> set[dt.date]:
    """Every day that LFPA art. 28 or the official calendar takes out, 2019-2030, written down by hand."""
    days = set(HANDOVERS)
    for year in range(2019, 2031):
        days |= {dt.date(year, month, day) for month, day in FIXED}
        at = year - 2019
        days.add(dt.date(year, 2, FIRST_MONDAYS_OF_FEBRUARY[at]))
        days.add(dt.date(year, 3, THIRD_MONDAYS_OF_MARCH[at]))
        days.add(dt.date(year, 11, THIRD_MONDAYS_OF_NOVEMBER[at]))
    return days


def test_every_day_from_2019_to_2030_agrees_with_the_table() -> None:
    off = table()
    day = dt.date(2019, 1, 1)
    while day.year < 2031:
        expected = day.weekday() < 5 and day not in off
        assert is_working_day(MEXICO, day, calendar="federal_union") is expected, day
        day += dt.timedelta(days=1)


def test_the_labour_list_has_neither_5_may_nor_1_september_and_moves_the_handover_to_october() -> None:
    def works(text: str) -> bool:
        return is_working_day(MEXICO, dt.date.fromisoformat(text), calendar="labour")

    assert works("2025-05-05") and works("2025-09-01")
    assert not works("2024-10-01") and not works("2030-10-01")
    assert works("2025-10-01")


def test_the_amparo_list_adds_14_september_and_12_october() -> None:
    for text in ("2026-09-14", "2026-10-12"):
        assert not is_working_day(MEXICO, dt.date.fromisoformat(text), calendar="amparo")
        assert is_working_day(MEXICO, dt.date.fromisoformat(text))


def test_months_of_terms_were_suspended_in_2020_and_the_due_date_says_it_is_unverified() -> None:
    reckoning = reckon(MEXICO, "decide", dt.date(2020, 3, 2))
    suspended = [day for day in reckoning.days if "COVID-19" in day.why["es"]]
    assert suspended[0].date == dt.date(2020, 3, 24)
    assert suspended[-1].date == dt.date(2020, 9, 30)
    assert not suspended[-1].verified and suspended[0].verified
    assert any("30-09-2020" in warning["es"] for warning in reckoning.warnings)
    assert reckoning.counted == 45


def test_a_filing_during_the_suspension_starts_on_the_first_working_day_after_it() -> None:
    counted = [day.date for day in reckon(MEXICO, "decide", dt.date(2020, 4, 2)).days if day.counted]
    assert counted[0] == dt.date(2020, 10, 1)


def test_the_earthquake_suspension_holds_in_mexico_city_only() -> None:
    day = dt.date(2017, 11, 6)
    assert is_working_day(MEXICO, day, office="TAP")
    assert not is_working_day(MEXICO, day, office="CMX")


def test_a_day_outside_the_calendar_is_refused_and_not_guessed() -> None:
    with pytest.raises(OutsideCalendar, match="1990-01-01"):
        due_date(MEXICO, "decide", dt.date(1989, 1, 1))
    with pytest.raises(OutsideCalendar):
        due_date(MEXICO, "decide", dt.date(2036, 12, 20))


def test_an_unknown_calendar_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownRule, match="comar_terms"):
        days_of(MEXICO, "lunar", None, ())
