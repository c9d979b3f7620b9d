"""Batches of files on their way into the library: kept, read in the background, confirmed by a person, taken.

Each item moves on by itself and in one transaction with what it became, so that a killed worker leaves nothing half done and
the next one goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.access import require_hand
from acogida.coi.intake import deciding, fetching, files, words
from acogida.coi.intake.proposing import Proposal, propose
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.intake.reading.outcome import Read, Unreadable
from acogida.coi.models import IntakeBatch, IntakeItem, Source
from acogida.files.models import Blob
from acogida.files.store import get, put_publication

LOCK = 0x434F4A  # first half of the advisory lock of a batch that is being worked on
MOST_ATTEMPTS = 3  # a file that ended the program so often is not tried again
MOST_FILES, MOST_ADDRESSES = 200, 500
State = IntakeItem.State


@transaction.atomic
def begin(
    by: Any, way: str, source: Source, *, key: uuid.UUID, uploads: Iterable[tuple[str, bytes]] = (),
    addresses: Sequence[str] = (), country: str = "", published: dt.date | None = None, restricted: bool = False,
) -> IntakeBatch:  # fmt: skip
    """Keep what somebody hands in; a worker reads it. The same `key` again gives the same batch. Raises PermissionDenied."""
    user = getattr(by, "user", by)
    if user is not None:
        require_hand(user, "coi.research")
    try:
        with transaction.atomic():
            batch = IntakeBatch.objects.create(
                way=way, source=source, key=key, country=country, published_on=published, restricted=restricted,
                created_by=user,
            )  # fmt: skip
    except IntegrityError:
        return IntakeBatch.objects.get(key=key)
    ordinals = itertools.count(1)
    for name, data in uploads:
        add_file(batch, next(ordinals), name, data)
    state = State.WAITING if fetching.allowed() else State.TO_FETCH
    for address in dict.fromkeys(addresses):
        named = {"name": address[:300], "url": address[:1000], "state": state}
        IntakeItem.objects.create(batch=batch, ordinal=next(ordinals), **named)
    items = next(ordinals) - 1
    write(by, "coi.intake_begin", batch, detail={"way": way, "items": items, "source": str(source.pk)})
    read_later(batch.pk)
    return batch


def add_file(batch: IntakeBatch, ordinal: int, name: str, data: bytes) -> IntakeItem:
    """Keep a file as an item to be read; what is of no kind that is kept says so at once."""
    item = IntakeItem(batch=batch, ordinal=ordinal, name=name[:300])
    try:
        item.blob = put_publication(data, files.media_type(data, name))
    except Unreadable as problem:
        _failed(item, problem.code, problem.data)
    item.save()
    return item


def read_later(batch_id: uuid.UUID) -> None:
    """In the transaction that needs it."""
    from procrastinate.exceptions import AlreadyEnqueued

    from acogida.coi.intake.jobs import work

    with suppress(AlreadyEnqueued), transaction.atomic():
        work.configure(queueing_lock=f"coi.intake {batch_id}").defer(batch_id=str(batch_id))


def go_on(batch_id: uuid.UUID) -> None:
    """Read what waits and take what was confirmed, to the end. While another process is at it, leaves it alone."""
    key = batch_id.int & 0x7FFFFFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, key])
        if not cursor.fetchone()[0]:
            return
    try:
        while item := _next(batch_id):
            _work(item)
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, key])


def _to_do() -> QuerySet[IntakeItem]:
    return IntakeItem.objects.filter(state__in=[State.WAITING, State.TAKING])


def unfinished() -> list[uuid.UUID]:
    """Batches with something to do, among them those that a killed worker left."""
    return list(_to_do().order_by().values_list("batch", flat=True).distinct())


def _next(batch_id: uuid.UUID) -> IntakeItem | None:
    return _to_do().filter(batch=batch_id).select_related("batch__source", "batch__created_by", "blob").first()


def _work(item: IntakeItem) -> None:
    # Counted before it begins: whatever ends the program in the middle leaves the count.
    IntakeItem.objects.filter(pk=item.pk).update(attempts=F("attempts") + 1)
    if item.attempts >= MOST_ATTEMPTS:
        _failed(item, "lost", {})
        item.save()
        return
    try:
        if item.state == State.TAKING:
            from acogida.coi.intake import confirming

            confirming.take_list(item)
        else:
            read(item)
    except Unreadable as problem:
        _failed(item, problem.code, problem.data)
        item.save()
    except Exception as problem:  # one bad file does not keep the others; the kind is told, never what is in it
        _failed(item, "fault", {"kind": type(problem).__name__})
        item.save()
        if connection.needs_rollback:
            raise


def read(item: IntakeItem) -> None:
    """Read one file and keep what it seems to be, for a person to confirm. Raises Unreadable."""
    if item.blob is None:
        page = fetching.fetch(item.url)
        name = fetching.name_of(page)
        item.blob = put_publication(page.body, files.media_type(page.body, name))
        item.name, item.fetched = name[:300], {**page.headers, "url": page.url}
    opened = open_item(item)
    found = proposals(item, opened.entries)
    decided = deciding.decide(item.batch.source, found)
    item.total = item.done = len(opened.entries) if opened.is_list else max(1, len(opened.entries[0].read.pages))
    if opened.is_list:
        _keep_list(item, opened, decided)
    else:
        _keep_one(item, *found[0], decided[0])
    item.save()


def open_item(item: IntakeItem) -> files.Opened:
    """The entries of an item's file; how many pages of a scan are read is kept as it goes. Raises Unreadable."""
    assert item.blob is not None
    rows = IntakeItem.objects.filter(pk=item.pk)

    def tell(done: int, total: int) -> None:
        rows.update(done=done, total=total)

    opened = files.entries(get(item.blob), item.name, tell)
    if item.url:
        for entry in opened.entries:
            entry.url = entry.url or item.url
    return opened


