"""Bringing a file in: families in batches, each batch one transaction with how far it came, so that a run killed at any
moment goes on where it stopped and nothing is there twice. Afterwards the persons are compared with the register.
"""

from __future__ import annotations

import hashlib
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Case
from acogida.people.matching import store
from acogida.registration.importing import check as checking
from acogida.registration.importing import curps, likeness, mapping, words, writing
from acogida.registration.importing.check import Checked
from acogida.registration.importing.families import Family
from acogida.registration.importing.places import places
from acogida.registration.models import RegisterImport

LOCK = 0x494D50  # first half of the advisory lock that says a run is under way; the second is the run
BATCH = 500  # families in one transaction
Tell = Callable[[str, int, int], None]
State = RegisterImport.State


def keep(
    data: bytes, file_name: str, chosen: mapping.Mapping, *, request: Any = None, reading: dict[str, Any] | None = None,
    answers: dict[str, str] | None = None, offices: list[str] | None = None, matching: bool = True,
    checked: Checked | None = None,
) -> tuple[RegisterImport, Checked]:  # fmt: skip
    """Keep a file and what was found in it (`checked`, when it was read already today), without bringing anything in.
    Raises what `check` raises."""
    source = RegisterImport(
        file_name=file_name[:200], size=len(data), content=zlib.compress(data), mapping=chosen.text, reading=reading or {},
        answers=answers or {}, read_on=timezone.localdate(), offices=offices, matching=matching,
        created_by=getattr(request, "user", None),
    )  # fmt: skip
    checked = read(source, checked)
    with transaction.atomic():
        source.save()
        write(request, "registration.import_read", source, detail={"rows": len(checked.entries)})
    return source, checked


def keep_unread(
    data: bytes, file_name: str, chosen: mapping.Mapping, *, request: Any, offices: list[str] | None
) -> RegisterImport:
    """Keep a file whose columns nobody could tell yet; people say which is which on its page."""
    source = RegisterImport(
        file_name=file_name[:200], size=len(data), sha256=hashlib.sha256(data).hexdigest(), content=zlib.compress(data),
        mapping=chosen.text, read_on=timezone.localdate(), offices=offices, created_by=request.user,
    )  # fmt: skip
    with transaction.atomic():
        source.save()
        write(request, "registration.import_read", source, detail={"rows": 0})
    return source


def read(source: RegisterImport, checked: Checked | None = None) -> Checked:
    """The file of an import, read as it says; its hash and counts are refreshed. Raises what `check` raises."""
    checked = checked or checking.check(
        zlib.decompress(bytes(source.content)),
        mapping.parse(source.mapping),
        places(source.read_on, source.offices),
        answers=source.answers,
        **source.reading,
    )
    source.sha256, source.total = checked.sha256, len(checked.coming)
    source.found = {**checked.counts, "headers": list(checked.table.headers)}
    return checked


def already(sha256: str) -> RegisterImport | None:
    """The run that brought this very file in, is about to, or was stopped by a fault."""
    begun = RegisterImport.objects.filter(sha256=sha256, state__in=[State.RUNNING, State.DONE, State.FAILED])
    found = {source.state: source for source in begun.order_by("-created_at")}
    return found.get(State.DONE) or found.get(State.RUNNING) or found.get(State.FAILED)


@transaction.atomic
def start(request: Any, source: RegisterImport, then: Callable[[], None] | None = None) -> RegisterImport:
    """Decide to bring a file in; `then` is called in the same transaction. Raises Refused while questions are open, or when
    the file is in already."""
    source = RegisterImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.state in (State.RUNNING, State.DONE):
        return source
    if not source.found:
        raise Refused([words.columns_first()])
    if waiting := source.found["open_questions"]:
        raise Refused([words.unanswered(waiting)])
    _fits_the_pack(mapping.parse(source.mapping))
    source.state, source.problem = State.RUNNING, ""
    source.started_at = source.started_at or timezone.now()
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Refused([words.file_is_in()]) from None
    write(request, "registration.import_start", source, detail={"file": source.sha256, "cases": source.total})
    if then:
        then()
    return source


def _fits_the_pack(chosen: mapping.Mapping) -> None:
    """Raises MappingError when a status leads where the authority's pack has nothing."""
    pack = packs.current()
    stages, outcomes = {stage.code for stage in pack.stages}, {outcome.code for outcome in pack.outcomes}
    for status in chosen.statuses.values():
        if status.stage not in stages or (status.outcome and status.outcome not in outcomes):
            raise mapping.MappingError(
                f"status {status.code}: the pack {pack.name} has no {status.stage} {status.outcome}"
            )


def go_on(import_id: uuid.UUID, tell: Tell | None = None, checked: Checked | None = None) -> RegisterImport:
    """Bring in what is not in yet of a run that was started, to its end. While another process is at it, leaves it alone.
    `checked` is its file as read already."""
    source = RegisterImport.objects.select_related("created_by").get(pk=import_id)
    with _alone(source.pk) as alone:
        if source.state == State.RUNNING and alone:
            return _all(source, checked or read(source), tell or (lambda what, done, total: None))
    return source


def _all(source: RegisterImport, checked: Checked, tell: Tell) -> RegisterImport:
    setting = _setting(source, checked)
    with checking.without_collecting(), ThreadPoolExecutor(1) as beside:
        ahead = beside.submit(_built, checked, setting, source.position)
        while True:
            done, ahead = _batch(source.pk, checked, setting, ahead, beside)
            tell("cases", done.position, done.total)
            if done.position >= done.total:
                break
    store.fold()
    if done.matching:
        compare(source.pk, tell)
    return _finish(source.pk)


