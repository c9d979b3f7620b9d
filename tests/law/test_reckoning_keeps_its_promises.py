"""Properties that hold for every unit, start, pause, extension, closure and override; and the speed of one date."""

from __future__ import annotations

import datetime as dt
import timeit
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acogida.law import (
    ClockRule,
    Closure,
    Extension,
    Pause,
    due_date,
    is_working_day,
    load_pack,
    reckon,
    working_days_between,
)
from acogida.law.model.clocks import Override
from tests.law import by_hand

MEXICO = load_pack("mexico")
DECIDE = MEXICO.clock("decide").model_copy(update={"calendar": "comar_terms", "pausable": True})
NOTICE = Override.model_validate({"amount": 60, "source": "Practice notice", "from": "2022-03-01", "to": "2026-08-31"})


def rule(unit: str, amount: int, **changes: Any) -> ClockRule:
    return DECIDE.model_copy(update={"unit": unit, "amount": amount, **changes})


RULES: dict[str, ClockRule] = {
    "forty-five working days": DECIDE,
    "one working day": rule("working", 1),
    "working days with an override": rule("working", 45, override=(NOTICE,)),
    "fifteen calendar days": rule("calendar", 15),
    "ninety calendar days that run through suspensions": rule("calendar", 90, suspends=False),
    "ten calendar days that end where they end": rule("calendar", 10, roll="none"),
    "calendar days with an override": rule("calendar", 15, override=(NOTICE,)),
    "three months": rule("months", 3),
    "one month that runs through suspensions": rule("months", 1, suspends=False),
    "months with an override": rule("months", 2, override=(NOTICE.model_copy(update={"amount": 4}),)),
    "seventy-two hours": rule("hours", 72, suspends=False, roll="none"),
    "ten hours, suspended with terms": rule("hours", 10, roll="none"),
    "immediately": rule("immediate", 0),
}
CLOCKS = st.sampled_from(list(RULES.values()))
STARTS = st.dates(dt.date(2019, 1, 1), dt.date(2029, 6, 30))


@st.composite
def stretches(draw: st.DrawFn, most: int = 40) -> tuple[dt.date, dt.date]:
    first = draw(STARTS)
    return first, first + dt.timedelta(days=draw(st.integers(0, most)))


@st.composite
def terms(draw: st.DrawFn) -> tuple[ClockRule, dt.date, list[Pause], list[Closure]]:
    """A clock and what happens near it, so that most of it matters."""
    start = draw(STARTS)
    near = st.integers(-20, 120).map(lambda n: start + dt.timedelta(days=n))
    pauses = [Pause(day, day + dt.timedelta(days=draw(st.integers(0, 30)))) for day in draw(st.lists(near, max_size=3))]
    closures = [
        Closure(day, day + dt.timedelta(days=draw(st.integers(0, 8))), None, "cierre", "acuerdo", draw(st.booleans()))
        for day in draw(st.lists(near, max_size=3))
    ]
    return draw(CLOCKS), start, pauses, closures


def length(clock: ClockRule, start: dt.date) -> int:
    overridden = [o.amount for o in clock.override if o.from_ <= start and (o.to is None or start <= o.to)]
    return overridden[-1] if overridden else clock.amount


def few(clock: ClockRule, more: int) -> int:
    """An extension in the clock's unit that stays inside the table."""
    return more % {"months": 4, "immediate": 1}.get(clock.unit, 46)


def by_walking(clock: ClockRule, start: dt.date, more: int = 0, **happened: Any) -> dt.date | None:
    return by_hand.end(
        clock.unit, length(clock, start) + more, start, suspends=clock.suspends, roll=clock.roll != "none", **happened
    )


def due(clock: ClockRule, start: dt.date, **more: Any) -> dt.date:
    found = due_date(MEXICO, clock, start, **more)
    assert found is not None
    return found


@settings(max_examples=400, deadline=None)
@given(terms(), st.integers(0, 45))
def test_a_date_is_the_one_found_by_walking_day_by_day(term: Any, more: int) -> None:
    clock, start, pauses, closures = term
    more = few(clock, more)
    extensions = [Extension(more, "health")] if more else []
    found = due_date(MEXICO, clock, start, pauses=pauses, closures=closures, extensions=extensions)
    assert found == by_walking(clock, start, more, pauses=pauses, closures=closures)


