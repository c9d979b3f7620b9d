"""What we sign for partners: JSON Web Signatures (RFC 7515) with the authority's ES256 key, and the keys to check them.

The key is that of the QRs: a partner that reads certificates offline and one that reads our answers trust the same root.
What is signed can be mistaken for neither: a COSE message begins with CBOR, a JWS with Base64.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from acogida.letters.keys import key_store

COORDINATE = 32  # bytes of P-256


def detached(header: dict[str, Any], payload: bytes) -> str:
    """A signature over `payload` that does not hold it (RFC 7515 appendix F): "header..signature"."""
    head, signature = _signed(header, _encoded(payload))
    return f"{head}..{signature}"


def compact(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A signed token: header, claims and signature in one text (RFC 7519)."""
    body = _encoded(_json(claims))
    head, signature = _signed(header, body)
    return f"{head}.{body}.{signature}"


def jwks() -> dict[str, Any]:
    """The public halves of every key in use (RFC 7517), each with its certificate under the authority's root."""
    store = key_store()
    root = _der(store.root())
    return {"keys": [_jwk(certificate, root) for certificate in store.qr_certificates()]}


def key_id(certificate: x509.Certificate) -> str:
    """How signatures name a key: the first eight bytes of its certificate's SHA-256, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256())[:8].hex()


def _signed(header: dict[str, Any], body: str) -> tuple[str, str]:
    pair = key_store().qr()
    head = _encoded(_json({"alg": "ES256", "kid": key_id(pair.certificate), **header}))
    r, s = decode_dss_signature(pair.key.sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    return head, _encoded(r.to_bytes(COORDINATE) + s.to_bytes(COORDINATE))


def _jwk(certificate: x509.Certificate, root: str) -> dict[str, Any]:
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise ValueError("signatures for partners are made with P-256 keys")
    numbers = public.public_numbers()
    return {
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key_id(certificate),
        "x": _encoded(numbers.x.to_bytes(COORDINATE)), "y": _encoded(numbers.y.to_bytes(COORDINATE)),
        "x5c": [_der(certificate), root],
    }  # fmt: skip


def _der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
