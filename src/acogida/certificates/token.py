"""What the QR of a certificate says, signed: Claim 169 in a CWT, COSE_Sign1 with ES256, zlib, Base45.

Pure: no Django, no I/O. Follows MOSIP Claim 169 1.2.2 (IANA CWT claim 169), RFC 8392 (CWT), RFC 9052 (COSE), RFC 9360
(x5t) and the IETF Token Status List (CWT claim 65535). Where the Claim 169 text is undecided (docs/adr/0006):

- birth date is `YYYY-MM-DD`, as its sample, and shorter when less is known; the reader also takes `YYYYMMDD`;
- language is three letters (ISO 639-3);
- compression is zlib when writing; the reader takes zlib and, where the module is there, Brotli;
- revocation is a status-list reference; keys are found by `kid`, with `x5t` beside it;
- what is encrypted, or signed otherwise than with ES256, is not read.

Nationality and photo are written only for kinds of certificates whose pack says so (docs/adr/0024): the QR can be read by
any telephone.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import base45  # type: ignore[import-untyped, unused-ignore]
import cbor2

from acogida.certificates.cose import KID, SKEW, Message, SigningKey, VerifyingKey, open_, sign

ISSUER, EXPIRES, NOT_BEFORE, ISSUED, CLAIM_169, STATUS = 1, 4, 5, 6, 169, 65535
ID, VERSION, LANGUAGE, NAME, BIRTH_DATE, SEX, NATIONALITY, LEGAL_STATUS, COUNTRY_OF_ISSUANCE = (
    1,
    2,
    3,
    4,
    8,
    9,
    13,
    22,
    23,
)
FACE, BIOMETRIC_DATA, BIOMETRIC_FORMAT, IMAGE = 62, 0, 1, 0
SEXES = {"M": 1, "F": 2, "X": 3}
BEGINNINGS = ("NCF", "6BF")  # Base45 of zlib's first two bytes at best and at default compression
MOST_BYTES = 8_192  # a QR holds 4,296 characters: more than this after decompression is an attack


class State(StrEnum):
    """What can be said about a text: by who has the keys, and suspended and revoked by who has the status list too."""

    VALID = "valid"
    SUSPENDED = "suspended"  # ours, and for now not to be relied on
    REVOKED = "revoked"  # ours, and replaced, revoked, or ended with the case
    ALTERED = "altered"  # its form is ours and its content or signature does not fit
    EXPIRED = "expired"  # signed by us, read outside its dates
    UNKNOWN_ISSUER = "unknown_issuer"  # signed with a key we do not know
    NOT_A_CERTIFICATE = "not_a_certificate"


@dataclass(frozen=True)
class CertificateClaims:
    """What a certificate says. `birth_date` is an ISO date, shortened to what is known, or empty."""

    number: str
    name: str
    birth_date: str
    sex: str  # F, M, X or empty
    legal_status: str
    issuer: str
    issued_at: dt.datetime
    expires_at: dt.datetime
    country_of_issuance: str = "MX"
    language: str = "spa"
    status_index: int | None = None
    status_uri: str = ""
    nationality: str = ""
    photo: bytes = b""  # a JPEG


@dataclass(frozen=True)
class Reading:
    """What was read. `claims` is there only when the signature fits (states valid and expired); `key_id` is the key the
    text names, or empty."""

    state: State
    claims: CertificateClaims | None = None
    key_id: bytes = b""


def encode(claims: CertificateClaims, key: SigningKey) -> str:
    """The text of the QR: characters of the QR's alphanumeric mode only."""
    attributes = {
        ID: claims.number,
        VERSION: "1.2.2",
        LANGUAGE: claims.language,
        NAME: claims.name,
        BIRTH_DATE: claims.birth_date or None,
        SEX: SEXES.get(claims.sex),
        NATIONALITY: claims.nationality or None,
        LEGAL_STATUS: claims.legal_status or None,
        COUNTRY_OF_ISSUANCE: claims.country_of_issuance or None,
        FACE: [{BIOMETRIC_DATA: claims.photo, BIOMETRIC_FORMAT: IMAGE, 2: 1}] if claims.photo else None,
    }
    payload: dict[int, Any] = {
        ISSUER: claims.issuer,
        EXPIRES: int(claims.expires_at.timestamp()),
        NOT_BEFORE: int(claims.issued_at.timestamp()),
        ISSUED: int(claims.issued_at.timestamp()),
        CLAIM_169: {code: value for code, value in attributes.items() if value is not None},
    }
    if claims.status_index is not None:
        payload[STATUS] = {"status_list": {"idx": claims.status_index, "uri": claims.status_uri}}
    text: bytes = base45.b45encode(zlib.compress(sign(cbor2.dumps(payload), key.key, key.headers), 9))
    return text.decode("ascii")


