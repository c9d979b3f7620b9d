"""The sealer chains audit records in order; `verify` finds any that was changed, removed or moved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, connections, transaction
from django.utils import timezone

from acogida.audit.chain import GENESIS, link
from acogida.audit.models import Pending, Record, Seal

LOCK = 7_002  # advisory lock: one sealer at a time
BATCH = 2_000


def contents(record: Record) -> dict[str, object]:
    values = {name: getattr(record, name) for name in Record.SEALED_FIELDS}
    values["at"] = record.at.astimezone(timezone.get_fixed_timezone(0)).isoformat()
    return values


@transaction.atomic
def seal_pending() -> int:
    """Chain up to BATCH waiting records and return how many; 0 when another sealer is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    waiting = list(Pending.objects.order_by("record_id").values_list("record_id", flat=True)[:BATCH])
    if not waiting:
        return 0
    last = Seal.objects.order_by("-position").first()
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    seals = []
    for record in Record.objects.filter(pk__in=waiting).order_by("pk"):
        position += 1
        previous = link(previous, contents(record))
        seals.append(Seal(position=position, record_id=record.pk, hash=previous))
    Seal.objects.bulk_create(seals)
    Pending.objects.filter(pk__in=waiting).delete()
    return len(seals)


def run(stop: threading.Event, interval: float = 0.5) -> None:
    """Seal until `stop` is set; a lost database only delays the next round."""
    while not stop.wait(interval):
        try:
            while seal_pending() == BATCH:
                pass
        except Exception:  # noqa: BLE001  the database may be restarting; verify reports the unsealed tail
            stop.wait(2)
        finally:
            connections.close_all()


@dataclass
class Verification:
    """What `verify` found: counts, the head of the chain, and every fault as (position or record id, sentence)."""

    sealed: int = 0
    unsealed: int = 0
    head: str = GENESIS
    faults: list[tuple[int, str]] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def verify() -> Verification:
    """Walk the whole chain. A changed record breaks its own link; a removed one leaves a seal without a record or a
    gap in positions; a moved one breaks two links. Each is named once: the walk goes on from the stored hash."""
    found = Verification()
    expected, previous = 1, GENESIS
    for seal, record in _sealed_records():
        while expected < seal.position:
            found.faults.append((expected, f"the seal at position {expected} was removed"))
            expected += 1
        if record is None:
            found.faults.append(
                (seal.record_id, f"audit record {seal.record_id} was removed (position {seal.position})")
            )
        elif link(previous, contents(record)) != seal.hash:
            found.faults.append(
                (seal.record_id, f"audit record {seal.record_id} was changed or moved (position {seal.position})")
            )
        previous, expected = seal.hash, seal.position + 1
        found.sealed += 1
    found.head = previous
    pending = set(Pending.objects.values_list("record_id", flat=True))
    unsealed = list(Record.objects.filter(seal=None).order_by("pk").values_list("pk", flat=True))
    found.unsealed = len(unsealed)
    found.faults += [(pk, f"audit record {pk} lost its seal") for pk in unsealed if pk not in pending]
    found.faults += [
        (pk, f"audit record {pk} was removed before it was sealed")
        for pk in sorted(pending - set(unsealed))
        if not Seal.objects.filter(record_id=pk).exists()
    ]
    return found


def _sealed_records() -> Iterator[tuple[Seal, Record | None]]:
    batch: list[Seal] = []
    for seal in Seal.objects.order_by("position").iterator(chunk_size=BATCH):
        batch.append(seal)
        if len(batch) == BATCH:
            yield from _joined(batch)
            batch = []
    yield from _joined(batch)


def _joined(batch: list[Seal]) -> Iterator[tuple[Seal, Record | None]]:
    records = Record.objects.in_bulk([seal.record_id for seal in batch])
    return ((seal, records.get(seal.record_id)) for seal in batch)
