"""The checks at review and signature, pure: what is said of each fact, and what was answered to what."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.coi.ages import Level
from acogida.determination.country_checks import Checked, Cited, Fact, by_fact, check
from acogida.law import load_pack

AGES = load_pack("mexico").coi.age
ON = dt.date(2026, 9, 30)
GOOD = Cited("c1", "supports", "current", ("gender",), dt.date(2026, 6, 1), "active", "un")
OTHER = replace(GOOD, id="c2", origin="ngo")


def said(*cited: Cited, none: bool = False) -> Checked:
    return check([Fact("f", cited, none)], ON, AGES)


def codes(checked: Checked) -> list[tuple[str, str]]:
    return [(each.code, each.level.value) for each in checked.warnings]


def test_two_origins_recent_and_current_want_nothing() -> None:
    assert said(GOOD, OTHER) == Checked((), ())


def test_a_fact_without_citation_is_a_gap_unless_it_says_that_there_is_none() -> None:
    assert said().gaps == ("f",)
    assert said(none=True) == Checked((), ())


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"state": "superseded", "newer": "v2"}, ("superseded", "amber")),
        ({"state": "withdrawn"}, ("withdrawn", "red")),
        ({"source_status": "dormant"}, ("source", "amber")),
        ({"source_status": "ceased"}, ("source", "amber")),
        ({"source_status": "banned"}, ("source", "red")),
        ({"covered": dt.date(2025, 9, 1)}, ("age", "amber")),
        ({"covered": dt.date(2024, 9, 1)}, ("age", "red")),
        ({"covered": None}, ("age", "amber")),
        ({"topics": ("criminality",), "covered": dt.date(2026, 3, 1)}, ("age", "amber")),
        ({"restricted": True}, ("undisclosed", "red")),
        ({"flags": ("e1",)}, ("event", "amber")),
        ({"translation_old": True}, ("translation", "amber")),
    ],
)
def test_each_thing_that_may_be_wrong_is_said_with_its_gravity(change: dict, found: tuple[str, str]) -> None:
    assert codes(said(replace(GOOD, **change), OTHER)) == [found]


def test_what_is_restricted_and_was_shown_to_her_is_in_order() -> None:
    assert said(replace(GOOD, restricted=True, disclosed=True), OTHER).warnings == ()


def test_two_outlets_that_repeat_one_organisation_count_once() -> None:
    assert codes(said(GOOD, replace(GOOD, id="c2"))) == [("single", "amber")]
    both_sides = said(GOOD, replace(OTHER, role="contradicts"))
    assert codes(both_sides) == [("single", "amber"), ("single", "amber")]
    assert len({each.mark for each in both_sides.warnings}) == 2


def test_an_answer_to_one_edition_event_or_age_is_no_answer_to_the_next() -> None:
    first = said(replace(GOOD, state="superseded", newer="v2", flags=("e1",), covered=dt.date(2025, 9, 1)), OTHER)
    answers = {each.mark for each in first.warnings}
    assert first.unanswered(answers) == ()
    later = said(replace(GOOD, state="superseded", newer="v3", flags=("e1", "e2"), covered=dt.date(2024, 9, 1)), OTHER)
    assert [each.code for each in later.unanswered(answers)] == ["superseded", "age", "event"]
    assert [each.code for each in later.unanswered(answers, Level.RED)] == ["age"]


def test_the_gravest_stands_first() -> None:
    found = by_fact(said(replace(GOOD, state="superseded", source_status="banned"), OTHER).warnings)
    assert [each.level for each in found["f"]] == [Level.RED, Level.AMBER]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            Cited, st.uuids().map(str), st.sampled_from(["supports", "contradicts"]),
            st.sampled_from(["current", "superseded", "withdrawn"]), st.just(("gender",)),
            st.none() | st.dates(dt.date(2010, 1, 1), ON), st.sampled_from(["active", "dormant", "ceased", "banned"]),
            st.sampled_from(["a", "b"]),
        ),
        max_size=5, unique_by=lambda cited: cited.id,
    )
)  # fmt: skip
def test_every_warning_is_told_apart_by_its_mark_and_fits_its_column(cited: list[Cited]) -> None:
    marks = [
        each.mark for each in check([Fact(str(index), (each,)) for index, each in enumerate(cited)], ON, AGES).warnings
    ]
    assert len(marks) == len(set(marks))
    assert all(len(mark) <= 160 for mark in marks)
