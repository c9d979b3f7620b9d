"""The status list as a signed token, and the keys with which readers check it and the QRs."""

from __future__ import annotations

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from acogida.certificates.issuing import public_url, signing_key
from acogida.certificates.queries import packed_status_list
from acogida.certificates.status_list import BITS
from acogida.certificates.token import COSE_ALG, COSE_KID, COSE_X5T, ES256, EXPIRES, ISSUED, SHA256_ID, sign
from acogida.letters.keys import key_store

SUBJECT, TTL, STATUS_LIST, TYPE = 2, 65534, 65533, 16  # draft-ietf-oauth-status-list-21 §5.2; RFC 9596
SECONDS = 3600
DAYS_OFFLINE = 7


def make(year: int) -> bytes:
    """The status list of a year as a CWT: readers ask again after an hour and may use it a week without a line."""
    now = int(timezone.now().timestamp())
    payload = {
        SUBJECT: f"{public_url()}/status-lists/{year}",
        ISSUED: now,
        EXPIRES: now + DAYS_OFFLINE * 86400,
        TTL: SECONDS,
        STATUS_LIST: {"bits": BITS, "lst": packed_status_list(year)},
    }
    key = signing_key()
    headers = {
        COSE_ALG: ES256,
        COSE_KID: key.key_id,
        COSE_X5T: [SHA256_ID, key.thumbprint],
        TYPE: "application/statuslist+cwt",
    }
    return sign(cbor2.dumps(payload), key, headers)


def bundle() -> bytes:
    """The root and the QR certificates in PEM, root first."""
    store = key_store()
    return b"".join(c.public_bytes(Encoding.PEM) for c in [store.root(), *store.qr_certificates()])
