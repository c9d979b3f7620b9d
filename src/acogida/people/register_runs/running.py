"""One run over the whole register: read, compare, keep the pairs, hand them to the desk batch by batch.

Until the pairs are kept nothing has been said to anybody, so a run killed before that begins again. From then on each
batch leaves in the transaction that tells the desk: a run killed there goes on with what is left, and nothing is told twice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from acogida.audit.record import write
from acogida.people.duplicates import suspect
from acogida.people.judgements import Source
from acogida.people.matching.pairs import Found, gathered, likely_pairs
from acogida.people.matching.reading import in_pages, psycopg_connection
from acogida.people.matching.weights import load
from acogida.people.models import Person, RegisterPair, RegisterRun

LOCK = 7140  # advisory: one process works on runs
BATCH = 500  # pairs handed over in one transaction
THRESHOLD = 0.3  # a pair likelier than this is worth somebody's look; the counter, with her before it, asks sooner
SAID_EVERY = 1.0  # seconds between two notes of progress
State = RegisterRun.State


class Stopped(Exception):
    """Somebody asked the run to stop."""


def start(request: HttpRequest | None) -> tuple[RegisterRun, bool]:
    """(the run, whether it is new): one is under way at most, and who asks again is shown that one."""
    weights = load()
    user = getattr(request, "user", None)
    who = None if user is None or isinstance(user, AnonymousUser) else user
    try:
        with transaction.atomic():
            run = RegisterRun.objects.create(
                started_by=who, threshold=THRESHOLD, weights=weights.version
            )  # fmt: skip
            write(request, "duplicates.compare_register", None, detail={"run": str(run.pk)})
            return run, True
    except IntegrityError:
        return RegisterRun.objects.exclude(state__in=RegisterRun.OVER).get(), False


def ask_to_stop(request: HttpRequest, run: RegisterRun) -> None:
    """Let it stop at its next step; what was handed to the desk stays there."""
    with transaction.atomic():
        RegisterRun.objects.filter(pk=run.pk).exclude(state__in=RegisterRun.OVER).update(stop_asked=True)
        write(request, "duplicates.stop_comparing", None, detail={"run": str(run.pk)})


def work(pk: uuid.UUID, say: Callable[[str], None] = lambda text: None) -> RegisterRun | None:
    """Begin a run, or go on with one that was killed. None when it is over or somebody else works on it."""
    with _alone() as alone:
        if not alone:
            return None
        run = RegisterRun.objects.exclude(state__in=RegisterRun.OVER).filter(pk=pk).first()
        if run is None:
            return None
        try:
            if run.state != State.HANDING:
                _find(run, say)
            _hand_over(run, say)
        except Stopped:
            _end(run, State.STOPPED)
        except Exception as problem:
            # The kind of fault, never its text: that may name somebody.
            _end(run, State.FAILED, type(problem).__name__)
            raise
        return run


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else works on runs; a killed worker's lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _find(run: RegisterRun, say: Callable[[str], None]) -> None:
    """Read everybody, compare, keep the pairs."""
    note = _Notes(run, say)
    note.enter(State.READING, Person.objects.count())
    register = gathered(in_pages(), note.at, every=2000)
    sealed = set(Person.objects.filter(sealed=True).values_list("pk", flat=True))
    known = len(sealed.intersection(register.ids)) if sealed else 0
    RegisterRun.objects.filter(pk=run.pk).update(persons=len(register.ids) - known, sealed_persons=known)
    note.enter(State.COMPARING, 0)
    found = likely_pairs(register, load(run.weights), threshold=run.threshold, progress=note.of)
    with transaction.atomic():
        RegisterPair.objects.filter(run=run).delete()
        _keep(run, register.ids, found)
        note.enter(State.HANDING, len(found))


def _keep(run: RegisterRun, ids: object, found: Found) -> None:
    with (
        psycopg_connection().cursor() as cursor,
        cursor.copy("COPY people_registerpair (run_id, one, other, probability, weight) FROM STDIN") as copy,
    ):
        for low, high, probability, bits in zip(
            found.low.tolist(), found.high.tolist(), found.probability.tolist(), found.bits.tolist(), strict=True
        ):
            copy.write_row((run.pk, ids[low], ids[high], probability, bits))  # type: ignore[index]


def _hand_over(run: RegisterRun, say: Callable[[str], None]) -> None:
    """Tell the desk, the likeliest first; each batch and its count in one transaction."""
    note = _Notes(run, say)
    while True:
        note.stop_if_asked()
        with transaction.atomic():
            row = RegisterRun.objects.select_for_update().get(pk=run.pk)
            batch = list(RegisterPair.objects.filter(run=run).order_by("pk")[:BATCH])
            ends = {person for pair in batch for person in (pair.one, pair.other)}
            here = dict(Person.objects.filter(pk__in=ends).values_list("pk", "sealed"))
            for sealed in (False, True):
                pairs = [
                    (pair.one, pair.other, pair.probability, pair.weight)
                    for pair in batch
                    if pair.one in here and pair.other in here and (here[pair.one] or here[pair.other]) is sealed
                ]
                new = suspect(pairs, Source.REGISTER)
                if sealed:
                    row.sealed_found, row.sealed_new = row.sealed_found + len(pairs), row.sealed_new + new
                else:
                    row.found, row.new = row.found + len(pairs), row.new + new
            RegisterPair.objects.filter(pk__in=[pair.pk for pair in batch]).delete()
            row.done += len(batch)
            if not batch:
                row.state, row.finished_at = State.DONE, timezone.now()
            row.save()
        say(f"{row.done:,} of {row.total:,} pairs at the desk")
        if not batch:
            run.refresh_from_db()
            return


def _end(run: RegisterRun, state: State, error: str = "") -> None:
    with transaction.atomic():
        RegisterPair.objects.filter(run=run).delete()
        RegisterRun.objects.filter(pk=run.pk).update(
            state=state, error=error, finished_at=timezone.now(), moved_at=timezone.now()
        )  # fmt: skip
    run.refresh_from_db()


class _Notes:
    """Keeps the run's row up to date, not too often, and hears whether it is to stop."""

    def __init__(self, run: RegisterRun, say: Callable[[str], None]) -> None:
        self.run, self.say, self.last, self.total = run, say, 0.0, run.total

    def enter(self, state: State, total: int) -> None:
        self.total = total
        RegisterRun.objects.filter(pk=self.run.pk).update(state=state, total=total, done=0, moved_at=timezone.now())
        self.run.state = state
        self.say(f"{state.value}: {total:,}" if total else state.value)

    def at(self, done: int) -> None:
        self.of(done, self.total)

    def of(self, done: int, total: int) -> None:
        if time.monotonic() - self.last < SAID_EVERY and done < total:
            return
        self.last = time.monotonic()
        self.stop_if_asked()
        RegisterRun.objects.filter(pk=self.run.pk).update(done=done, total=total, moved_at=timezone.now())
        self.say(f"{self.run.state}: {done:,} of {total:,}")

    def stop_if_asked(self) -> None:
        if RegisterRun.objects.filter(pk=self.run.pk, stop_asked=True).exists():
            raise Stopped
