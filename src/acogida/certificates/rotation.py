"""Changing the key of the QRs or of the seal, and disowning one that was stolen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.audit.record import write
from acogida.certificates.models import Certificate, RevokedKey
from acogida.letters.keys import QR, KeyPair, key_store


@dataclass(frozen=True)
class Rotated:
    """`affected`: valid certificates of the former key that are marked to be issued again."""

    pair: KeyPair
    former: KeyPair
    affected: int


@transaction.atomic
def rotate(code: str, begins: dt.datetime, *, compromised: str = "", actor: Any = None) -> Rotated:
    """Make the next key of `code` (SEAL or QR). `compromised` says why the present one is no longer believed; the valid
    certificates whose QR or seal is of it are marked to be issued again."""
    store = key_store()
    former = store.qr() if code == QR else store.seal()
    pair = store.rotate(code, begins.replace(microsecond=0))
    detail = {"key": code, "new": pair.key_id.hex(), "former": former.key_id.hex(), "begins": begins.isoformat()}
    write(actor, "certificate.key_rotated", None, reason=compromised, detail=detail)
    affected = 0
    if compromised:
        key_id = former.key_id.hex()
        RevokedKey.objects.get_or_create(pk=key_id, defaults={"reason": compromised[:200]})
        write(actor, "certificate.key_revoked", None, reason=compromised, detail={"key": code, "key_id": key_id})
        # Which key signed which is not kept: all that were signed before now may be of it.
        rows = Certificate.objects.filter(status=Certificate.Status.VALID, outdated_since=None)
        affected = rows.update(outdated_since=timezone.now())
    return Rotated(pair, former, affected)
