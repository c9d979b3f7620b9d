"""The status list as a signed token (draft-ietf-oauth-status-list-21 §5.2), made and read. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import cbor2

from acogida.certificates import status_list
from acogida.certificates.cose import TYPE, SigningKey, VerifyingKey, open_, sign

SUBJECT, EXPIRES, ISSUED, TTL, STATUS_LIST = 2, 4, 6, 65534, 65533
MEDIA_TYPE = "application/statuslist+cwt"  # as header 16 of COSE (RFC 9596) and over HTTP
SECONDS = 3600
DAYS_OFFLINE = 7


@dataclass(frozen=True)
class StatusToken:
    """A list as it was at an instant; `uri` is its name in the certificates."""

    uri: str
    made_at: dt.datetime
    expires_at: dt.datetime
    bits: int
    packed: bytes

    def status(self, index: int) -> int:
        """The status at a place. Raises IndexError beyond the list's end, ValueError when it is no list."""
        return status_list.unpack(self.packed, index, self.bits)


def make(uri: str, packed: bytes, key: SigningKey, now: dt.datetime) -> bytes:
    """The list as a CWT: readers ask again after an hour and may use it a week without a line."""
    made = int(now.timestamp())
    payload = {
        SUBJECT: uri,
        ISSUED: made,
        EXPIRES: made + DAYS_OFFLINE * 86400,
        TTL: SECONDS,
        STATUS_LIST: {"bits": status_list.BITS, "lst": packed},
    }
    return sign(cbor2.dumps(payload), key.key, key.headers | {TYPE: MEDIA_TYPE})


def read(token: bytes, keys: Iterable[VerifyingKey]) -> StatusToken:
    """The list in `token`, signed by one of `keys`. Raises ValueError for one that is not, or is no status list."""
    message = open_(token)
    if message.header.get(TYPE) != MEDIA_TYPE or message.key(keys) is None:
        raise ValueError("not a status list of this issuer")
    try:
        payload = cbor2.loads(message.payload)
        content = payload[STATUS_LIST]
        return StatusToken(
            uri=str(payload[SUBJECT]), made_at=_instant(payload[ISSUED]), expires_at=_instant(payload[EXPIRES]),
            bits=int(content["bits"]), packed=bytes(content["lst"]),
        )  # fmt: skip
    except (cbor2.CBORError, KeyError, TypeError, EOFError, OverflowError) as error:
        raise ValueError("not a status list") from error


def _instant(value: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(value, dt.UTC)
