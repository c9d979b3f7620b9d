"""Pauses, extensions, closures and other units; and the explanation that goes with each date."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from acogida.law import (
    Closure,
    Extension,
    LawError,
    Pause,
    check_extension,
    due_date,
    load_pack,
    reckon,
    working_days_between,
)
from acogida.law.extending import SET_BY_AUTHORITY, step_refusals

MEXICO = load_pack("mexico")
START = dt.date(2024, 4, 15)


def test_day_zero_is_shown_and_never_counted() -> None:
    first = reckon(MEXICO, "decide", START).days[0]
    assert (first.date, first.counted) == (START, False)
    assert "no se cuenta" in first.why["es"]


def test_every_date_from_trigger_to_due_appears_once_with_a_reason_and_a_source() -> None:
    reckoning = reckon(MEXICO, "decide", START)
    assert reckoning.due is not None
    dates = [day.date for day in reckoning.days]
    assert dates == [START + dt.timedelta(days=n) for n in range((reckoning.due - START).days + 1)]
    assert all(day.why["es"] and day.why["en"] and day.source for day in reckoning.days)
    assert reckoning.counted + reckoning.skipped == len(reckoning.days)


def test_a_day_with_two_reasons_names_both_instruments() -> None:
    by_date = {day.date: day for day in reckon(MEXICO, "decide", START).days}
    labour_day = by_date[dt.date(2024, 5, 1)]
    assert "LFPA art. 28" in labour_day.source and "Calendario Oficial" in labour_day.source
    assert labour_day.why["en"] == "Labour Day"


def test_neither_end_of_a_pause_counts_and_counting_resumes_on_the_next_working_day() -> None:
    # Notified on Thursday 2 May, answered on Friday 10 May: Monday 13 May is the next counted day.
    pause = Pause(dt.date(2024, 5, 2), dt.date(2024, 5, 10), "prevención")
    reckoning = reckon(MEXICO, "decide", START, pauses=[pause])
    counted = [day.date for day in reckoning.days if day.counted]
    assert counted[10:12] == [dt.date(2024, 4, 30), dt.date(2024, 5, 13)]
    assert reckoning.counted == 45
    # Seven working days stood still: 2, 3, 6, 7, 8, 9 and 10 May.
    assert working_days_between(MEXICO, dt.date(2024, 6, 21), reckoning.due or START) == 7
    paused = [day for day in reckoning.days if pause.start <= day.date <= dt.date(2024, 5, 10)]
    assert all("prevención" in day.why["es"] and not day.counted for day in paused)


def test_an_open_pause_leaves_no_due_date_and_keeps_what_is_left() -> None:
    reckoning = reckon(MEXICO, "decide", START, pauses=[Pause(dt.date(2024, 5, 2))])
    assert reckoning.due is None and reckoning.paused
    assert reckoning.remaining(dt.date(2024, 9, 2)) == 45 - 11
    assert due_date(MEXICO, "decide", START, pauses=[Pause(dt.date(2024, 5, 2))]) is None


def test_a_pause_after_the_end_changes_nothing() -> None:
    late = Pause(dt.date(2024, 7, 1), None, "tarde")
    assert due_date(MEXICO, "decide", START, pauses=[late]) == dt.date(2024, 6, 21)


def test_overlapping_pauses_take_a_day_out_once() -> None:
    one = [Pause(dt.date(2024, 5, 2), dt.date(2024, 5, 10))]
    two = [Pause(dt.date(2024, 5, 6), dt.date(2024, 5, 10)), Pause(dt.date(2024, 5, 2), dt.date(2024, 5, 8))]
    assert due_date(MEXICO, "decide", START, pauses=one) == due_date(MEXICO, "decide", START, pauses=two)


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(LawError, match="cannot end"):
        due_date(MEXICO, "decide", START, pauses=[Pause(dt.date(2024, 5, 10), dt.date(2024, 5, 2))])


def test_an_extension_adds_its_amount() -> None:
    extended = reckon(MEXICO, "decide", dt.date(2024, 2, 26), extensions=[Extension(45, "health")])
    assert extended.amount == extended.counted == 90
    # 4 July by the fixed lists, and three days more for 29-31 May.
    assert extended.due == dt.date(2024, 7, 9)


def test_only_the_five_grounds_once_and_up_to_45_days_extend_the_term() -> None:
    rule = MEXICO.clock("decide")
    check_extension(rule, Extension(45, "no_translator"))
    with pytest.raises(LawError, match="ground"):
        check_extension(rule, Extension(45, "workload"))
    with pytest.raises(LawError, match="1 to 45"):
        check_extension(rule, Extension(46, "health"))
    with pytest.raises(LawError, match="already"):
        check_extension(rule, Extension(10, "health"), [Extension(10, "health")])
    with pytest.raises(LawError, match="cannot be extended"):
        check_extension(MEXICO.clock("appeal"), Extension(5, "health"))


def test_extensions_add_up_to_the_statutes_maximum_and_a_length_the_authority_set_is_none() -> None:
    decide = MEXICO.clock("decide")
    assert decide.extension is not None
    twice = decide.model_copy(update={"extension": decide.extension.model_copy(update={"times": 2})})
    check_extension(twice, Extension(15, "health"), [Extension(30, "health")])
    with pytest.raises(LawError, match="from 1 to 15"):
        check_extension(twice, Extension(16, "health"), [Extension(30, "health")])
    check_extension(decide, Extension(45, "health"), [Extension(3, SET_BY_AUTHORITY)])


def test_a_step_extends_only_terms_in_force() -> None:
    decide, asked = MEXICO.clock("decide"), {"amount": 10, "ground": "health"}
    assert [r.code for r in step_refusals([decide], asked, {})] == ["extension.no_term"]
    assert step_refusals([decide], asked, {"C8": ()}) == []
    assert [r.code for r in step_refusals([decide], asked, {"C8": (Extension(5, "health"),)})] == ["extension.times"]
    assert {r.code for r in step_refusals([decide], {}, {"C8": ()})} == {"extension.ground", "extension.length"}


def test_a_closure_of_one_office_moves_only_its_own_terms() -> None:
    closure = Closure(
        dt.date(2024, 5, 20), dt.date(2024, 5, 21), "TAP", {"es": "Inundación", "en": "Flood"}, "Acuerdo 7"
    )
    moved = reckon(MEXICO, "decide", START, office="TAP", closures=[closure])
    assert moved.due == dt.date(2024, 6, 25)
    assert due_date(MEXICO, "decide", START, office="TIJ", closures=[closure]) == dt.date(2024, 6, 21)
    flood = next(day for day in moved.days if day.date == dt.date(2024, 5, 20))
    assert (flood.why["en"], flood.source) == ("Flood", "Acuerdo 7")


def test_hours_run_through_weekends_and_suspensions() -> None:
    assert due_date(MEXICO, "inform_inm", dt.date(2024, 5, 31)) == dt.date(2024, 6, 3)
    assert due_date(MEXICO, "inform_inm", dt.date(2020, 4, 2)) == dt.date(2020, 4, 5)


def test_months_go_from_date_to_date_and_roll_off_a_day_that_does_not_count() -> None:
    months = MEXICO.clock("decide").model_copy(
        update={"unit": "months", "amount": 3, "roll": "next_working_day", "calendar": "federal_union"}
    )
    assert due_date(MEXICO, months, dt.date(2024, 1, 10)) == dt.date(2024, 4, 10)
    assert due_date(MEXICO, months, dt.date(2023, 11, 30)) == dt.date(2024, 2, 29)  # February is shorter
    rolled = reckon(MEXICO, months, dt.date(2024, 3, 15))  # 15 June 2024 is a Saturday
    assert rolled.due == dt.date(2024, 6, 17)


def test_calendar_days_stand_still_only_while_terms_are_suspended() -> None:
    calendar = MEXICO.clock("decide").model_copy(update={"unit": "calendar", "amount": 10})
    assert due_date(MEXICO, calendar, dt.date(2024, 2, 26)) == dt.date(2024, 3, 7)
    suspended = reckon(MEXICO, calendar, dt.date(2020, 3, 20))
    # 21-23 March, then 31 May (a Sunday between the second instrument and the third), then from 1 October.
    assert suspended.due == dt.date(2020, 10, 6)
    assert suspended.counted == 10


def test_remaining_is_zero_on_the_last_day_and_negative_after_it() -> None:
    reckoning = reckon(MEXICO, "appeal", dt.date(2024, 2, 26))
    assert reckoning.due == dt.date(2024, 3, 19)
    left = {day: reckoning.remaining(dt.date(2024, 3, day)) for day in (15, 18, 19, 20, 22)}
    assert left == {15: 1, 18: 1, 19: 0, 20: -1, 22: -2}
    assert reckoning.remaining(dt.date(2024, 2, 26)) == 15
    assert reckoning.elapsed(dt.date(2024, 3, 19)) == 15


def test_json_and_text_say_the_same_in_both_languages() -> None:
    reckoning = reckon(MEXICO, "decide", START, pauses=[Pause(dt.date(2024, 5, 2), dt.date(2024, 5, 3), "x")])
    document = json.loads(json.dumps(reckoning.to_json("en")))
    assert document["due"] == "2024-06-25" and document["counted"] == 45
    assert {day["why"] for day in document["days"]} >= {"Weekend", "Term paused: x", "Working day 45 of 45"}
    assert "Vence: 2024-06-25" in reckoning.to_text("es")
    assert "Due: 2024-06-25" in reckoning.to_text("en")
