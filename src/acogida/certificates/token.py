"""What the QR of a certificate says, signed: Claim 169 in a CWT, COSE_Sign1 with ES256, zlib, Base45.

Pure: no Django, no I/O. Follows MOSIP Claim 169 1.2.2 (IANA CWT claim 169), RFC 8392 (CWT), RFC 9052 (COSE), RFC 9360
(x5t) and the IETF Token Status List (CWT claim 65535). Where the Claim 169 text is undecided (docs/adr/0006):

- birth date is `YYYY-MM-DD`, as its sample, and shorter when less is known; the reader also takes `YYYYMMDD`;
- language is three letters (ISO 639-3);
- compression is zlib when writing; the reader takes zlib and, where the module is there, Brotli;
- revocation is a status-list reference; keys are found by `kid`, with `x5t` beside it.

Nationality is never written: the QR can be read by any telephone.
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
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cwt import COSE
from cwt.cose_key_interface import COSEKeyInterface

ISSUER, EXPIRES, NOT_BEFORE, ISSUED, CLAIM_169, STATUS = 1, 4, 5, 6, 169, 65535
ID, VERSION, LANGUAGE, NAME, BIRTH_DATE, SEX, LEGAL_STATUS, COUNTRY_OF_ISSUANCE = 1, 2, 3, 4, 8, 9, 22, 23
SEXES = {"M": 1, "F": 2, "X": 3}
COSE_ALG, COSE_KID, COSE_X5T, SHA256_ID, ES256 = 1, 4, 34, -16, -7
COSE_SIGN1_TAG, CWT_TAG = 18, 61
BEGINNINGS = ("NCF", "6BF")  # Base45 of zlib's first two bytes at best and at default compression
MOST_BYTES = 8_192  # a QR holds 4,296 characters: more than this after decompression is an attack


class State(StrEnum):
    """What a reader can say about a text."""

    VALID = "valid"
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


@dataclass(frozen=True)
class SigningKey:
    """A private key and the names by which a reader finds its public half."""

    key: ec.EllipticCurvePrivateKey
    key_id: bytes
    thumbprint: bytes  # SHA-256 of the DER certificate


@dataclass(frozen=True)
class VerifyingKey:
    """A certificate's public key by its id."""

    key: ec.EllipticCurvePublicKey
    key_id: bytes

    @classmethod
    def of(cls, certificate: x509.Certificate) -> VerifyingKey:
        """The key of a P-256 certificate; its id is the first 8 bytes of the certificate's SHA-256."""
        public = certificate.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise ValueError("QR certificates hold P-256 keys")
        return cls(public, certificate.fingerprint(hashes.SHA256())[:8])


@dataclass(frozen=True)
class Reading:
    """What was read. `claims` is there only when the signature fits (states valid and expired)."""

    state: State
    claims: CertificateClaims | None = None


def encode(claims: CertificateClaims, key: SigningKey) -> str:
    """The text of the QR: characters of the QR's alphanumeric mode only."""
    attributes = {
        ID: claims.number,
        VERSION: "1.2.2",
        LANGUAGE: claims.language,
        NAME: claims.name,
        BIRTH_DATE: claims.birth_date or None,
        SEX: SEXES.get(claims.sex),
        LEGAL_STATUS: claims.legal_status or None,
        COUNTRY_OF_ISSUANCE: claims.country_of_issuance or None,
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
    headers = {COSE_ALG: ES256, COSE_KID: key.key_id, COSE_X5T: [SHA256_ID, key.thumbprint]}
    text: bytes = base45.b45encode(zlib.compress(sign(cbor2.dumps(payload), key, headers), 9))
    return text.decode("ascii")


def sign(payload: bytes, key: SigningKey, protected: dict[int, Any]) -> bytes:
    """A COSE_Sign1 message over `payload`."""
    return bytes(COSE.new().encode_and_sign(payload, _CoseKey(key.key), protected=protected))


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
    protected, header, payload, signature = message
    kid = header.get(COSE_KID)
    known = [key for key in keys if key.key_id == kid] if isinstance(kid, bytes) else list(keys)
    if not known:
        return Reading(State.UNKNOWN_ISSUER)
    if not any(_fits(key, protected, payload, signature) for key in known):
        return Reading(State.ALTERED if isinstance(kid, bytes) else State.UNKNOWN_ISSUER)
    try:
        claims, not_before = _claims(payload)
    except (ValueError, TypeError, KeyError, OverflowError):
        return Reading(State.NOT_A_CERTIFICATE)
    early = now < not_before - dt.timedelta(minutes=5)  # clocks of telephones differ
    return Reading(State.EXPIRED if early or now >= claims.expires_at else State.VALID, claims)


class Damaged(ValueError):
    """Begins as a token does and cannot be unpacked: one wrong character is enough."""


def looks_like_one(text: str) -> bool:
    """Whether `text` could be the text of a QR, typed or read: enough characters of Base45's alphabet."""
    return bool(re.fullmatch(r"[0-9A-Z $%*+\-./:]{40,4296}", text))


def _unpack(text: str) -> tuple[bytes, dict[Any, Any], bytes, bytes]:
    """The four parts of the COSE_Sign1 message in `text`; raises ValueError."""
    if not looks_like_one(text):
        raise ValueError("not Base45")
    try:
        plain = _decompress(base45.b45decode(text))
    except (zlib.error, ValueError) as error:
        raise (Damaged if text.startswith(BEGINNINGS) else ValueError)(str(error)) from error
    try:
        value = cbor2.loads(plain)
        while isinstance(value, cbor2.CBORTag) and value.tag in (CWT_TAG, COSE_SIGN1_TAG):
            value = value.value
        protected, unprotected, payload, signature = value
        headers = cbor2.loads(protected) if protected else {}
        if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
            raise ValueError("parts of the message are not bytes")
        if not isinstance(headers, dict) or not isinstance(unprotected, dict) or headers.get(COSE_ALG) != ES256:
            raise ValueError("not ES256")
        return protected, {**unprotected, **headers}, payload, signature
    except (cbor2.CBORError, TypeError, RecursionError, EOFError, OverflowError) as error:
        raise ValueError(str(error)) from error


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
        if not stream.eof and len(plain) <= MOST_BYTES:
            raise ValueError("cut short")
    if len(plain) > MOST_BYTES:
        raise ValueError("too long")
    return bytes(plain)


def _fits(key: VerifyingKey, protected: bytes, payload: bytes, signature: bytes) -> bool:
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    signed = cbor2.dumps(["Signature1", protected, b"", payload])  # RFC 9052 §4.4
    try:
        key.key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


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
    )
    return claims, dt.datetime.fromtimestamp(values.get(NOT_BEFORE, values[ISSUED]), dt.UTC)


def _birth_date(value: Any) -> str:
    text = str(value)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"\d{8}", text) else text


class _CoseKey(COSEKeyInterface):  # type: ignore[misc, unused-ignore]
    """A signing key as `cwt` wants it, wherever its private half is: the library's own wants its bytes."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        super().__init__({1: 2, 3: ES256, 4: [1]})  # elliptic curve, ES256, to sign
        self._private = key

    def sign(self, msg: bytes) -> bytes:
        r, s = decode_dss_signature(self._private.sign(msg, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)
