"""Putting sentences and their translations into the memory: each once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import transaction

from acogida.accounts.models import User
from acogida.languages.memory.lookup import folded, key
from acogida.languages.memory.tmx import Unit, stamp
from acogida.languages.models import MemoryUnit
from acogida.languages.xml_in import Unreadable

T = TypeVar("T")
BATCH = 500
MOST_BYTES = 2400  # of a target: the index that keeps a unit once holds no longer ones
MOST_ERRORS = 1000  # told; beyond that the file is another kind of file


@dataclass
class Report:
    """What an import did. `errors`: where (line or unit of the file) and why (a code, in words by `languages.phrases`)."""

    read: int = 0
    added: int = 0
    changed: int = 0
    known: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)

    stopped: Unreadable | None = None  # the file was damaged on the way; what stood before it was taken over

    def wrong(self, where: str, why: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((where, why))


def keep(
    units: Iterable[Unit | tuple[str, str]],
    *,
    origin: str,
    by: User | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Add `units`; (where, why) in place of a unit is one that could not be read. What is there already stays.

    Batches are committed one by one: what was stopped goes on where it was, by being sent again."""
    report = Report()
    stream = until_damaged(units, report)
    while batch := list(islice(stream, BATCH)):
        rows = list(_rows(batch, report, origin, by))
        with transaction.atomic():
            before = set(
                MemoryUnit.objects.filter(source_sha256__in={row.source_sha256 for row in rows}).values_list(
                    "source_language", "target_language", "source_sha256", "target"
                )
            )
            fresh = {
                place: row
                for row in rows
                if (place := (row.source_language, row.target_language, row.source_sha256, row.target)) not in before
            }
            MemoryUnit.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        report.added += len(fresh)
        report.known += len(rows) - len(fresh)
        if progress:
            progress(report.read)
    return report


def until_damaged(rows: Iterable[T], report: Report) -> Iterator[T]:
    """`rows` up to where the file cannot be read on; a file that says nothing at all raises Unreadable."""
    some = False
    try:
        for row in rows:
            some = True
            yield row
    except Unreadable as problem:
        if not some:
            raise
        report.stopped = problem


def _rows(
    batch: Iterable[Unit | tuple[str, str]], report: Report, origin: str, by: User | None
) -> Iterator[MemoryUnit]:
    for unit in batch:
        report.read += 1
        if not isinstance(unit, Unit):
            report.wrong(*unit)
            continue
        source, target = folded(unit.source), folded(unit.target)
        if not source or not target:
            report.wrong(unit.where, "empty")
        elif len(target.encode()) > MOST_BYTES or len(source.encode()) > MOST_BYTES:
            report.wrong(unit.where, "too_long")
        else:
            yield MemoryUnit(
                source_language=unit.source_language, target_language=unit.target_language, source=source, target=target,
                source_sha256=key(source), origin=origin[:120], properties=unit.properties, created_by=by,
            )  # fmt: skip


def units(source: str = "", target: str = "") -> Iterator[Unit]:
    """The whole memory, or that of a pair (exact tags), oldest first."""
    found = MemoryUnit.objects.order_by("created_at", "pk")
    if source:
        found = found.filter(source_language=source)
    if target:
        found = found.filter(target_language=target)
    for row in found.iterator(chunk_size=2000):
        dated = {"tu.creationdate": stamp(row.created_at)} | row.properties
        properties = {name: str(value) for name, value in dated.items()} | (
            {"origin": row.origin} if row.origin else {}
        )
        yield Unit(row.source_language, row.target_language, row.source, row.target, str(row.pk), properties)
