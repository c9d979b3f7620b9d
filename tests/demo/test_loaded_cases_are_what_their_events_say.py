"""A loaded case is no decoration: chain, projection, law and numbers hold as for one that was worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from acogida.audit.chain import GENESIS, link
from acogida.cases import packs, store
from acogida.cases.actions import next_number
from acogida.cases.models import Case, Claim, ClockInForce, Event, NumberSeries, Tally
from acogida.demo.load import NotLoaded, load
from acogida.law import load_pack
from acogida.people import names
from acogida.people.models import Person

TODAY = dt.date(2026, 9, 16)
SAMPLE = 60
PERSONS = 2000
WARNED = load_pack("mexico").clock("abandonment_answer").code


def test_the_stored_state_of_every_case_equals_the_replay_of_its_events(
    country: dict[str, Any], today: dt.date
) -> None:
    for case in Case.objects.select_related("office"):
        stored, replayed = store.load(case), store.rebuild(case)
        assert stored.claims == replayed.claims, case.number
        assert sorted(stored.clocks, key=repr) == sorted(replayed.clocks, key=repr), case.number
        expected = store.case_columns(case, replayed, packs.of(case), today)
        assert {name: getattr(case, name) for name in expected} == expected, case.number


def test_every_chain_holds_from_its_first_link(country: dict[str, Any]) -> None:
    for case in Case.objects.order_by("?")[:SAMPLE]:
        head = GENESIS
        for position, event in enumerate(case.events.order_by("seq"), start=1):
            head = link(head, store.contents(event))
            assert (event.seq, event.hash) == (position, head)
        assert (case.last_seq, case.last_hash) == (position, head)


def test_no_claim_takes_a_step_its_stage_does_not_allow(country: dict[str, Any]) -> None:
    taken = 0
    for case in Case.objects.select_related("office"):
        pack, stages = packs.of(case), dict[str, str]()
        for event in case.events.order_by("seq"):
            for member in event.payload.get("members", ()):
                stages[member["claim"]] = member["stage"]
            rule = pack.transitions.get(event.kind)
            if rule is None or not rule.from_ or "members" in event.payload:
                continue
            for claim in [event.claim_key] if event.claim_key else list(stages):
                assert stages[claim] in rule.from_, (case.number, event.kind)
                stages[claim] = rule.to or stages[claim]
                taken += 1
    assert taken > 1000


def test_events_are_in_order_of_time_and_none_is_yet_to_come(country: dict[str, Any], today: dt.date) -> None:
    previous: Event | None = None
    for event in Event.objects.order_by("case_id", "seq"):
        assert event.on < today
        if previous is not None and previous.case_id == event.case_id:
            assert previous.at < event.at and previous.on <= event.on
        previous = event


def test_drafter_reviewer_and_signatory_of_a_claim_are_three_people(country: dict[str, Any]) -> None:
    signed = Claim.objects.filter(events__kind="sign").prefetch_related("events")
    assert signed
    for claim in signed:
        actors = {event.kind: event.actor_id for event in claim.events.all()}
        assert len({actors["submit_draft"], actors["approve_draft"], actors["sign"]}) == 3


def test_what_the_case_row_repeats_of_its_persons_is_what_the_application_would_write(country: dict[str, Any]) -> None:
    fields = ("title", "search_text", "nationality", "sex", "birth_year", "language", "needs_interpreter", "member_count",
              "needs", "principal_id")  # fmt: skip
    for case in Case.objects.order_by("?")[:SAMPLE]:
        loaded = {name: getattr(case, name) for name in fields}
        store.describe(case)
        assert {name: getattr(case, name) for name in fields} == loaded


def test_persons_are_found_by_what_the_application_folds(country: dict[str, Any]) -> None:
    for person in Person.objects.order_by("?")[:SAMPLE]:
        loaded = person.search_text, person.sort_key
        person.refresh_derived()
        assert (person.search_text, person.sort_key) == loaded
        assert names.fold(person.given_names).split()[0] in person.search_text


def test_numbers_run_without_gaps_and_go_on_where_the_load_ends(country: dict[str, Any], today: dt.date) -> None:
    for series in NumberSeries.objects.select_related("office"):
        numbers = Case.objects.filter(office=series.office, presented_on__year=series.year).values_list(
            "number", flat=True
        )
        assert len(numbers) == series.last
    case = Case.objects.filter(presented_on__year=today.year).select_related("office").first()
    assert case is not None
    fresh = next_number(case.office, today.year, packs.current().case_number)
    assert not Case.objects.filter(number=fresh).exists()


def test_counts_kept_by_the_database_are_those_of_the_cases(country: dict[str, Any]) -> None:
    counted: dict[str, int] = {}
    for tally in Tally.objects.filter(measure="stage"):
        counted[tally.bucket] = counted.get(tally.bucket, 0) + tally.n
    stages = list(Case.objects.filter(open=True).values_list("stage", flat=True))
    assert {stage: n for stage, n in counted.items() if n} == {stage: stages.count(stage) for stage in set(stages)}


def test_the_same_seed_and_day_make_the_same_country(country: dict[str, Any], today: dt.date) -> None:
    first = fingerprint()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case, people_person, cases_numberseries, cases_tally CASCADE")
    load(persons=PERSONS, seed=7, today=today, shelves=False)
    assert fingerprint() == first


def test_nothing_is_loaded_over_cases_that_are_there(country: dict[str, Any]) -> None:
    with pytest.raises(NotLoaded, match="already"):
        load(persons=10)


def test_the_application_itself_may_not_load(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE acogida_app")
    with pytest.raises(NotLoaded, match="owner"):
        load(persons=10)


def fingerprint() -> list[tuple[Any, ...]]:
    return list(Case.objects.order_by("pk").values_list("pk", "number", "title", "stage", "next_due", "last_hash"))


def test_nobody_is_closed_as_abandoned_before_the_time_to_answer_a_warning_is_over(country: dict[str, Any]) -> None:
    ends = Event.objects.filter(kind="abandon").values_list("claim", "on")
    warned = dict(Event.objects.filter(kind="warn_unauthorised_move").values_list("claim", "on"))
    terms = dict(ClockInForce.objects.filter(clock=WARNED).values_list("claim", "due"))
    assert len(ends) > 100
    assert [claim for claim, on in ends if not warned[claim] < terms[claim] < on] == []