def proposals(item: IntakeItem, entries: Sequence[Entry]) -> list[tuple[Entry, Proposal]]:
    """Each entry that can be taken with what it seems to be."""
    batch = item.batch
    given: dict[str, Any] = {"name": item.name, "country": batch.country, "published": batch.published_on}
    return [(entry, propose(entry, **given)) for entry in entries if entry.problem is None]


def _keep_list(item: IntakeItem, opened: files.Opened, decided: Sequence[deciding.Decision]) -> None:
    counts = {what: sum(each.what == what for each in decided) for what in ("new", "edition", "unchanged")}
    wrong = [[entry.place, entry.problem] for entry in opened.entries if entry.problem]
    item.proposed = {
        "list": counts, "empty": [entry.place for entry in opened.empty][:200], "wrong": wrong[:200], "wrong_count": len(wrong)
    }  # fmt: skip
    item.near = list(dict.fromkeys(other for each in decided for other, _share in each.near))[:50]
    item.state = State.READ if counts["new"] + counts["edition"] else State.UNCHANGED


def _keep_one(item: IntakeItem, entry: Entry, proposal: Proposal, decision: deciding.Decision) -> None:
    item.proposed = as_json(entry, proposal)
    item.near = [other for other, _share in decision.near]
    item.document_id = decision.document
    item.content = zlib.compress(entry.read.to_json().encode())
    item.state = State.UNCHANGED if decision.what == deciding.UNCHANGED else State.READ
    if item.state == State.UNCHANGED:
        item.content = None


def as_json(entry: Entry, proposal: Proposal) -> dict[str, Any]:
    """What was found out about a file, for its row."""
    read = entry.read
    return {
        "title": proposal.title, "language": proposal.language, "kind": proposal.kind, "edition": proposal.edition,
        "published": proposal.published.isoformat() if proposal.published else "",
        "about": proposal.about, "mentioned": proposal.mentioned, "topics": proposal.topics, "doubts": proposal.doubts,
        "words": len(read.text.split()), "pages": len(read.pages), "ocr": read.ocr_confidence, "notes": read.notes,
        "unread_pages": len(read.empty_pages), "begin": read.text[:600],
    }  # fmt: skip


def read_again(item: IntakeItem) -> Read:
    """What was read of an item that waits for confirmation."""
    if item.content is None:
        return open_item(item).entries[0].read
    return Read.from_json(zlib.decompress(bytes(item.content)).decode())


@transaction.atomic
def retry(request: Any, item_id: uuid.UUID) -> IntakeItem:
    """Read a file again that could not be read. Raises PermissionDenied, Refused."""
    require_hand(request.user, "coi.research")
    item = IntakeItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.state in (State.WAITING, State.TAKING, State.READ):
        return item
    if item.state not in (State.FAILED, State.TO_FETCH, State.LEFT) or (item.blob_id is None and not item.url):
        raise Refused([words.nothing_to_read()])
    if item.blob_id is None and not fetching.allowed():
        raise Refused([words.not_fetched()])
    item.state, item.attempts, item.problem, item.problem_data = State.WAITING, 0, "", {}
    item.save()
    write(request, "coi.intake_retry", item)
    read_later(item.batch_id)
    return item


@transaction.atomic
def leave(request: Any, item_id: uuid.UUID) -> IntakeItem:
    """Leave a file out of the library. Raises PermissionDenied, Refused when it is in already."""
    require_hand(request.user, "coi.research")
    item = IntakeItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.state in (State.TAKEN, State.TAKING):
        raise Refused([words.is_in()])
    if item.state != State.LEFT:
        item.state, item.content = State.LEFT, None
        item.save()
        write(request, "coi.intake_leave", item)
    return item


def _failed(item: IntakeItem, code: str, data: dict[str, Any]) -> None:
    item.state, item.problem, item.problem_data = State.FAILED, code, data
    item.content = None


def kept_as(data: bytes, name: str) -> Blob:
    """A file in the store, as what it is. Raises Unreadable."""
    return put_publication(data, files.media_type(data, name))
