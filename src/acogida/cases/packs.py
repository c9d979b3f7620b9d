"""The pack a case is judged by: pinned by content hash, kept whole in the database."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from functools import lru_cache

from django.utils import timezone

from acogida.accounts import authority, in_force
from acogida.accounts import models as accounts
from acogida.cases.models import Case, PackSnapshot, PackVersion
from acogida.cases.projection import Rules
from acogida.law import Closure, Pack, SwitchPeriod, load_pack, load_snapshot


@lru_cache(maxsize=32)
def by_hash(pack_hash: str) -> Pack:
    """The pack with this content hash: the installed one when it is the same, else the kept snapshot."""
    installed = installed_one()
    if installed.hash == pack_hash:
        return installed
    return load_snapshot(PackSnapshot.objects.get(pk=pack_hash).content)


def of(case: Case) -> Pack:
    return by_hash(case.pack_id)


def current(on: dt.date | None = None) -> Pack:
    """The pack under which cases open on that day (none given: today): the version that the authority adopted last for
    it, else the installed one. A new adoption is seen by every process within `ADOPTIONS_KEPT` seconds."""
    day = on or timezone.localdate()
    found = next((pack_hash for since, pack_hash in _adopted(authority.pack_name()) if since <= day), None)
    return by_hash(found) if found else installed_one()


def installed_one() -> Pack:
    """The authority's pack as it came with the program."""
    return load_pack(authority.pack_name())


ADOPTIONS_KEPT = 5.0
_adoptions: dict[str, tuple[float, list[tuple[dt.date, str]]]] = {}


def _adopted(name: str) -> list[tuple[dt.date, str]]:
    """From which day which version is in force, the latest first. Asked on nearly every page, so it is kept a moment."""
    kept = _adoptions.get(name)
    if kept is None or time.monotonic() - kept[0] > ADOPTIONS_KEPT:
        rows = PackVersion.objects.filter(pack=name, state=PackVersion.State.ADOPTED)
        pairs = rows.order_by("-effective_on", "-closed_at").values_list("effective_on", "snapshot_id")
        kept = (time.monotonic(), [(on, snapshot) for on, snapshot in pairs if on is not None])
        _adoptions[name] = kept
    return kept[1]


def forget_adoptions() -> None:
    """The next question reads them again."""
    _adoptions.clear()


def keep(pack: Pack) -> PackSnapshot:
    """The snapshot row of `pack`, written once."""
    snapshot, _created = PackSnapshot.objects.get_or_create(
        pk=pack.hash, defaults={"name": pack.name, "version": pack.version, "content": pack.snapshot()}
    )
    return snapshot


def rules(pack_hash: str, change: int | None = None) -> Rules:
    """What a case under this pack is reckoned by, as known at a change number (None: now)."""
    if change == 0:
        return Rules(by_hash(pack_hash))
    changes = accounts.RuleChange.objects.order_by("-pk")
    found = (changes if change is None else changes.filter(pk=change)).values_list("pk", "key").first()
    return Rules(by_hash(pack_hash), *_known_at(*found)) if found else Rules(by_hash(pack_hash))


def rules_of(case: Case) -> Rules:
    """What a case is reckoned by now."""
    return rules(case.pack_id)


def change_number() -> int:
    """The number of the authority's last change of closures or switches; 0 before the first."""
    return accounts.RuleChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# Cases ask here for whatever they are reckoned by.
closures, as_closure = in_force.closures, in_force.as_closure

Dated = tuple[tuple[Closure, ...], tuple[tuple[str, SwitchPeriod], ...]]


@lru_cache(maxsize=64)
def _known_at(change: int, key: uuid.UUID) -> Dated:
    """Closures and switches as they were after a change: see `accounts.in_force.known_at`."""
    return (
        in_force.known_at(change, key),
        tuple(
            (
                row.code,
                SwitchPeriod.model_validate({"on": row.on, "from": row.start, "to": row.end, "source": row.source}),
            )
            for row in accounts.RuleSwitch.under(change)
        ),
    )