@settings(max_examples=200, deadline=None)
@given(terms(), st.integers(-5, 130))
def test_an_open_pause_leaves_no_date_if_it_begins_before_the_end_and_changes_nothing_after_it(
    term: Any, later: int
) -> None:
    clock, start, pauses, closures = term
    without = due_date(MEXICO, clock, start, pauses=pauses, closures=closures)
    held = Pause(start + dt.timedelta(days=later), None, "prevención")
    found = due_date(MEXICO, clock, start, pauses=[*pauses, held], closures=closures)
    assert without is not None
    if clock.unit == "immediate" or held.start > without:
        assert found == without
    else:
        assert found is None
    reckoning = reckon(MEXICO, clock, start, pauses=[*pauses, held], closures=closures)
    assert (reckoning.due, reckoning.paused) == (found, found is None)
    assert found == by_walking(clock, start, pauses=[*pauses, held], closures=closures)


@settings(max_examples=200, deadline=None)
@given(terms(), st.integers(0, 60))
def test_a_later_start_never_ends_earlier(term: Any, later: int) -> None:
    clock, start, _pauses, closures = term
    assume(not clock.override)  # whose dates decide: a shorter rule may begin the next day
    # 28, 29 and 30 November and three months all end on 28 February, and then each adds its own suspended days.
    clamped = dt.timedelta(days=3 if clock.unit == "months" and clock.suspends else 0)
    from_later = due(clock, start + dt.timedelta(days=later), closures=closures)
    assert from_later >= due(clock, start, closures=closures) - clamped


@settings(max_examples=200, deadline=None)
@given(terms(), stretches(6))
def test_another_closure_never_brings_a_date_nearer(term: Any, another: tuple[dt.date, dt.date]) -> None:
    clock, start, pauses, closures = term
    for suspends in (False, True):
        more = [*closures, Closure(*another, None, "cierre", "acuerdo", suspends)]
        assert due(clock, start, pauses=pauses, closures=more) >= due(clock, start, pauses=pauses, closures=closures)


@settings(max_examples=200, deadline=None)
@given(terms(), stretches(20))
def test_another_pause_never_brings_a_date_nearer(term: Any, another: tuple[dt.date, dt.date]) -> None:
    clock, start, pauses, closures = term
    more = [*pauses, Pause(*another)]
    assert due(clock, start, pauses=more, closures=closures) >= due(clock, start, pauses=pauses, closures=closures)


@settings(max_examples=200, deadline=None)
@given(STARTS, st.integers(1, 20), st.integers(1, 20), st.integers(0, 10), st.integers(0, 10))
def test_pauses_that_do_not_touch_add_up(start: dt.date, into: int, gap: int, one_long: int, two_long: int) -> None:
    """Two pauses move the end by the working days of the one and of the other, whatever their order."""
    one = Pause(start + dt.timedelta(days=into), start + dt.timedelta(days=into + one_long))
    begin = start + dt.timedelta(days=into + one_long + gap)
    two = Pause(begin, begin + dt.timedelta(days=two_long))
    day = dt.timedelta(days=1)
    lost = [working_days_between(MEXICO, max(start, p.start - day), p.end or start) for p in (one, two)]
    for pauses, moved in (((one,), lost[0]), ((two,), lost[1]), ((one, two), sum(lost)), ((two, one), sum(lost))):
        longer = [Extension(moved, "health")] if moved else []
        assert due(DECIDE, start, pauses=pauses) == due(DECIDE, start, extensions=longer)


@settings(max_examples=200, deadline=None)
@given(STARTS, st.integers(0, 90), st.integers(0, 90))
def test_an_extension_adds_exactly_its_working_days(start: dt.date, one: int, two: int) -> None:
    plain = due(DECIDE, start)
    extended = due(DECIDE, start, extensions=[Extension(one, "health"), Extension(two, "health")])
    assert working_days_between(MEXICO, plain, extended) == one + two
    assert extended == due(DECIDE, start, extensions=[Extension(one + two, "health")])


