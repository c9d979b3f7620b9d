"""A closure added or withdrawn reckons open clocks again: events, notices, columns; and a replay finds the same."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db.models import Max

from acogida.accounts import closures
from acogida.accounts.models import Closure, Office, Posting, Role, User
from acogida.audit.chain import GENESIS, link
from acogida.cases import store
from acogida.cases.actions import take
from acogida.cases.models import Case, ClockInForce, Event, Recalculation, TermNotice
from acogida.cases.recompute import run
from tests.cast import Cast, a_case, admitted

pytestmark = pytest.mark.django_db
PRESENTED = dt.date(2024, 4, 15)
DUE = dt.date(2024, 6, 21)


@pytest.fixture
def manager(cast: Cast) -> Any:
    """A request of somebody who manages closures everywhere."""
    return manager_of(cast)


def manager_of(cast: Cast) -> Any:
    from acogida.accounts.models import Grant

    role = Role.objects.create(code="rules", name_es="Reglas", name_en="Rules")
    Grant.objects.create(role=role, action=closures.ACTION, scope=Grant.Scope.NATIONAL)
    Posting.objects.create(user=cast.supervisor, role=role, office=cast.supervisor.office, start=dt.date(2020, 1, 1))
    return cast.as_("supervisor")


def close(request: Any, start: dt.date, end: dt.date, office: str | None = None, **more: Any) -> Closure:
    place = Office.objects.get(code=office) if office else None
    row = Closure(office=place, start=start, end=end, reason="Inundación", source="Circular 3/2024", **more)
    return closures.add_closure(request, row, key=uuid.uuid4())


def recomputed(change: int) -> Recalculation:
    row = run(change)
    assert row is not None
    return row


def whole(case: Case) -> None:
    """The stored state is what the events say, the chain holds, and the case row shows the nearest clock."""
    case = Case.objects.select_related("office").get(pk=case.pk)
    state = store.load(case)
    assert store.rebuild(case) == state
    previous = GENESIS
    for event in case.events.order_by("seq"):
        assert event.hash == link(previous, store.contents(event))
        previous = event.hash
    assert (case.last_hash, case.last_seq) == (previous, case.events.count())
    from acogida.cases import packs

    columns = store.case_columns(case, state, packs.of(case), PRESENTED)
    assert {name: getattr(case, name) for name in columns} == columns


def test_a_closure_moves_the_terms_it_touches_and_says_so(cast: Cast, manager: Any) -> None:
    case = a_case(cast, on=PRESENTED)
    added = close(manager, dt.date(2024, 5, 6), dt.date(2024, 5, 7), "TAP")
    row = recomputed(added.added_id)
    assert case.clocks.get(clock="C8").due == dt.date(2024, 6, 25)
    event = case.events.get(kind="calendar_changed")
    moved = next(m for m in event.payload["moved"] if m["clock"] == "C8")
    assert (event.payload["rules"], event.payload["change"]) == (added.added_id, added.added_id)
    assert (moved["was"], moved["due"]) == (DUE.isoformat(), "2024-06-25")
    assert (row.total, row.done, row.moved, row.notices) == (1, 1, 1, 1)
    notice = TermNotice.objects.get()
    assert (notice.case, notice.event, notice.state, notice.claim) == (case, event, "queued", case.claims.get())
    whole(case)
