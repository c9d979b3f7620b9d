"""The text of the QR in a sealed PDF, and whether the seal may be believed. Asks no database and no network."""

from __future__ import annotations

from collections.abc import Collection

from cryptography import x509

from acogida import letters
from acogida.certificates.token import State
from acogida.certificates.verdicts import Verdict


def sealed_token(
    data: bytes, *, root: x509.Certificate | None = None, revoked_keys: Collection[bytes] = ()
) -> tuple[Verdict | None, str]:
    """Why the PDF is refused, or None and the token in it. Every seal and signature must be under `root` (None: this
    installation's), whole, and the last one over the whole file."""
    try:
        seals, token = letters.seals(data, root=root), letters.keywords(data)
    except letters.NotAPdf:
        return Verdict(State.ALTERED if b"/ByteRange" in data else State.NOT_A_CERTIFICATE), ""
    if not seals or not token:
        return Verdict(State.NOT_A_CERTIFICATE), ""
    if not all(seal.intact for seal in seals) or not seals[-1].covers_whole_file:
        return Verdict(State.ALTERED), ""
    if not all(seal.trusted for seal in seals):
        return Verdict(State.UNKNOWN_ISSUER), ""
    if any(seal.key_id in revoked_keys for seal in seals):
        return Verdict(State.UNKNOWN_ISSUER, why="key_revoked"), ""
    return None, token
