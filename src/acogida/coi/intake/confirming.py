"""A person confirms what was proposed, and the file goes into the library."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.access import require_hand
from acogida.coi.intake import batches, taking, words
from acogida.coi.intake.deciding import UNCHANGED
from acogida.coi.intake.proposing import Proposal, propose
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.models import Document, DocumentVersion, IntakeItem, Standing

State = IntakeItem.State
ANOTHER = "new"  # what a person says of a file that resembles one that is there


@dataclass(frozen=True)
class Said:
    """What a person confirmed or corrected of one file. `edition_of`: a document's id, "new", or None for what the rule
    said."""

    title: str = ""
    language: str = ""
    kind: str = ""
    edition: str = ""
    published: dt.date | None = None
    about: Collection[str] | None = None
    topics: Collection[str] | None = None
    edition_of: uuid.UUID | str | None = None


def confirm(request: Any, item_id: uuid.UUID, said: Said | None = None) -> IntakeItem:
    """Take a file in as it was proposed, or as `said`. A list of documents is taken by the worker. Done once: confirming
    again changes nothing. Raises PermissionDenied, Refused."""
    require_hand(request.user, "coi.research")
    with transaction.atomic():
        item = _locked(item_id)
        if item.state in (State.TAKEN, State.TAKING, State.UNCHANGED):
            return item
        if item.state != State.READ:
            raise Refused([words.not_waiting()])
        if "list" in item.proposed:
            item.state, item.done, item.attempts = State.TAKING, 0, 0
            item.save()
            write(request, "coi.intake_confirm", item)
            batches.read_later(item.batch_id)
            return item
        return _take_one(request, item, said or Said())


def confirm_all(request: Any, batch_id: uuid.UUID, chosen: Collection[uuid.UUID]) -> tuple[int, list[str]]:
    """Confirm several as proposed: how many went in, and the names of those that need a look of their own first."""
    done, left = 0, []
    for item in IntakeItem.objects.filter(batch=batch_id, pk__in=chosen, state=State.READ):
        try:
            confirm(request, item.pk)
            done += 1
        except Refused:
            left.append(item.name)
    return done, left


def _locked(item_id: uuid.UUID) -> IntakeItem:
    rows = IntakeItem.objects.select_for_update(of=("self",)).select_related("batch__source", "blob")
    return rows.get(pk=item_id)


def _take_one(request: Any, item: IntakeItem, said: Said) -> IntakeItem:
    assert item.blob is not None
    judged = _judged(item, said)
    read = batches.read_again(item)
    entry = Entry("", "", said.title or item.proposed.get("title", ""), read, item.blob.sha256, url=item.url)
    proposal = _corrected(propose(entry, name=item.name, country=item.batch.country), item, said)
    taken = taking.take(_setting(request, item, confirmed=True), [(entry, proposal)], judged=judged)
    row = taken.rows[0]
    item.state = State.UNCHANGED if row.what == UNCHANGED else State.TAKEN
    item.document_id, item.version_id, item.content = row.document, row.version, None
    item.save()
    _language_is_sure(request, row.version, said, proposal)
    write(request, "coi.intake_confirm", item, detail={"document": str(row.document), "what": row.what})
    return item


def _judged(item: IntakeItem, said: Said) -> Any:
    if said.edition_of == ANOTHER:
        return taking.as_new
    if said.edition_of:
        return taking.as_edition_of(uuid.UUID(str(said.edition_of)))
    if item.near and item.document_id is None:
        raise Refused([words.choose_first()])
    return taking.as_edition_of(item.document_id) if item.document_id else taking.as_new


def _corrected(proposal: Proposal, item: IntakeItem, said: Said) -> Proposal:
    kept = item.proposed
    published = said.published or (dt.date.fromisoformat(kept["published"]) if kept.get("published") else None)
    return dataclasses.replace(
        proposal,
        title=said.title or kept.get("title") or proposal.title,
        language=said.language or kept.get("language") or proposal.language,
        kind=said.kind or kept.get("kind") or proposal.kind,
        edition=said.edition or kept.get("edition") or "",
        published=published,
        about=list(said.about if said.about is not None else kept.get("about", [])),
        topics=list(said.topics if said.topics is not None else kept.get("topics", [])),
    )


def _language_is_sure(request: Any, version: uuid.UUID | None, said: Said, proposal: Proposal) -> None:
    if version and (said.language or "language" not in proposal.doubts):
        Standing.objects.filter(pk=version).update(
            language=proposal.language, language_confirmed_by=getattr(request, "user", None)
        )


def _setting(by: Any, item: IntakeItem, *, confirmed: bool) -> taking.Setting:
    assert item.blob is not None
    batch = item.batch
    capture = {"file": item.name, "way": batch.way, "batch": str(batch.pk)}
    if item.fetched:
        capture["headers"] = item.fetched
    return taking.Setting(by, batch.source, item.blob, capture, restricted=batch.restricted, confirmed=confirmed)


def take_list(item: IntakeItem, tell: taking.Tell | None = None, *, by: Any = None) -> taking.Taken:
    """Take the documents of an item's file in, unconfirmed: nobody looked at each of them. Raises Unreadable."""
    opened = batches.open_item(item)
    rows = IntakeItem.objects.filter(pk=item.pk)

    def told(done: int, total: int) -> None:
        rows.update(done=done, total=total)
        if tell:
            tell(done, total)

    user = by or item.batch.created_by
    taken = taking.take(_setting(user, item, confirmed=False), batches.proposals(item, opened.entries), told)
    item.proposed = {
        **item.proposed,
        "taken": {what: taken.count(what) for what in ("new", "edition", "unchanged")},
    }
    item.near = list(dict.fromkeys(other for row in taken.rows for other, _share in row.near))[:50]
    item.state, item.total, item.done = State.TAKEN, len(opened.entries), len(opened.entries)
    item.save()
    return taken


@transaction.atomic
def confirm_documents(request: Any, chosen: Collection[uuid.UUID]) -> int:
    """Confirm what was proposed of documents that came in unconfirmed; how many. Raises PermissionDenied."""
    require_hand(request.user, "coi.research")
    rows = Document.objects.filter(pk__in=chosen, confirmed_by=None).select_for_update(of=("self",))
    found = list(rows)
    for document in found:
        document.confirmed_by, document.confirmed_at = request.user, timezone.now()
        document.version += 1
    Document.objects.bulk_update(found, ["confirmed_by", "confirmed_at", "version"])
    if found:
        write(request, "coi.documents_confirm", detail={"documents": [str(document.pk) for document in found]})
    return len(found)


def unindexed(source_id: uuid.UUID) -> list[uuid.UUID]:
    """Versions of a source that search does not know yet."""
    rows = DocumentVersion.objects.filter(document__source=source_id, standing__indexed_at=None)
    return list(rows.order_by("captured_at").values_list("pk", flat=True))
