"""Canada's calendar and clocks against published dates and days counted by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from acogida.law import due_date, load_pack, reckon
from acogida.law.model.base import Text
from acogida.law.model.calendar import YearlyDay, easter_sunday

CANADA = load_pack("canada")
WHY = Text({"es": "Feriado", "en": "Holiday"})

# Year: Good Friday, Easter Monday, Victoria Day, Labour Day, Thanksgiving, as published by the Government of Canada.
PUBLISHED = """
2019 04-19 04-22 05-20 09-02 10-14
2020 04-10 04-13 05-18 09-07 10-12
2021 04-02 04-05 05-24 09-06 10-11
2022 04-15 04-18 05-23 09-05 10-10
2023 04-07 04-10 05-22 09-04 10-09
2024 03-29 04-01 05-20 09-02 10-14
2025 04-18 04-21 05-19 09-01 10-13
2026 04-03 04-06 05-18 09-07 10-12
2027 03-26 03-29 05-24 09-06 10-11
2028 04-14 04-17 05-22 09-04 10-09
2029 03-30 04-02 05-21 09-03 10-08
2030 04-19 04-22 05-20 09-02 10-14
"""


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def day(**rule: object) -> YearlyDay:
    return YearlyDay.model_validate({"why": WHY, "source": "test", "from": "1900-01-01", **rule})


def holidays(year: int) -> set[dt.date]:
    layers = {layer.code: layer for layer in CANADA.files.calendar.layer}
    return {found for rule in layers["holidays"].day if (found := rule.in_year(year))}


@pytest.mark.parametrize("line", PUBLISHED.split("\n")[1:-1])
def test_the_holidays_of_a_year_are_the_published_ones(line: str) -> None:
    year, *moving = line.split()
    fixed = ["01-01", "07-01", "11-11", "12-25", *(["09-30"] if int(year) >= 2021 else [])]
    in_lieu = ["07-02"] if date(f"{year}-07-01").weekday() == 6 else []
    assert holidays(int(year)) == {date(f"{year}-{each}") for each in (*moving, *fixed, *in_lieu)}


@pytest.mark.parametrize(
    ("year", "sunday"), [(1818, "03-22"), (1943, "04-25"), (1961, "04-02"), (2000, "04-23"), (2038, "04-25")]
)
def test_easter_reaches_its_earliest_and_latest_day(year: int, sunday: str) -> None:
    assert easter_sunday(year) == date(f"{year}-{sunday}")


def test_the_weekday_before_a_date_is_never_the_date_itself() -> None:
    victoria = day(month=5, before=25, weekday="monday")
    assert victoria.in_year(2026) == date("2026-05-18")  # 25 May 2026 is a Monday
    assert day(month=1, before=1, weekday="friday").in_year(2026) == date("2025-12-26")


def test_a_day_in_lieu_exists_only_when_its_day_falls_so() -> None:
    christmas = day(month=12, day=25, in_lieu={"saturday": 2, "sunday": 2})
    assert christmas.in_year(2021) == date("2021-12-27")
    assert christmas.in_year(2022) == date("2022-12-27")
    assert christmas.in_year(2024) is None


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"easter": 1, "day": 4, "month": 4},
        {"easter": 1, "month": 4},
        {"before": 25, "month": 5},
        {"day": 1},
        {"month": 5, "day": 1, "weekday": "monday"},
        {"nth": 1, "month": 5},
    ],
)
def test_a_day_given_in_two_ways_or_in_none_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        day(**rule)


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        ("boc", "2024-09-04", "2024-09-19"),  # 15 days, before the practice notice
        ("boc", "2024-09-06", "2024-09-23"),  # the fifteenth day is a Saturday
        ("boc", "2024-09-08", "2024-09-23"),  # the last day before it
        ("boc", "2024-09-09", "2024-10-24"),  # 45 days from the day it takes effect
        ("boc", "2024-03-14", "2024-04-02"),  # Good Friday, weekend, Easter Monday
        ("boc", "2025-03-04", "2025-04-22"),  # the same, at 45 days
        ("boc", "2020-08-28", "2020-09-14"),  # 12 September 2020 is a Saturday
        ("boc", "2020-08-29", "2020-10-13"),  # temporary extension; Thanksgiving is the day before
        ("boc_inland", "2024-09-10", "2024-09-10"),
        ("perfect", "2020-09-27", "2020-10-27"),  # 30 days
        ("perfect", "2020-09-28", "2020-11-12"),  # 45 days; Remembrance Day is the day before
        ("perfect", "2024-01-10", "2024-02-26"),  # the forty-fifth day is a Saturday
        ("appeal", "2024-12-10", "2024-12-27"),  # Christmas, Boxing Day
        ("leave", "2024-12-10", "2024-12-26"),  # Boxing Day is no holiday before the Federal Court
        ("appeal", "2020-09-15", "2020-09-30"),
        ("appeal", "2021-09-15", "2021-10-01"),  # Truth and Reconciliation, since 2021
        ("appeal", "2021-12-10", "2021-12-29"),  # Christmas on a Saturday: two days in lieu
        ("rad_decide", "2024-04-02", "2024-07-02"),  # Canada Day
        ("hear", "2024-03-21", "2024-05-21"),  # Victoria Day
        ("hear_designated_inland", "2018-03-01", "2018-04-03"),  # Saturday, Easter Sunday, Easter Monday
        ("hear_designated_port", "2018-02-05", "2018-03-22"),
        ("special_hearing", "2024-03-28", "2024-04-08"),  # five working days around Easter
        ("eligibility", "2019-05-17", "2019-05-23"),  # three working days around Victoria Day
        ("minister_notice", "2024-06-21", "2024-07-02"),
        ("file_review_form", "2024-06-03", "2024-06-18"),
        ("reply", "2024-08-16", "2024-09-03"),  # Saturday, Sunday, Labour Day
    ],
)
def test_a_term_ends_on_the_day_counted_by_hand(clock: str, start: str, due: str) -> None:
    assert due_date(CANADA, clock, date(start), office="TOR") == date(due)
    assert reckon(CANADA, clock, date(start), office="TOR").due == date(due)


def test_the_practice_notice_is_named_where_it_decides() -> None:
    before, after = (CANADA.clock("boc").length_on(date(day)) for day in ("2024-09-08", "2024-09-09"))
    assert before[0] == 15 and after[0] == 45
    assert after[1] is not None and "PNPI" in after[1].source and after[1].verified


def test_the_appeal_says_after_2023_that_its_45_days_are_not_verified() -> None:
    def warnings(start: str) -> str:
        return " ".join(w.en for w in reckon(CANADA, "perfect", date(start), office="TOR").warnings)

    assert "after 2023" in warnings("2024-06-03")
    assert warnings("2023-08-01") == warnings("2019-08-01") == ""


def test_a_day_in_lieu_says_that_nobody_verified_it() -> None:
    assert reckon(CANADA, "appeal", date("2021-12-10"), office="TOR").warnings
    assert not reckon(CANADA, "appeal", date("2024-12-10"), office="TOR").warnings


def test_offices_keep_their_own_time() -> None:
    assert {office.code: office.zone for office in CANADA.offices} == {
        "TOR": "America/Toronto",
        "MTL": "America/Toronto",
        "OTT": "America/Toronto",
        "VAN": "America/Vancouver",
        "CGY": "America/Edmonton",
    }
    assert abs(sum(office.share for office in CANADA.offices) - 1) < 1e-9
