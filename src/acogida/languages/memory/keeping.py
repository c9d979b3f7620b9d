"""Putting sentences and their translations into the memory: each once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.languages.memory.lookup import folded, key
from acogida.languages.memory.tmx import Unit
from acogida.languages.models import MemoryUnit

BATCH = 500
MOST_BYTES = 2400  # of a target: the index that keeps a unit once holds no longer ones
MOST_ERRORS = 1000  # told; beyond that the file is another kind of file


@dataclass
class Report:
    """What an import did. `errors`: where (line or unit of the file) and why, in words."""

    read: int = 0
    added: int = 0
    known: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, where: str, why: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((where, why))

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read, "added": self.added, "known": self.known,
            "errors": [{"where": where, "why": why} for where, why in self.errors],
        }  # fmt: skip


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
    stream = iter(units)
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
            report.wrong(unit.where, _("One side is empty."))
        elif len(target.encode()) > MOST_BYTES or len(source.encode()) > MOST_BYTES:
            report.wrong(unit.where, _("Longer than a sentence: divide it."))
        else:
            yield MemoryUnit(
                source_language=unit.source_language, target_language=unit.target_language, source=source, target=target,
                source_sha256=key(source), origin=origin[:120], properties=unit.properties, created_by=by,
            )  # fmt: skip
