"""Which authority this installation serves."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from acogida.accounts.models import Authority, Office
from acogida.law import load_pack


class Settled(Exception):
    """The authority cannot be another any more; the message says why, for people."""


def pack_name() -> str:
    """The name of the pack under which new cases open: kept in the database when it was made."""
    return _kept() or settings.AUTHORITY


def short_name() -> str:
    """What the authority is called for short: COMAR."""
    return load_pack(pack_name()).authority_short


@lru_cache(maxsize=1)
def _kept() -> str:
    return Authority.objects.values_list("pack", flat=True).first() or ""


@transaction.atomic
def become(name: str) -> None:
    """Make this empty installation another authority's: its pack and its offices. Nobody may belong to the offices there
    are. Raises Settled, and PackError for a pack that cannot be used."""
    pack = load_pack(name)
    if name == pack_name() and not {office.code for office in pack.offices} - codes():
        return
    try:
        Office.objects.exclude(code__in=[office.code for office in pack.offices]).delete()
    except ProtectedError:
        raise Settled(
            f"staff or files belong to offices of {pack_name()!r} already; use an empty database (ACOGIDA_HOME) for {name!r}"
        ) from None
    for office in pack.offices:
        Office.objects.update_or_create(
            code=office.code, defaults={"name": office.name, "state": office.state, "zone": office.zone}
        )
    Authority.objects.update_or_create(pk=1, defaults={"pack": name})
    _kept.cache_clear()


def codes() -> set[str]:
    """The codes of the offices there are."""
    return set(Office.objects.values_list("code", flat=True))
