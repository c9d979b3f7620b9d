"""A closure added or withdrawn reckons open clocks again: events, notices, columns; and a replay finds the same."""

from __future__ import annotations

import datetime as dt
import uuid
from argparse import Namespace

import pytest

from acogida.accounts.models import Closure
from acogida.cases import packs, store
from acogida.cases.actions import NewMember, note, take
from acogida.cases.commands import replay
from acogida.cases.models import Case, Claim, Event, Member, Recalculation, TermNotice
from acogida.cases.recompute import run
from tests.cases.rules import close, manager_of, withdraw
from tests.cast import Cast, a_case, a_person, admitted

pytestmark = pytest.mark.django_db
PRESENTED = dt.date(2024, 4, 15)
DUE = dt.date(2024, 6, 21)
FLOOD = (dt.date(2024, 5, 6), dt.date(2024, 5, 7))


def recomputed(change: int) -> Recalculation:
    row = run(change)
    assert row is not None
    assert row.finished_at
    return row


def decide(case: Case) -> dt.date | None:
    return case.clocks.get(clock="C8").due


def assert_whole(case: Case) -> None:
    """The stored state is what the events say, the chain holds, and the case row shows the nearest clock."""
    case = Case.objects.select_related("office").get(pk=case.pk)
    document, text, code = replay(Namespace(case=case.number))
    assert code == 0, text
    assert document["events"] == case.events.count()
    columns = store.case_columns(case, store.load(case), packs.of(case), PRESENTED)
    assert {name: getattr(case, name) for name in columns} == columns


def test_a_closure_moves_the_terms_it_touches_and_says_so(cast: Cast) -> None:
    case = a_case(cast, on=PRESENTED)
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    row = recomputed(change)
    assert decide(case) == dt.date(2024, 6, 25)
    event = case.events.get(kind="calendar_changed")
    moved = next(m for m in event.payload["moved"] if m["clock"] == "C8")
    assert (event.payload["rules"], event.payload["change"], event.actor) == (change, change, None)
    assert (moved["was"], moved["due"]) == (DUE.isoformat(), "2024-06-25")
    assert (row.total, row.done, row.moved, row.notices) == (1, 1, 1, 1)
    notice = TermNotice.objects.get()
    assert (notice.case, notice.event, notice.state, notice.claim) == (case, event, "queued", case.claims.get())
    assert_whole(case)


def test_only_cases_whose_dates_change_get_an_event_and_a_notice(cast: Cast) -> None:
    touched = a_case(cast, on=PRESENTED)
    later = a_case(cast, on=dt.date(2024, 8, 5))
    row = recomputed(close(manager_of(cast), *FLOOD, "TAP").added_id)
    assert (row.total, row.moved) == (1, 1)
    assert not later.events.filter(kind="calendar_changed").exists()
    weekend = close(cast.as_("supervisor"), dt.date(2024, 5, 11), dt.date(2024, 5, 12), "TAP")
    row = recomputed(weekend.added_id)
    assert (row.total, row.done, row.moved, row.notices) == (1, 1, 0, 0)
    assert touched.events.filter(kind="calendar_changed").count() == TermNotice.objects.count() == 1
    elsewhere = close(cast.as_("supervisor"), dt.date(2024, 5, 13), dt.date(2024, 5, 13), "TIJ")
    assert recomputed(elsewhere.added_id).total == 0


def test_running_twice_changes_nothing_twice(cast: Cast) -> None:
    case = a_case(cast, on=PRESENTED)
    change = close(manager_of(cast), *FLOOD).added_id
    first = recomputed(change)
    again = recomputed(change)  # finished: nothing is even looked at
    Recalculation.objects.filter(pk=change).update(finished_at=None, position=None, total=None)
    third = recomputed(change)
    assert (again.moved, third.moved, third.notices) == (first.moved, first.moved, first.notices)
    assert case.events.filter(kind="calendar_changed").count() == 1
    assert_whole(case)


def test_the_database_refuses_a_second_event_of_the_same_change(cast: Cast) -> None:
    case = a_case(cast, on=PRESENTED)
    change = close(manager_of(cast), *FLOOD).added_id
    recomputed(change)
    key = case.events.get(kind="calendar_changed").key
    assert note(cast.as_("officer"), case.pk, "note", key=key).kind == "calendar_changed"  # the one that is there


def test_withdrawing_brings_the_dates_back_and_what_was_reckoned_stays(cast: Cast) -> None:
    case = a_case(cast, on=PRESENTED)
    request = manager_of(cast)
    closure = close(request, *FLOOD, "TAP")
    recomputed(closure.added_id)
    number = withdraw(request, closure)
    row = recomputed(number)
    assert decide(case) == DUE
    assert row.moved == 1
    first, second = case.events.filter(kind="calendar_changed").order_by("seq")
    assert (first.payload["rules"], second.payload["rules"]) == (closure.added_id, number)
    assert [n.state for n in TermNotice.objects.order_by("pk")] == ["void", "queued"]  # the first was never handed over
    assert_whole(case)
    assert store.rebuild(case) == store.load(case)


