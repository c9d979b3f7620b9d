"""Every day of 2019-2030 against a table written by other means, and the worked examples of published practice."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.law import OutsideCalendar, UnknownRule, add_working_days, due_date, is_working_day, load_pack, reckon
from acogida.law.calendars import days_of
from tests.law.by_hand import every_day, rows, table

MEXICO = load_pack("mexico")

# Which lists of the table each calendar of the pack joins.
CALENDARS = {
    "weekends_only": set(),
    "lfpa": {"lfpa"},
    "labour": {"labour"},
    "amparo": {"amparo"},
    "federal_union": {"lfpa", "official"},
    "comar_terms": {"lfpa", "official", "gazette"},
}

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


def test_the_table_is_whole_and_names_its_weekdays() -> None:
    lines = rows("mexico_days_2019_2030.txt")
    assert len(lines) == 167
    for date, weekday, _lists, _why in lines:
        assert dt.date.fromisoformat(date).strftime("%a") == weekday, date


def test_every_calendar_of_the_pack_is_compared() -> None:
    assert set(CALENDARS) == {calendar.code for calendar in MEXICO.files.calendar.calendar}


@pytest.mark.parametrize("calendar", list(CALENDARS))
def test_every_day_from_2019_to_2030_agrees_with_the_table(calendar: str) -> None:
    off, joined = table(), CALENDARS[calendar]
    wrong = [
        day.isoformat()
        for day in every_day()
        if is_working_day(MEXICO, day, calendar=calendar)
        is not (day.weekday() < 5 and not off.get(day, set()) & joined)
    ]
    assert wrong == []


@pytest.mark.parametrize("calendar", list(CALENDARS))
def test_every_day_that_does_not_count_says_by_which_instrument(calendar: str) -> None:
    off, joined, days = table(), CALENDARS[calendar], days_of(MEXICO, calendar, None, ())
    named = {"lfpa": "LFPA art. 28", "labour": "LFT art. 74", "official": "Calendario Oficial", "amparo": "AMP art. 19",
             "gazette": "Acuerdo"}  # fmt: skip
    for day in every_day():
        sources = "; ".join(reason.source for reason in days.reasons(day.toordinal()))
        for one in off.get(day, set()) & joined:
            assert named[one] in sources, (day, one, sources)


@pytest.mark.parametrize(
    ("day", "lfpa", "labour", "amparo", "terms"),
    [
        ("2024-10-01", True, False, True, False),  # handover of the executive, since 2024
        ("2030-10-01", True, False, True, False),
        ("2024-12-02", True, True, True, True),  # the Monday after 1 December 2024, a Sunday
        ("2025-05-05", False, True, False, False),
        ("2025-09-01", False, True, True, False),
        ("2026-09-14", True, True, False, True),
        ("2026-10-12", True, True, False, True),
        ("2026-02-02", True, False, True, False),  # first Monday of February
        ("2026-02-05", False, True, False, False),  # the fixed date beside it
    ],
)
def test_the_lists_differ_where_the_acts_do(day: str, lfpa: bool, labour: bool, amparo: bool, terms: bool) -> None:
    date = dt.date.fromisoformat(day)
    found = [is_working_day(MEXICO, date, calendar=name) for name in ("lfpa", "labour", "amparo", "comar_terms")]
    assert found == [lfpa, labour, amparo, terms]


def test_the_first_of_december_stays_in_the_procedure_act_every_six_years() -> None:
    for year in (2024, 2030):
        reasons = days_of(MEXICO, "lfpa", None, ()).reasons(dt.date(year, 12, 1).toordinal())
        assert any("1 December" in reason.why["en"] for reason in reasons)
    assert not any(
        "1 December" in reason.why["en"]
        for reason in days_of(MEXICO, "lfpa", None, ()).reasons(dt.date(2026, 12, 1).toordinal())
    )


@pytest.mark.parametrize(("start", "amount", "calendar", "due"), EXAMPLES)
def test_worked_example(start: str, amount: int, calendar: str, due: str) -> None:
    assert add_working_days(MEXICO, dt.date.fromisoformat(start), amount, calendar=calendar).isoformat() == due


def test_the_term_to_decide_crosses_the_closure_of_may_2024() -> None:
    assert due_date(MEXICO, "decide", dt.date(2024, 4, 15)) == dt.date(2024, 6, 21)


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
