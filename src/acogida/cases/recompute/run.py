"""A run over all the cases that a change touches: found, cut into chunks, worked side by side, resumed."""

from __future__ import annotations

import queue
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from acogida.cases.models import Recalculation
from acogida.cases.recompute.chunk import Reckoners, reckon
from acogida.cases.recompute.reckoner import TOUCHED, Window, window_of

CHUNK = 1000  # cases in one transaction: others wait for their tallies no longer than it lasts
WORKERS = 3  # transactions at once: two keep two cores busy, the third fills the gaps
PATIENCE = 20.0  # seconds to wait for acts that were under way when the rules changed
LOCK = 0x41434F47  # first half of the advisory lock that says a run is under way; the second is the change


def run(change: int, *, workers: int | None = None) -> Recalculation | None:
    """Reckon again what a change of the rules touches, or go on where a killed run stopped.

    `workers` threads with a connection each; 0 works on this connection (the default inside a transaction). Returns
    the finished row; None when another process is at it, or when the change moves no date.
    """
    with _alone(change) as alone:
        row = Recalculation.objects.select_related("change").filter(pk=change).first()
        if not alone or row is None or row.finished_at:
            return row if alone else None
        window = window_of(row.change)
        assert window is not None, "only changes of closures are recalculated"
        _wait_for_acts_under_way()
        ids = _cases_touched(window, row.position)
        total = len(ids) if row.total is None else row.total
        _note(row, total=total, done=max(0, total - len(ids)), started_at=row.started_at or timezone.now())
        chunks = [ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK)]
        for chunk in _worked(change, chunks, workers):
            _note(row, done=F("done") + len(chunk), position=chunk[-1])
        _note(row, finished_at=timezone.now())
        row.refresh_from_db()
        return row


def _note(row: Recalculation, **changes: Any) -> None:
    Recalculation.objects.filter(pk=row.pk).update(**changes)


def _cases_touched(window: Window, after: uuid.UUID | None) -> list[str]:
    """Ids of cases with an open clock that the window touches, in order; those not yet passed by a former run."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT k.case_id FROM {TOUCHED} AND k.case_id > %(after)s ORDER BY k.case_id",
            {**window.parameters, "after": after or uuid.UUID(int=0)},
        )
        return [str(case) for (case,) in cursor.fetchall()]


def _worked(change: int, chunks: Sequence[list[str]], workers: int | None) -> Iterator[list[str]]:
    """The chunks in order, each when it and all before it are done."""
    if workers is None:
        workers = 0 if connection.in_atomic_block else WORKERS
    reckoners = Reckoners()
    if not workers or len(chunks) < 2:
        for chunk in chunks:
            reckon(change, chunk, reckoners)
            yield chunk
        return
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(chunks)):
        waiting.put(index)
    told: queue.SimpleQueue[int | BaseException] = queue.SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        try:
            while not stop.is_set():
                try:
                    index = waiting.get_nowait()
                except queue.Empty:
                    return
                reckon(change, chunks[index], reckoners)
                told.put(index)
        except BaseException as problem:  # noqa: BLE001  told to the one who waits, who raises it
            told.put(problem)
        finally:
            connection.close()  # this thread's own

    threads = [threading.Thread(target=work, name=f"recompute-{n}", daemon=True) for n in range(workers)]
    for thread in threads:
        thread.start()
    try:
        done: set[int] = set()
        upto = 0
        while upto < len(chunks):
            news = told.get()
            if isinstance(news, BaseException):
                raise news
            done.add(news)
            while upto in done:
                yield chunks[upto]
                upto += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def _alone(change: int) -> Iterator[bool]:
    """Whether this connection may work on the change: a lock that ends with the process, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, change])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, change])


def _wait_for_acts_under_way() -> None:
    """Until every transaction that may have read the rules as they were before has ended: a clock that one of them
    starts would be missed. Acts take a transaction number when they lock their case, before they read the rules."""
    if connection.in_atomic_block:
        return  # our own would never end
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        [(newest,)] = cursor.fetchall()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", [newest])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)
