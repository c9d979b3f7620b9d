"""Holidays of Costa Rica, Panama and Belize against lists published elsewhere; neutral parts are shared, letters are plain."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from acogida.law import is_working_day, load_pack, reckon
from tests.law.central_america import NAMES

# Weekdays without work, month-day, as governments and newspapers published them.
PUBLISHED = {
    ("belize", 2023): "01-02 01-16 03-06 04-07 04-10 05-01 07-31 09-11 09-21 10-09 11-20 12-25 12-26",
    ("belize", 2025): "01-01 01-15 03-10 04-18 04-21 05-01 08-01 09-10 09-22 10-13 11-19 12-25 12-26",
    ("costa_rica", 2020): "01-01 04-09 04-10 05-01 07-27 08-17 09-14 11-30 12-25",
    ("costa_rica", 2021): "01-01 04-01 04-02 05-03 07-26 08-02 09-13 11-29",
    ("costa_rica", 2023): "04-06 04-07 04-10 05-01 07-24 08-02 08-14 09-15 12-01 12-25",
    ("panama", 2025): "01-01 01-09 03-04 04-18 05-01 11-03 11-05 11-10 11-28 12-08 12-25",
}


@pytest.mark.parametrize(("name", "year"), list(PUBLISHED))
def test_weekdays_without_work_are_the_published_ones(name: str, year: int) -> None:
    pack = load_pack(name)
    days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(365 + (year % 4 == 0))]
    off = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and not is_working_day(pack, day)]
    assert " ".join(off) == PUBLISHED[name, year]


def test_panama_gives_the_monday_for_a_sunday_and_inaugurates_every_five_years() -> None:
    pack = load_pack("panama")
    assert not is_working_day(pack, dt.date(2022, 12, 26)) and not is_working_day(pack, dt.date(2023, 1, 2))
    assert not is_working_day(pack, dt.date(2024, 7, 1)) and is_working_day(pack, dt.date(2025, 7, 1))
    assert is_working_day(pack, dt.date(2021, 12, 20)) and not is_working_day(pack, dt.date(2022, 12, 20))


def test_costa_rica_says_that_a_move_is_not_verified() -> None:
    told = reckon(load_pack("costa_rica"), "appeal", dt.date(2024, 4, 11))
    assert told.due == dt.date(2024, 4, 17)
    assert any("2024" in str(warning) for warning in told.warnings)


@pytest.mark.parametrize("name", NAMES)
def test_offices_names_languages_and_numbers_are_the_authoritys_own(name: str) -> None:
    pack = load_pack(name)
    for office in pack.offices:
        zone = zoneinfo.ZoneInfo(office.zone)
        assert dt.datetime(2024, 7, 1, tzinfo=zone).utcoffset() == dt.timedelta(hours=-5 if name == "panama" else -6)
    assert pack.languages[0] == ("en" if name == "belize" else "es")
    assert pack.case_number.startswith({"costa_rica": "CR-", "panama": "ONPAR-", "belize": "BZ-RD-"}[name])
    assert "COMAR" not in "".join(pack.snapshot()[file] for file in ("pack.toml", "procedure.toml", "clocks.toml"))
    assert {body.kind for body in pack.bodies} >= {"officer", "commission", "court"}
    assert pack.identifiers


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_but_the_decision_is_a_plain_one_whose_places_can_be_filled(name: str) -> None:
    pack = load_pack(name)
    filed = {code: rule for rule in pack.transitions.values() for code in rule.documents}
    assert set(filed) == {letter.code for letter in pack.letters}
    clocks = {f"due_{clock.name}" for clock in pack.clocks.values()}
    plain = {"person", "case_number", "authority", "office", "date"}
    for letter in pack.letters:
        assert letter.paragraphs
        makers = [rule for rule in pack.transitions.values() if letter.code in rule.documents]
        for rule in makers:
            assert {"make_letters", "make_decision_letter"} & set(rule.effects), rule.name
            known = plain | clocks | {field.code for field in rule.fields}
            for paragraph in letter.paragraphs:
                places = {p.split("}")[0] for text in (paragraph.es, paragraph.en) for p in text.split("{")[1:]}
                assert places <= known, (letter.code, rule.name, places - known)


@pytest.mark.parametrize("name", NAMES)
def test_a_term_named_in_a_letter_is_one_that_its_step_starts(name: str) -> None:
    pack = load_pack(name)
    for letter in pack.letters:
        for rule in (r for r in pack.transitions.values() if letter.code in r.documents):
            started = {pack.clocks[start.clock].name for start in rule.starts}
            told = {part.split("}")[0] for p in letter.paragraphs for part in p.es.split("{due_")[1:]}
            assert told <= started, (rule.name, told - started)