@settings(max_examples=300, deadline=None)
@given(terms(), st.integers(0, 45))
def test_the_explained_days_count_to_the_amount_and_end_where_the_fast_form_says(term: Any, more: int) -> None:
    clock, start, pauses, closures = term
    more = few(clock, more)
    extensions = [Extension(more, "health")] if more else []
    reckoning = reckon(MEXICO, clock, start, pauses=pauses, closures=closures, extensions=extensions)
    assert reckoning.due == due(clock, start, pauses=pauses, closures=closures, extensions=extensions)
    assert reckoning.amount == length(clock, start) + more
    assert reckoning.counted == reckoning.span == sum(day.counted for day in reckoning.days)
    if clock.unit in ("working", "calendar"):
        assert reckoning.span == reckoning.amount
    assert [day.number for day in reckoning.days if day.counted] == list(range(1, reckoning.span + 1))
    assert [day.date for day in reckoning.days] == [
        start + dt.timedelta(days=n) for n in range((reckoning.due - start).days + 1)
    ]
    assert all(day.why["es"] and day.why["en"] and day.source for day in reckoning.days)
    assert not reckoning.days[0].counted
    for day in reckoning.days[1:]:
        inside = any(p.start <= day.date and p.end is not None and day.date <= p.end for p in pauses)
        assert (day.kind == "paused") is inside
        assert (day.kind == "counted") is day.counted
        if day.kind == "rest":
            assert day.date.weekday() >= 5 and day.source == "LFPA art. 28"
        if day.counted and clock.unit == "working":
            assert by_hand.works(day.date, closures)


@settings(max_examples=200, deadline=None)
@given(terms())
def test_a_term_ends_after_its_trigger_and_on_a_working_day_when_it_rolls(term: Any) -> None:
    clock, start, pauses, closures = term
    found = due(clock, start, pauses=pauses, closures=closures)
    if clock.unit == "immediate":
        assert found == start
        return
    assert found > start
    if clock.unit == "working" or clock.roll != "none":
        assert is_working_day(MEXICO, found, calendar="comar_terms", closures=closures)
        assert not any(p.start <= found and p.end is not None and found <= p.end for p in pauses)


@settings(max_examples=200, deadline=None)
@given(terms(), st.integers(0, 120))
def test_elapsed_and_remaining_make_the_whole(term: Any, days: int) -> None:
    clock, start, pauses, closures = term
    reckoning = reckon(MEXICO, clock, start, pauses=pauses, closures=closures)
    today = start + dt.timedelta(days=days)
    assert reckoning.due is not None
    if today <= reckoning.due:
        left = reckoning.remaining(today)
        assert left >= 0
        assert reckoning.elapsed(today) + left == reckoning.elapsed(reckoning.due) >= reckoning.span
    else:
        assert reckoning.remaining(today) <= 0


@given(STARTS)
def test_the_rule_in_force_on_the_trigger_date_decides_its_length(start: dt.date) -> None:
    clock = RULES["calendar days with an override"]
    reckoning = reckon(MEXICO, clock, start)
    overridden = dt.date(2022, 3, 1) <= start <= dt.date(2026, 8, 31)
    assert reckoning.amount == (60 if overridden else 15)
    assert reckoning.source == ("Practice notice" if overridden else clock.source)
    assert (reckoning.length_by is NOTICE) is overridden
    assert all(day.source == reckoning.source for day in reckoning.days if day.counted)
    assert due_date(MEXICO, clock, start) == reckoning.due


@pytest.mark.parametrize(
    ("start", "amount"), [("2022-02-28", 15), ("2022-03-01", 60), ("2026-08-31", 60), ("2026-09-01", 15)]
)
def test_both_ends_of_an_override_are_in_force(start: str, amount: int) -> None:
    clock = RULES["calendar days with an override"]
    assert reckon(MEXICO, clock, dt.date.fromisoformat(start)).amount == amount


def test_one_date_takes_less_than_twenty_microseconds_when_the_calendar_is_warm() -> None:
    pauses = (Pause(dt.date(2024, 5, 2), dt.date(2024, 5, 10)),)
    closures = tuple(
        Closure(dt.date(2024, 6, 3) + dt.timedelta(days=n), dt.date(2024, 6, 3) + dt.timedelta(days=n), "TAP", "c", "a")
        for n in range(12)
    )

    def once() -> None:
        due_date(MEXICO, "decide", dt.date(2024, 4, 15), office="TAP", pauses=pauses, closures=closures)

    once()
    best = min(timeit.repeat(once, number=2000, repeat=5)) / 2000
    assert best < 20e-6
