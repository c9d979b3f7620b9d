"""Properties that hold for every start, pause, extension and closure; and the speed of one date."""

from __future__ import annotations

import datetime as dt
import timeit

from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.law import Closure, Extension, Pause, due_date, is_working_day, load_pack, reckon

MEXICO = load_pack("mexico")
OFFICES = st.sampled_from([office.code for office in MEXICO.offices])
CLOCKS = st.sampled_from(["file", "decide", "notify", "appeal", "prevention_answer"])
STARTS = st.dates(dt.date(2017, 1, 1), dt.date(2030, 1, 1))


@st.composite
def stretches(draw: st.DrawFn, most: int = 40) -> tuple[dt.date, dt.date]:
    first = draw(st.dates(dt.date(2017, 1, 1), dt.date(2030, 1, 1)))
    return first, first + dt.timedelta(days=draw(st.integers(0, most)))


def due(clock: str, start: dt.date, office: str, **more: object) -> dt.date:
    found = due_date(MEXICO, clock, start, office=office, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


@given(CLOCKS, STARTS, OFFICES, st.integers(0, 60))
def test_a_later_start_never_ends_earlier(clock: str, start: dt.date, office: str, later: int) -> None:
    assert due(clock, start + dt.timedelta(days=later), office) >= due(clock, start, office)


@given(CLOCKS, STARTS, OFFICES)
def test_a_term_in_working_days_ends_on_a_working_day_after_its_trigger(
    clock: str, start: dt.date, office: str
) -> None:
    end = due(clock, start, office)
    assert end > start
    assert is_working_day(MEXICO, end, office=office)


@settings(max_examples=60, deadline=None)
@given(CLOCKS, STARTS, OFFICES, st.lists(stretches(), max_size=3), st.integers(0, 45))
def test_the_explained_days_count_to_the_amount_and_end_where_the_fast_form_says(
    clock: str, start: dt.date, office: str, pauses: list[tuple[dt.date, dt.date]], more: int
) -> None:
    stopped = [Pause(*pause) for pause in pauses]
    extensions = [Extension(more, "health")] if more else []
    reckoning = reckon(MEXICO, clock, start, office=office, pauses=stopped, extensions=extensions)
    assert reckoning.counted == reckoning.amount == MEXICO.clock(clock).amount + more
    assert reckoning.due == due(clock, start, office, pauses=stopped, extensions=extensions)
    assert reckoning.days[-1].date == reckoning.due and reckoning.days[-1].counted
    assert not any(day.counted for day in reckoning.days for pause in stopped if pause.start <= day.date <= pause.end)  # type: ignore[operator]


@settings(max_examples=100, deadline=None)
@given(CLOCKS, STARTS, OFFICES, st.lists(stretches(6), max_size=2), stretches(6))
def test_another_closure_never_brings_a_date_nearer(
    clock: str,
    start: dt.date,
    office: str,
    closed: list[tuple[dt.date, dt.date]],
    another: tuple[dt.date, dt.date],
) -> None:
    before = tuple(Closure(a, b, office, "cierre", "acuerdo") for a, b in closed)
    after = (*before, Closure(*another, None, "cierre", "acuerdo"))
    assert due(clock, start, office, closures=after) >= due(clock, start, office, closures=before)


@given(STARTS, OFFICES, st.integers(1, 20), st.integers(1, 20), st.integers(1, 10), st.integers(1, 10))
def test_pauses_that_do_not_touch_add_up(
    start: dt.date, office: str, first_in: int, gap: int, first_long: int, second_long: int
) -> None:
    """Two pauses move the end as far as taking them one after the other: by the working days inside them."""
    one = Pause(start + dt.timedelta(days=first_in), start + dt.timedelta(days=first_in + first_long))
    begin = start + dt.timedelta(days=first_in + first_long + gap)
    two = Pause(begin, begin + dt.timedelta(days=second_long))
    plain = reckon(MEXICO, "decide", start, office=office)
    both = reckon(MEXICO, "decide", start, office=office, pauses=[two, one])
    counted = {day.date for day in both.days if day.counted}
    lost = sum(
        is_working_day(MEXICO, day.date, office=office) and day.date not in counted
        for day in both.days
        if day.date > start
    )
    assert plain.due is not None and both.due is not None
    longer = reckon(MEXICO, "decide", start, office=office, extensions=[Extension(lost, "health")] if lost else [])
    assert both.due == longer.due


@given(CLOCKS, STARTS, OFFICES, st.integers(0, 120))
def test_elapsed_and_remaining_make_the_whole(clock: str, start: dt.date, office: str, days: int) -> None:
    reckoning = reckon(MEXICO, clock, start, office=office)
    today = start + dt.timedelta(days=days)
    if reckoning.due and today <= reckoning.due:
        assert reckoning.elapsed(today) + reckoning.remaining(today) == reckoning.amount
    else:
        assert reckoning.remaining(today) <= 0


def test_one_date_takes_less_than_twenty_microseconds_when_the_calendar_is_warm() -> None:
    pauses = (Pause(dt.date(2024, 5, 2), dt.date(2024, 5, 10)),)
    closures = (Closure(dt.date(2024, 6, 3), dt.date(2024, 6, 3), "TAP", "cierre", "acuerdo"),)

    def once() -> None:
        due_date(MEXICO, "decide", dt.date(2024, 4, 15), office="TAP", pauses=pauses, closures=closures)

    once()
    best = min(timeit.repeat(once, number=2000, repeat=5)) / 2000
    assert best < 20e-6