def test_what_happened_between_changes_replays_as_it_was_reckoned(cast: Cast) -> None:
    """Steps before, between and after changes; each was reckoned by what was known then."""
    request = manager_of(cast)
    case = a_case(cast, on=PRESENTED)
    take(request, case.pk, "prevent", key=uuid.uuid4(), on=dt.date(2024, 4, 22))
    flood = close(request, *FLOOD, "TAP")
    paused = case.clocks.get(clock="C8")
    recomputed(flood.added_id)
    paused.refresh_from_db()
    assert paused.due is None  # it stands still; the closure counts when it goes on
    take(request, case.pk, "answer_prevention", key=uuid.uuid4(), on=dt.date(2024, 4, 29))
    after_pause = decide(case)
    assert after_pause == dt.date(2024, 7, 3)  # 1 July, and two days of flood
    assert_whole(case)
    strike = close(request, dt.date(2024, 6, 3), dt.date(2024, 6, 3))
    admitted(cast, case, on=dt.date(2024, 5, 8))  # an act before the run has come to this case
    assert_whole(case)
    recomputed(strike.added_id)
    assert decide(case) == dt.date(2024, 7, 4)
    assert_whole(case)
    number = withdraw(request, flood)
    recomputed(number)
    assert decide(case) == dt.date(2024, 7, 2)
    assert_whole(case)


def test_a_case_opened_under_a_closure_is_reckoned_under_it_and_not_touched_again(cast: Cast) -> None:
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    case = a_case(cast, on=PRESENTED)
    assert decide(case) == dt.date(2024, 6, 25)
    assert case.events.get().payload["rules"] == change
    assert recomputed(change).moved == 0
    assert_whole(case)


def test_a_run_reckons_under_the_rules_as_they_are_when_it_comes_to_a_case(cast: Cast) -> None:
    """Two changes in a row: the first run does the work of both, the second finds nothing to do."""
    request = manager_of(cast)
    case = a_case(cast, on=PRESENTED)
    first = close(request, *FLOOD, "TAP").added_id
    second = close(request, dt.date(2024, 5, 8), dt.date(2024, 5, 8), "TAP").added_id
    assert recomputed(first).moved == 1
    assert decide(case) == dt.date(2024, 6, 26)
    assert case.events.get(kind="calendar_changed").payload["rules"] == second
    assert recomputed(second).moved == 0
    assert_whole(case)


def test_suspended_terms_stop_terms_in_calendar_days_too(cast: Cast) -> None:
    request = manager_of(cast)
    case = a_case(cast, on=PRESENTED)
    pack = packs.of(case)
    kinds = {clock.clock: pack.clock(clock.clock) for clock in case.clocks.filter(state="running")}
    closed = close(request, dt.date(2024, 4, 16), dt.date(2024, 4, 17))
    before = {clock.clock: clock.due for clock in case.clocks.all()}
    recomputed(closed.added_id)
    suspended = close(request, dt.date(2024, 4, 18), dt.date(2024, 4, 18), suspends_terms=True)
    between = {clock.clock: clock.due for clock in case.clocks.all()}
    recomputed(suspended.added_id)
    after = {clock.clock: clock.due for clock in case.clocks.all()}
    for code, rule in kinds.items():
        if rule.unit == "working":
            assert before[code] < between[code] < after[code], code
    assert_whole(case)


def test_everybody_with_an_open_claim_is_told_and_nobody_else(cast: Cast) -> None:
    people = [
        NewMember(a_person(cast), Member.Role.PRINCIPAL),
        NewMember(a_person(cast, given_names="Luz", languages=[("en", False)]), Member.Role.DEPENDANT, "spouse"),
        NewMember(a_person(cast, given_names="Iván"), Member.Role.DEPENDANT, "child"),
    ]
    case = a_case(cast, members=people, on=PRESENTED)
    claims = list(case.claims.all())
    Claim.objects.filter(pk=claims[2].pk).update(stage="withdrawn")
    row = recomputed(close(manager_of(cast), *FLOOD, "TAP").added_id)
    assert row.notices == 2
    assert set(TermNotice.objects.values_list("claim", flat=True)) == {claims[0].pk, claims[1].pk}


def test_a_term_of_one_claim_concerns_that_person_only(cast: Cast) -> None:
    people = [
        NewMember(a_person(cast), Member.Role.PRINCIPAL),
        NewMember(a_person(cast, given_names="Luz"), Member.Role.DEPENDANT, "spouse"),
    ]
    case = a_case(cast, members=people, on=PRESENTED)
    other = case.claims.get(position=1)
    case.clocks.update(state="met")
    case.clocks.create(clock="C11", claim=other, start=PRESENTED, due=dt.date(2024, 5, 8))
    recomputed(close(manager_of(cast), *FLOOD, "TAP").added_id)
    assert TermNotice.objects.get().claim == other


def test_an_event_belongs_to_the_office_of_its_case_and_its_civil_day(cast: Cast) -> None:
    case = a_case(cast, on=PRESENTED)
    recomputed(close(manager_of(cast), *FLOOD).added_id)
    event = Event.objects.get(case=case, kind="calendar_changed")
    assert (event.office_id, event.on) == (case.office_id, case.office.today())


def test_the_rules_of_a_change_stay_what_they_were(cast: Cast) -> None:
    request = manager_of(cast)
    flood = close(request, *FLOOD, "TAP")
    number = withdraw(request, flood)
    pack = packs.current().hash
    assert packs.rules(pack, 0).closures == ()
    assert [c.start for c in packs.rules(pack, flood.added_id).closures] == [FLOOD[0]]
    assert packs.rules(pack, number).closures == packs.rules(pack).closures == packs.closures() == ()
    assert Closure.objects.count() == 1
