"""A filing is dated the civil day on the office's own clock, whatever the hour; terms begin on the next working day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.law import Closure, LawError, is_working_day, load_pack, reckon
from acogida.law.filing import filed

MEXICO = load_pack("mexico")
MEXICO_CITY = dt.timezone(dt.timedelta(hours=-6))  # Tapachula's offset: no summer time since 30-10-2022


def at(text: str, offset: dt.tzinfo = MEXICO_CITY) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=offset)


@pytest.mark.parametrize(
    ("moment", "on", "in_hours", "first_day"),
    [
        ("2024-04-15 11:00", "2024-04-15", True, "2024-04-16"),  # a Monday
        ("2024-04-15 23:30", "2024-04-15", False, "2024-04-16"),  # dated that civil day all the same
        ("2024-04-15 00:05", "2024-04-15", False, "2024-04-16"),
        ("2024-04-15 07:59", "2024-04-15", False, "2024-04-16"),
        ("2024-04-15 08:00", "2024-04-15", True, "2024-04-16"),
        ("2024-04-15 17:59", "2024-04-15", True, "2024-04-16"),
        ("2024-04-15 18:00", "2024-04-15", False, "2024-04-16"),
        ("2024-04-19 16:00", "2024-04-19", True, "2024-04-22"),  # Friday: Monday is the first day
        ("2024-04-20 11:00", "2024-04-20", False, "2024-04-22"),  # Saturday within the hours, but no working day
        ("2024-05-28 12:00", "2024-05-28", True, "2024-06-03"),  # the three closed days and the weekend
        ("2024-09-30 22:00", "2024-09-30", False, "2024-10-02"),  # 1 October 2024: the executive was handed over
    ],
)
def test_a_filing_at_any_hour_is_dated_that_civil_day(moment: str, on: str, in_hours: bool, first_day: str) -> None:
    found = filed(MEXICO, at(moment), "TAP")
    assert (found.on.isoformat(), found.in_hours, found.first_day.isoformat()) == (on, in_hours, first_day)
    assert found.source == "LFPA art. 30"
    assert on in found.why["es"] and first_day in found.why["en"]
    assert ("outside" in found.why["en"]) is ("fuera" in found.why["es"]) is not in_hours


def test_the_same_instant_is_another_day_in_another_office() -> None:
    instant = dt.datetime(2024, 4, 16, 6, 30, tzinfo=dt.UTC)
    tapachula, tijuana = filed(MEXICO, instant, "TAP"), filed(MEXICO, instant, "TIJ")
    assert (tapachula.on, f"{tapachula.local:%H:%M}") == (dt.date(2024, 4, 16), "00:30")
    assert (tijuana.on, f"{tijuana.local:%H:%M}") == (dt.date(2024, 4, 15), "23:30")
    assert (tapachula.first_day, tijuana.first_day) == (dt.date(2024, 4, 17), dt.date(2024, 4, 16))


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        (dt.datetime(2024, 3, 10, 9, 59, tzinfo=dt.UTC), "01:59"),  # Tijuana's clocks go forward with California's
        (dt.datetime(2024, 3, 10, 10, 0, tzinfo=dt.UTC), "03:00"),
        (dt.datetime(2024, 11, 3, 8, 30, tzinfo=dt.UTC), "01:30"),
        (dt.datetime(2024, 11, 3, 9, 30, tzinfo=dt.UTC), "01:30"),
    ],
)
def test_tijuana_keeps_summer_time_and_the_day_stays_the_same(instant: dt.datetime, local: str) -> None:
    found = filed(MEXICO, instant, "TIJ")
    assert f"{found.local:%H:%M}" == local
    assert found.on == instant.date()


def test_a_closure_of_the_office_moves_the_first_day_and_not_the_date() -> None:
    closed = Closure(dt.date(2024, 4, 15), dt.date(2024, 4, 16), "TAP", "Inundación", "Acuerdo 7")
    found = filed(MEXICO, at("2024-04-15 11:00"), "TAP", closures=[closed])
    assert (found.on, found.in_hours, found.first_day) == (dt.date(2024, 4, 15), False, dt.date(2024, 4, 17))
    elsewhere = filed(MEXICO, at("2024-04-15 11:00"), "PAL", closures=[closed])
    assert elsewhere.in_hours and elsewhere.first_day == dt.date(2024, 4, 16)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(LawError, match="time zone"):
        filed(MEXICO, dt.datetime(2024, 4, 15, 11, 0), "TAP")  # noqa: DTZ001  that is the mistake


@given(
    st.datetimes(dt.datetime(2019, 1, 1), dt.datetime(2030, 12, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    st.sampled_from([office.code for office in MEXICO.offices]),
)
def test_the_first_day_is_the_first_that_a_term_from_that_day_counts(instant: dt.datetime, office: str) -> None:
    found = filed(MEXICO, instant, office)
    assert 0 <= (instant.date() - found.on).days <= 1  # Mexico is west of Greenwich
    counted = next(day.date for day in reckon(MEXICO, "decide", found.on, office=office).days if day.counted)
    assert counted == found.first_day > found.on
    assert is_working_day(MEXICO, found.first_day, office=office)
    if found.in_hours:
        assert is_working_day(MEXICO, found.on, office=office)