def read(text: str, keys: Iterable[VerifyingKey], now: dt.datetime) -> Reading:
    """What `text` proves at instant `now` (aware), checked with `keys` alone. Never raises for bad input.

    The status list is not asked here: a valid reading of a revoked certificate is told apart by who holds the list.
    """
    try:
        message = _unpack(text)
    except Damaged:
        return Reading(State.ALTERED)
    except ValueError:
        return Reading(State.NOT_A_CERTIFICATE)
    named = message.header.get(KID)
    known = [key for key in keys if key.key_id == named or not isinstance(named, bytes)]
    if not known:
        return Reading(State.UNKNOWN_ISSUER, key_id=named if isinstance(named, bytes) else b"")
    key = message.key(known)
    if key is None:
        return Reading(State.ALTERED if isinstance(named, bytes) else State.UNKNOWN_ISSUER)
    try:
        claims, not_before = _claims(message.payload)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, EOFError):
        return Reading(State.NOT_A_CERTIFICATE)
    if claims.issued_at > key.not_after:
        return Reading(State.UNKNOWN_ISSUER)
    if now < not_before - SKEW or now >= claims.expires_at:
        return Reading(State.EXPIRED, claims)
    return Reading(State.VALID, claims) if now <= key.not_after else Reading(State.UNKNOWN_ISSUER)


class Damaged(ValueError):
    """Begins as a token does and cannot be unpacked: one wrong character is enough."""


def looks_like_one(text: str) -> bool:
    """Whether `text` could be the text of a QR, typed or read: enough characters of Base45's alphabet."""
    return bool(re.fullmatch(r"[0-9A-Z $%*+\-./:]{40,4296}", text))


def _unpack(text: str) -> Message:
    """The COSE_Sign1 message in `text`; raises ValueError."""
    if not looks_like_one(text):
        raise ValueError("not Base45")
    try:
        plain = _decompress(base45.b45decode(text))
    except (zlib.error, ValueError) as error:
        raise (Damaged if text.startswith(BEGINNINGS) else ValueError)(str(error)) from error
    return open_(plain)


def _decompress(data: bytes) -> bytes:
    if data[:1] != b"\x78":  # zlib's first byte for a 32 kB window; Brotli is the other choice of Claim 169
        try:
            import brotli  # type: ignore[import-untyped]
        except ImportError:
            raise ValueError("compressed in a way this reader does not know") from None
        try:
            plain = brotli.Decompressor().process(data)
        except brotli.error as error:
            raise ValueError(str(error)) from error
    else:
        stream = zlib.decompressobj()
        plain = stream.decompress(data, MOST_BYTES + 1)
        if (not stream.eof and len(plain) <= MOST_BYTES) or stream.unused_data:
            raise ValueError("cut short, or something after its end")
    if len(plain) > MOST_BYTES:
        raise ValueError("too long")
    return bytes(plain)


def _claims(payload: bytes) -> tuple[CertificateClaims, dt.datetime]:
    values = cbor2.loads(payload)
    attributes = values[CLAIM_169]
    status = values.get(STATUS, {}).get("status_list", {})
    sexes = {code: letter for letter, code in SEXES.items()}
    issued = dt.datetime.fromtimestamp(values[ISSUED], dt.UTC)
    claims = CertificateClaims(
        number=str(attributes[ID]),
        name=str(attributes[NAME]),
        birth_date=_birth_date(attributes.get(BIRTH_DATE, "")),
        sex=sexes.get(attributes.get(SEX), ""),
        legal_status=str(attributes.get(LEGAL_STATUS, "")),
        issuer=str(values.get(ISSUER, "")),
        issued_at=issued,
        expires_at=dt.datetime.fromtimestamp(values[EXPIRES], dt.UTC),
        country_of_issuance=str(attributes.get(COUNTRY_OF_ISSUANCE, "")),
        language=str(attributes.get(LANGUAGE, "")),
        status_index=status.get("idx"),
        status_uri=str(status.get("uri", "")),
        nationality=str(attributes.get(NATIONALITY, "")),
        photo=_face(attributes.get(FACE)),
    )
    return claims, dt.datetime.fromtimestamp(values.get(NOT_BEFORE, values[ISSUED]), dt.UTC)


def _face(value: Any) -> bytes:
    """The first face; the specification's table has a list of them, its sample one alone."""
    first = value[0] if isinstance(value, list) and value else value
    data = first.get(BIOMETRIC_DATA) if isinstance(first, dict) else None
    return data if isinstance(data, bytes) else b""


def _birth_date(value: Any) -> str:
    text = str(value)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"\d{8}", text) else text
