"""COSE_Sign1 with ES256 (RFC 9052, RFC 9053 §2.1): what QRs, status lists and key bundles are signed with. Pure.

A key signs by its own `sign`, so that one in hardware, which shows nobody its secret, does as well as one in a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ALG, KID, TYPE, X5CHAIN, X5T = 1, 4, 16, 33, 34  # RFC 9052 §3.1, RFC 9596, RFC 9360
ES256, SHA256_ID = -7, -16
SIGN1_TAG, CWT_TAG = 18, 61
SKEW = dt.timedelta(minutes=5)  # clocks of telephones differ
LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class SigningKey:
    """A private key and the names by which a reader finds its public half."""

    key: ec.EllipticCurvePrivateKey
    key_id: bytes
    thumbprint: bytes  # SHA-256 of the DER certificate

    @property
    def headers(self) -> dict[int, Any]:
        """What a signature by this key says of it."""
        return {ALG: ES256, KID: self.key_id, X5T: [SHA256_ID, self.thumbprint]}


@dataclass(frozen=True)
class VerifyingKey:
    """A public key by its id, and until when what it signs is accepted.

    There is no first day: a thief would date his forgeries as he likes, and the papers that came over from an older
    system are dated before the key that signed them.
    """

    key: ec.EllipticCurvePublicKey
    key_id: bytes
    not_after: dt.datetime = LAST

    @classmethod
    def of(cls, certificate: x509.Certificate, not_after: dt.datetime | None = None) -> VerifyingKey:
        """The key of a P-256 certificate, to the certificate's end or to `not_after`; its id is the first 8 bytes of the
        certificate's SHA-256."""
        try:
            public = certificate.public_key()
        except UnsupportedAlgorithm as error:
            raise ValueError(str(error)) from error
        if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != "secp256r1":
            raise ValueError("a key for ES256 is of P-256")
        end = certificate.not_valid_after_utc
        return cls(public, certificate.fingerprint(hashes.SHA256())[:8], min(end, not_after) if not_after else end)

    def signed(self, message: Message) -> bool:
        """Whether the signature of `message` is of this key."""
        if len(message.signature) != 64:
            return False
        r, s = int.from_bytes(message.signature[:32]), int.from_bytes(message.signature[32:])
        try:
            self.key.verify(encode_dss_signature(r, s), message.signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Message:
    """The parts of a COSE_Sign1 message."""

    protected: bytes
    header: dict[Any, Any]  # protected before unprotected
    payload: bytes
    signature: bytes

    @property
    def signed(self) -> bytes:
        """The bytes that are signed (RFC 9052 §4.4)."""
        return cbor2.dumps(["Signature1", self.protected, b"", self.payload])

    def key(self, keys: Iterable[VerifyingKey]) -> VerifyingKey | None:
        """The key of `keys` that signed it; without a key id in the message every key is tried."""
        named = self.header.get(KID)
        known = (key for key in keys if not isinstance(named, bytes) or key.key_id == named)
        return next((key for key in known if key.signed(self)), None)


def sign(
    payload: bytes,
    key: ec.EllipticCurvePrivateKey,
    protected: dict[int, Any],
    unprotected: dict[int, Any] | None = None,
) -> bytes:
    """A tagged COSE_Sign1 message over `payload`."""
    header = cbor2.dumps(protected)
    der = key.sign(cbor2.dumps(["Signature1", header, b"", payload]), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    return cbor2.dumps(cbor2.CBORTag(SIGN1_TAG, [header, unprotected or {}, payload, r.to_bytes(32) + s.to_bytes(32)]))


def open_(data: bytes) -> Message:
    """The parts of a message, tagged or not; nothing is verified yet. Raises ValueError for what is not ES256 in
    COSE_Sign1 (a message that is encrypted, or signed otherwise, too)."""
    try:
        value = cbor2.loads(data)
        while isinstance(value, cbor2.CBORTag) and value.tag in (CWT_TAG, SIGN1_TAG):
            value = value.value
        protected, unprotected, payload, signature = value
        header = cbor2.loads(protected) if protected else {}
        if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
            raise ValueError("parts of the message are not bytes")
        if not isinstance(header, dict) or not isinstance(unprotected, dict) or header.get(ALG) != ES256:
            raise ValueError("not ES256")
        return Message(protected, {**unprotected, **header}, payload, signature)
    except (cbor2.CBORError, TypeError, RecursionError, EOFError, OverflowError) as error:
        raise ValueError(str(error)) from error
