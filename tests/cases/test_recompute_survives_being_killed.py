"""A run that is killed goes on where it stopped, does nothing twice, and never overwrites somebody's act."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from acogida.cases import jobs
from acogida.cases.actions import lock, note
from acogida.cases.models import Case, Event, Recalculation, TermNotice
from acogida.cases.recompute import run
from tests.cases.rules import close, manager_of
from tests.cases.test_recompute_moves_only_what_moves import FLOOD, PRESENTED, assert_whole, decide, recomputed
from tests.cast import Cast, a_case, a_person

run_module = sys.modules[run.__module__]
CASES = 6


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "CHUNK", 2)


def several(cast: Cast) -> list[Case]:
    from acogida.cases.actions import NewMember
    from acogida.cases.models import Member

    member = [NewMember(a_person(cast), Member.Role.PRINCIPAL)]
    return [a_case(cast, members=member, on=PRESENTED) for _ in range(CASES)]


def told() -> int:
    return Event.objects.filter(kind="calendar_changed").count()


@pytest.mark.django_db
def test_a_run_that_fails_midway_goes_on_with_what_is_left(
    cast: Cast, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = several(cast)
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    real, calls = run_module.reckon, []

    def second_time_dies(change: int, ids: Any, reckoners: Any) -> None:
        calls.append(list(ids))
        if len(calls) == 2:
            raise RuntimeError("the power is gone")
        real(change, ids, reckoners)

    monkeypatch.setattr(run_module, "reckon", second_time_dies)
    with pytest.raises(RuntimeError, match="power"):
        run(change)
    row = Recalculation.objects.get(pk=change)
    assert (row.total, row.done, row.moved, row.finished_at) == (CASES, 2, 2, None)
    assert told() == 2
    row = recomputed(change)
    assert (row.total, row.done, row.moved, row.notices) == (CASES, CASES, CASES, CASES)
    assert [len(ids) for ids in calls] == [2, 2, 2, 2]  # one done, one lost, and the two that were left
    assert told() == TermNotice.objects.count() == CASES
    for case in cases:
        assert_whole(case)


KILLED = """
import itertools, sys, time, django
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
connections["default"].settings_dict["OPTIONS"]["options"] = "-c role=acogida_app -c acogida.offices=all"
from acogida.cases import recompute
run = sys.modules["acogida.cases.recompute.run"]
run.CHUNK = 1
real, done = run.reckon, itertools.count(1)
def slowly(*arguments):
    real(*arguments)
    sys.stdout.write("done\\n")  # at once: two threads write here
    sys.stdout.flush()
    if next(done) >= 3:
        time.sleep(300)  # until killed, however long that takes
run.reckon = slowly
recompute.run(int(sys.argv[2]), workers=2)
"""


@pytest.mark.django_db(transaction=True)
def test_after_kill_9_the_next_job_ends_what_was_begun(cast: Cast) -> None:
    cases = several(cast)
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    name = settings.DATABASES["default"]["NAME"]
    process = subprocess.Popen([sys.executable, "-c", KILLED, name, str(change)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline() == "done\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = told()
    assert 3 <= before < CASES
    assert not Recalculation.objects.get(pk=change).finished_at
    for _attempt in range(100):  # the server takes a moment to see that its client is gone
        if (row := run(change, workers=2)) is not None:
            break
        time.sleep(0.1)
    assert row is not None
    assert (row.done, row.moved, row.notices) == (CASES, CASES, CASES)
    assert told() == TermNotice.objects.count() == CASES
    for case in cases:
        assert_whole(case)


@pytest.mark.django_db(transaction=True)
def test_two_processes_do_not_work_on_one_change_at_once(cast: Cast) -> None:
    several(cast)
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    results: list[Any] = []
    entered, leave = threading.Event(), threading.Event()
    real = run_module.reckon

    def slowly(*arguments: Any) -> None:
        entered.set()
        leave.wait(120)
        real(*arguments)

    def other() -> None:
        try:
            results.append(run(change, workers=0))
        finally:
            connection.close()

    run_module.reckon = slowly
    try:
        thread = threading.Thread(target=other)
        thread.start()
        assert entered.wait(120)
        assert run(change) is None
    finally:
        leave.set()
        thread.join(120)
        run_module.reckon = real
    assert results[0].moved == told() == CASES


@pytest.mark.django_db(transaction=True)
def test_an_act_under_way_is_waited_for_and_not_overwritten(cast: Cast) -> None:
    cases = several(cast)
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    held, leave = threading.Event(), threading.Event()

    def officer() -> None:
        try:
            with transaction.atomic():
                lock(cases[3].pk)
                held.set()
                leave.wait(120)
                note(cast.as_("officer"), cases[3].pk, "note", key=uuid.uuid4(), payload={"text": "x"})
        finally:
            connection.close()

    thread = threading.Thread(target=officer)
    thread.start()
    assert held.wait(120)
    threading.Timer(1.0, leave.set).start()
    row = run(change, workers=2)
    thread.join(120)
    assert row is not None
    assert (row.moved, told()) == (CASES, CASES)
    kinds = list(cases[3].events.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["present", "note", "calendar_changed"]
    for case in cases:
        assert decide(case) == dt.date(2024, 6, 25)
        assert_whole(case)


@pytest.mark.django_db
def test_the_sweep_takes_up_what_nobody_finished(cast: Cast) -> None:
    several(cast)
    change = close(manager_of(cast), *FLOOD, "TAP").added_id
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    jobs.recompute_unfinished(0)
    jobs.recompute_unfinished(0)  # waiting once is enough
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'change' FROM procrastinate_jobs WHERE task_name = 'cases.recompute'")
        assert cursor.fetchall() == [(str(change),)]
    jobs.recompute(change)
    assert told() == CASES
    jobs.recompute_unfinished(0)
    assert Recalculation.objects.get(pk=change).finished_at