@contextmanager
def _alone(import_id: uuid.UUID) -> Iterator[bool]:
    """Whether this connection may work on the run: a lock that ends with the process, however it ends."""
    key = import_id.int & 0x7FFFFFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, key])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, key])


Ahead = Future[tuple[int, writing.Block]]


def _built(checked: Checked, setting: writing.Setting, position: int) -> tuple[int, writing.Block]:
    """The rows of the families from a position on, made while the database is busy with those before."""
    return position, writing.write(checked.coming[position : position + BATCH], setting)


def _setting(source: RegisterImport, checked: Checked) -> writing.Setting:
    pack, user = packs.current(), source.created_by
    packs.keep(pack)
    change = packs.change_number()
    return writing.Setting(
        run=source.pk, sha256=source.sha256, mapping=checked.mapping, table=checked.table,
        rules=packs.rules(pack.hash, change), change=change, offices=dict(Office.objects.values_list("code", "pk")),
        derivative=frozenset(each.code for each in pack.relations if each.derivative),
        actor=user.pk if user else None, actor_roles=" ".join(user.role_codes) if user else "",
        today=timezone.localdate(), now=timezone.now(), cells={row.number: row.cells for row in checked.table.rows},
    )  # fmt: skip


def _batch(
    import_id: uuid.UUID, checked: Checked, setting: writing.Setting, ahead: Ahead, beside: ThreadPoolExecutor
) -> tuple[RegisterImport, Ahead]:
    """The next families, whole or not at all. `ahead` holds their rows, unless somebody else went on meanwhile."""
    began = time.monotonic()
    with transaction.atomic():
        source = RegisterImport.objects.select_for_update(of=("self",)).defer("content").get(pk=import_id)
        families = checked.coming[source.position : source.position + BATCH]
        position, block = ahead.result()
        ahead = beside.submit(_built, checked, setting, source.position + len(families))
        fresh, known = _new_ones(families)
        if known or position != source.position:
            block = writing.write(fresh, setting)
        copy(block)
        curps.keep(block.persons, source.created_by)
        likeness.file(block.persons)
        source.position += len(families)
        source.cases += len(fresh)
        source.persons += len(block.persons)
        source.known = [*source.known, *known]
        source.seconds += time.monotonic() - began
        source.save(update_fields=["position", "cases", "persons", "known", "seconds"])
        if families:
            write(
                source.created_by, "registration.import_batch", source,
                detail={"cases": len(fresh), "persons": len(block.persons), "position": source.position},
            )  # fmt: skip
    return source, ahead


def _new_ones(families: list[Family]) -> tuple[list[Family], list[str]]:
    """The families whose number the register does not have, and the numbers it has."""
    numbers = {writing.number_of(family.number): family for family in families}
    known = set(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
    return [family for number, family in numbers.items() if number not in known], sorted(known)


def copy(block: writing.Block) -> None:
    """Stream the rows in. A table under a row-level policy takes no COPY: its rows go by way of a temporary one."""
    with connection.cursor() as cursor:
        for table, columns in writing.COLUMNS.items():
            if not block.rows[table]:
                continue
            names = ", ".join(f'"{name}"' for name in columns.split())
            walled = _walled(cursor, table)
            target = f"{table}_coming" if walled else table
            if walled:
                cursor.execute(f"CREATE TEMP TABLE {target} (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP")
            with cursor.copy(f"COPY {target} ({names}) FROM STDIN") as stream:
                stream.write(block.text(table))
            if walled:
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {target}")
                cursor.execute(f"DROP TABLE {target}")


def _walled(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT row_security_active(%s)", [table])
    return bool(cursor.fetchone()[0])


def compare(import_id: uuid.UUID, tell: Tell) -> None:
    """Compare the persons that came in with everybody. A killed run does it again; the desk is asked once."""
    began = time.monotonic()
    suspected = likeness.compare(import_id, tell)
    with transaction.atomic():
        source = RegisterImport.objects.select_for_update(of=("self",)).defer("content").get(pk=import_id)
        source.suspected += suspected
        source.seconds += time.monotonic() - began
        source.save(update_fields=["suspected", "seconds"])


@transaction.atomic
def _finish(import_id: uuid.UUID) -> RegisterImport:
    source = RegisterImport.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=import_id)
    if source.state == State.RUNNING:
        source.state, source.finished_at = State.DONE, timezone.now()
        source.save(update_fields=["state", "finished_at"])
        write(
            source.created_by, "registration.import_done", source,
            detail={"cases": source.cases, "persons": source.persons, "suspected": source.suspected},
        )  # fmt: skip
    return source


@transaction.atomic
def change(
    request: Any, import_id: uuid.UUID, *, answers: dict[str, str] | None = None, reading: dict[str, Any] | None = None
) -> None:
    """Keep answers, or how the file is to be read, of an import that was not started. Raises what `check` raises, and then
    keeps nothing."""
    source = RegisterImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if source.state != State.READ:
        raise Refused([words.file_is_in()])
    if answers is not None:
        source.answers = answers
    if reading is not None:
        source.reading = reading
    read(source)
    source.save()
    write(request, "registration.import_change", source, detail={"answers": sorted(source.answers)})


@transaction.atomic
def discard(request: Any, import_id: uuid.UUID) -> None:
    """Forget a file that was read and never started."""
    source = RegisterImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if source.state != State.READ:
        raise Refused([words.file_is_in()])
    write(request, "registration.import_discard", source, detail={"file": source.sha256})
    source.delete()


def fail(import_id: uuid.UUID, problem: str) -> None:
    """Stop a run visibly; it can be started again and goes on from where it was."""
    RegisterImport.objects.filter(pk=import_id, state=State.RUNNING).update(state=State.FAILED, problem=problem[:500])
