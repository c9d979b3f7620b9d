"""A pack that another authority made: its documents come into the library, unconfirmed, each under its own source."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from acogida.audit.record import write
from acogida.coi.intake import countries, files, taking
from acogida.coi.intake.deciding import EDITION, NEW, UNCHANGED
from acogida.coi.intake.proposing import propose
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.intake.reading.outcome import Unreadable
from acogida.coi.library.topics import codes
from acogida.coi.models import Document, Source
from acogida.coi.packs import screening
from acogida.coi.packs.checking import Checked
from acogida.files.errors import FileError
from acogida.files.store import put_publication

Progress = Callable[[int, int], None]


@dataclass
class Received:
    """What became of the documents: how many of each sort, which versions are new, what could not be taken and why."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((NEW, EDITION, UNCHANGED, "failed"), 0))
    versions: list[uuid.UUID] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


def take_in(by: Any, checked: Checked, progress: Progress | None = None) -> Received:
    """Bring the documents of a checked file in, one transaction each; doing it again changes nothing. `by`: a request, a user,
    or None for the command line. Raises PermissionDenied."""
    held, done = checked.bundle, Received()
    items = list({item["file"]: item for item in held.index["items"]}.values())
    for number, item in enumerate(items, start=1):
        try:
            with transaction.atomic():
                _take(by, checked, item, held.files[item["file"]], done)
        except (Unreadable, FileError, ValidationError, ValueError) as problem:
            done.counts["failed"] += 1
            why = problem.code if isinstance(problem, Unreadable) else str(problem)
            done.errors.append({"file": item["file"], "error": why or type(problem).__name__})
        if progress is not None:
            progress(number, len(items))
    code, on = held.index["pack"]["code"], held.index["version"]["date"]
    detail = {"code": str(code), "date": str(on), "sha256": held.sha256, "trusted": checked.trusted, **done.counts}
    write(by, "coi.pack_received", detail=detail)
    return done


def _take(by: Any, checked: Checked, item: Mapping[str, Any], data: bytes, done: Received) -> None:
    name = item["file"].rpartition("/")[2]
    source = _source(item["source"])
    entry = _entry(data, name, item)
    if screening.found(entry.read.text):
        raise ValueError("it holds the number of a case or of a person")
    about = [code for each in item["countries"] if (code := countries.alpha2(str(each)))]
    proposal = propose(entry, name=name)
    proposal.title, proposal.about = str(item["title"])[:500] or proposal.title, about or proposal.about
    proposal.kind = item["kind"] if item["kind"] in Document.Kind.values else proposal.kind
    proposal.topics = [code for code in item["topics"] if code in codes()]
    proposal.published, proposal.edition = _day(item["published_on"]), str(item["edition"])[:120]
    begins, ends = _day(item["period_from"]), _day(item["period_to"])
    proposal.period = (begins, ends) if begins and ends else None
    index = checked.bundle.index
    capture = {
        "pack": index["pack"]["code"], "issued": index["version"]["date"], "authority": index["authority"],
        "pack_sha256": checked.bundle.sha256, "file": item["file"], "captured_there": item["captured_at"],
    }  # fmt: skip
    setting = taking.Setting(
        by, source, put_publication(data, files.media_type(data, name)), capture, licence=str(item["licence"])[:200]
    )
    entry.url = entry.url or str(item["url"])[:1000]
    for row in taking.take(setting, [(entry, proposal)]).rows:
        done.counts[row.what] += 1
        if row.version:
            done.versions.append(row.version)
        if row.what == NEW:
            Document.objects.filter(pk=row.document).update(
                title_es=str(item["title_es"])[:500], number=str(item["number"])[:80]
            )


def _entry(data: bytes, name: str, item: Mapping[str, Any]) -> Entry:
    """The document in a file of the pack. One that was an entry of a series is read as a series of one."""
    try:
        found = files.entries(data, name)
    except Unreadable as problem:
        if problem.code != "form":
            raise
        alone = {str(item["title"]): json.loads(data)}
        found = files.entries(json.dumps(alone, ensure_ascii=False).encode(), name)
    entries = [*found.entries, *found.empty]
    if len(entries) != 1 or entries[0].problem:
        raise Unreadable("no_text" if entries else "empty")
    return entries[0]


def _source(said: Mapping[str, Any]) -> Source:
    """The source of that name; one that is made says what the other authority said of it, and is not assessed."""
    source, made = taking.source_named(str(said["name"]) or "?")
    if made:
        source.name_es, source.url = str(said["name_es"])[:200], str(said["url"])[:500]
        source.kind = said["kind"] if said["kind"] in Source.Kind.values else source.kind
        source.country = countries.alpha2(str(said["country"])) or ""
        source.save()
    return source


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if isinstance(text, str) else None
