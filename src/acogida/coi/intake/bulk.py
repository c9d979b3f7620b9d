"""Files taken in one after the other by the command: read, decided by rule and taken at once, unconfirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from acogida.audit.record import write
from acogida.coi.intake import batches, files, taking, words
from acogida.coi.intake.deciding import EDITION, NEW, UNCHANGED
from acogida.coi.intake.proposing import propose
from acogida.coi.intake.reading.outcome import Unreadable
from acogida.coi.models import IntakeBatch, IntakeItem, Source, Standing
from acogida.files.models import Blob

MOST_LISTED = 20_000  # rows of the answer
State = IntakeItem.State
WHAT = {NEW: "new", EDITION: "new_version", UNCHANGED: "unchanged"}


@dataclass
class Run:
    """One run of the command, and what it did."""

    source: Source
    country: str = ""
    published: dt.date | None = None
    restricted: bool = False
    tell: Callable[[str, int, int], None] = lambda what, done, total: None
    batch: IntakeBatch | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "new_version", "unchanged", "empty", "failed"), 0)
    )
    seen: int = 0  # files

    def file(self, path: Path, name: str) -> None:
        """Take one file in; what is wrong with it is kept with its name, and the next one goes on."""
        self.seen += 1
        item = self._item(name)
        try:
            data = path.read_bytes()
            self._take(item, data, name)
        except Unreadable as problem:
            self._wrong(item, problem.code, problem.data)
        except OSError as problem:
            self._wrong(item, "fault", {"kind": problem.strerror or type(problem).__name__})

    def _item(self, name: str) -> IntakeItem:
        if self.batch is None:
            self.batch = IntakeBatch.objects.create(
                way=IntakeBatch.Way.COMMAND, source=self.source, country=self.country, published_on=self.published,
                restricted=self.restricted, key=uuid.uuid4(),
            )  # fmt: skip
            write(None, "coi.intake_begin", self.batch, detail={"way": "command", "source": str(self.source.pk)})
        return IntakeItem(batch=self.batch, ordinal=self.seen, name=name[-300:])

    def _take(self, item: IntakeItem, data: bytes, name: str) -> None:
        opened = files.entries(data, name, lambda done, total: self.tell("pages read", done, total))
        given: dict[str, Any] = {"name": name, "country": self.country, "published": self.published}
        found = [(entry, propose(entry, **given)) for entry in opened.entries if entry.problem is None]
        item.blob = batches.kept_as(data, name)
        setting = self._setting(item.blob, name)
        taken = taking.take(setting, found, lambda done, total: self.tell("documents", done, total))
        wrong = [entry for entry in opened.entries if entry.problem]
        for entry in wrong:
            self._error(name, entry.place, str(entry.problem), {})
        last = {entry.external_id: entry for entry, _proposal in found if entry.external_id}
        places = {row.entry.place for row in taken.rows}
        for entry, _proposal in found:  # what `take` leaves out of entries with one id, unless they say the same
            other = last.get(entry.external_id, entry)
            if other.sha256 != entry.sha256 and entry.place not in places:
                self._error(name, entry.place, "repeated", {"other": other.place})
        for row in taken.rows:
            self.counts[WHAT[row.what]] += 1
            self.rows.append(self._row(name, row))
        self.counts["empty"] += len(opened.empty)
        self._done(item, opened, taken, len(wrong))

    def _setting(self, blob: Blob, name: str) -> taking.Setting:
        assert self.batch is not None
        capture = {"file": name[-300:], "way": "command", "batch": str(self.batch.pk)}
        return taking.Setting(None, self.source, blob, capture, restricted=self.restricted)

    def _row(self, name: str, row: taking.Row) -> dict[str, Any]:
        return {
            "file": name, "entry": row.entry.place, "external_id": row.entry.external_id, "what": WHAT[row.what],
            "document": row.document, "version": row.version,
            "near": [{"document": other, "alike": share} for other, share in row.near],
        }  # fmt: skip

    def _done(self, item: IntakeItem, opened: files.Opened, taken: taking.Taken, wrong: int) -> None:
        counts = {what: taken.count(what) for what in (NEW, EDITION, UNCHANGED)}
        item.state = State.TAKEN if taken.versions else State.UNCHANGED
        item.total = item.done = len(opened.entries)
        item.near = list(dict.fromkeys(other for row in taken.rows for other, _share in row.near))[:50]
        if opened.is_list:
            item.proposed = {
                "list": counts,
                "taken": counts,
                "wrong_count": wrong,
                "empty": [e.place for e in opened.empty],
            }
        elif taken.rows:
            item.document_id, item.version_id = taken.rows[0].document, taken.rows[0].version
            item.proposed = {"title": opened.entries[0].title}
        item.save()

    @transaction.atomic
    def _wrong(self, item: IntakeItem, code: str, data: dict[str, Any]) -> None:
        item.state, item.problem, item.problem_data = State.FAILED, code, data
        item.save()
        self._error(item.name, "", code, data)

    def _error(self, name: str, place: str, code: str, data: dict[str, Any]) -> None:
        self.counts["failed"] += 1
        self.errors.append({"file": name, "entry": place, "code": code, "error": words.problem(code, data)})

    def document(self) -> dict[str, Any]:
        """What `--json` prints of it."""
        versions = [row["version"] for row in self.rows if row["version"]]
        replaced = dict(Standing.objects.filter(superseded_by__in=versions).values_list("superseded_by", "version"))
        for row in self.rows:
            row["supersedes"] = replaced.get(row["version"])
        return {
            "batch": self.batch.pk if self.batch else None, "files": self.seen,
            "documents": {
                "new": self.counts["new"], "new_versions": self.counts["new_version"], "unchanged": self.counts["unchanged"],
                "empty": self.counts["empty"], "failed": self.counts["failed"],
            },
            "superseded": len(replaced), "taken": self.rows[:MOST_LISTED], "errors": self.errors,
        }  # fmt: skip
