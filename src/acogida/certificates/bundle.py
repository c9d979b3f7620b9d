"""The key bundle: one signed file with which a reader checks certificates without a network. Pure.

It holds the certificates of the keys that sign QRs and the status lists, all under the signature of the authority's root;
the reader knows the root by its SHA-256, which it got with the program. COSE_Sign1 (RFC 9052), ES256:

- protected `{1: -7, 4: first 8 bytes of the root's SHA-256}`, unprotected `{33: the root's certificate, DER}`;
- payload `{1: issuer, 6: made at, 4: good until, "keys": [{"kid", "cert", "nbf", "exp"}], "lists": {uri: status list},
  "revoked": [kid]}`. Instants are seconds. A key's `exp` is when the last token it signed has ended; what is dated later is
  not of it. `nbf` says from when it signs and is nothing to compare with. `revoked` names keys that are no longer
  believed, whatever they signed and when: they are not among `keys`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import cbor2
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from acogida.certificates import status_token
from acogida.certificates.cose import ALG, ES256, KID, SKEW, X5CHAIN, Message, SigningKey, VerifyingKey, open_, sign
from acogida.certificates.status_token import StatusToken

MEDIA_TYPE = "application/cose"
DAYS = 7
ISSUER, EXPIRES, ISSUED = 1, 4, 6


class Fault(StrEnum):
    """Why a bundle is not to be used."""

    NOT_A_BUNDLE = "not_a_bundle"
    WRONG_ROOT = "wrong_root"
    ALTERED = "altered"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"  # or the reader's clock is wrong


class BundleError(ValueError):
    """The bundle is not to be used; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"the key bundle cannot be used: {fault}")
        self.fault = fault


@dataclass(frozen=True)
class Key:
    """A QR key in a bundle."""

    certificate: x509.Certificate
    until: dt.datetime  # nothing it signed is believed after this


@dataclass(frozen=True)
class Bundle:
    """What a reader may rely on, and since when it is known."""

    issuer: str
    made_at: dt.datetime
    expires_at: dt.datetime
    keys: tuple[VerifyingKey, ...]
    lists: Mapping[str, StatusToken] = field(default_factory=dict)
    revoked: frozenset[bytes] = frozenset()
    root: x509.Certificate | None = None


def fingerprint(root: x509.Certificate) -> str:
    """What a reader knows the root by."""
    return root.fingerprint(hashes.SHA256()).hex()


def make(
    issuer: str,
    keys: Iterable[Key],
    lists: Mapping[str, bytes],
    *,
    root: SigningKey,
    root_certificate: x509.Certificate,
    now: dt.datetime,
    revoked: Iterable[bytes] = (),
    days: int = DAYS,
) -> bytes:
    """The file. `lists` are status lists as signed tokens, by their address."""
    payload = {
        ISSUER: issuer,
        ISSUED: int(now.timestamp()),
        EXPIRES: int((now + dt.timedelta(days=days)).timestamp()),
        "keys": [
            {
                "kid": key.certificate.fingerprint(hashes.SHA256())[:8],
                "cert": key.certificate.public_bytes(Encoding.DER),
                "nbf": int(key.certificate.not_valid_before_utc.timestamp()),
                "exp": int(key.until.timestamp()),
            }
            for key in keys
        ],
        "lists": dict(lists),
        "revoked": sorted(revoked),
    }
    header = {ALG: ES256, KID: root.key_id}
    return sign(cbor2.dumps(payload), root.key, header, {X5CHAIN: root_certificate.public_bytes(Encoding.DER)})


def read(data: bytes, now: dt.datetime, root: str | None) -> Bundle:
    """The content of a bundle at instant `now`. `root` is the SHA-256 of the root's certificate in hexadecimal; None
    believes the root that is in the file: for who got the file itself from where he trusts. Raises BundleError."""
    try:
        message = open_(data)
        certificate = x509.load_der_x509_certificate(message.header[X5CHAIN])
        key = VerifyingKey.of(certificate)
    except (ValueError, KeyError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
        raise BundleError(Fault.NOT_A_BUNDLE) from error
    if root is not None and fingerprint(certificate) != root.replace(":", "").lower():
        raise BundleError(Fault.WRONG_ROOT)
    if message.header.get(KID) != key.key_id or not key.signed(message):
        raise BundleError(Fault.ALTERED)
    bundle = _content(message, certificate)
    if now < bundle.made_at - SKEW:
        raise BundleError(Fault.NOT_YET_VALID)
    if now >= bundle.expires_at or now > key.not_after:
        raise BundleError(Fault.EXPIRED)
    return bundle


def _content(message: Message, root: x509.Certificate) -> Bundle:
    try:
        values: dict[Any, Any] = cbor2.loads(message.payload)
        keys = tuple(
            VerifyingKey.of(x509.load_der_x509_certificate(row["cert"]), _instant(row["exp"])) for row in values["keys"]
        )
        lists = {uri: status_token.read(token, keys) for uri, token in values["lists"].items()}
        if any(uri != token.uri for uri, token in lists.items()):
            raise ValueError("a list under the address of another")
        return Bundle(
            issuer=str(values[ISSUER]), made_at=_instant(values[ISSUED]), expires_at=_instant(values[EXPIRES]),
            keys=keys, lists=lists, revoked=frozenset(values.get("revoked", ())), root=root,
        )  # fmt: skip
    except (cbor2.CBORError, ValueError, KeyError, TypeError, AttributeError, EOFError, OverflowError) as error:
        raise BundleError(Fault.NOT_A_BUNDLE) from error


def _instant(value: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(value, dt.UTC)
