"""Who may call a simulator: bearer tokens, opaque or JWT (HS256), each with the scopes it was given.

OSIA wants a bearer JWT and leaves its issue open; real services also hand out opaque ones. A simulator that was told
neither a token nor a key asks for none.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

ALL = "*"


@dataclass
class Tokens:
    """`opaque`: scopes by token. `key`: what JWTs are signed with. `ALL` stands for every scope."""

    opaque: dict[str, frozenset[str]] = field(default_factory=dict)
    key: str = ""

    @property
    def wanted(self) -> bool:
        return bool(self.opaque or self.key)

    def scopes(self, token: str) -> frozenset[str] | None:
        """What `token` allows; None when nobody here issued it or it is over."""
        if token in self.opaque:
            return self.opaque[token]
        return _of_jwt(token, self.key) if self.key else None

    def issue(self, scopes: Iterable[str], kind: str = "opaque", seconds: int = 3600) -> str:
        """A new token; a JWT needs `key`."""
        if kind == "jwt":
            return mint(self.key, scopes, seconds)
        token = secrets.token_urlsafe(24)
        self.opaque[token] = frozenset(scopes)
        return token


def mint(key: str, scopes: Iterable[str], seconds: int = 3600) -> str:
    """A JWT with its scopes as RFC 8693 writes them: one string, separated by spaces."""
    claims = {"scope": " ".join(scopes), "exp": int(time.time()) + seconds}
    signed = f"{_encode({'alg': 'HS256', 'typ': 'JWT'})}.{_encode(claims)}"
    return f"{signed}.{_signature(key, signed)}"


def _of_jwt(token: str, key: str) -> frozenset[str] | None:
    try:
        signed, signature = token.rsplit(".", 1)
        head, claims = (json.loads(_decode(part)) for part in signed.split("."))
        if head.get("alg") != "HS256" or not hmac.compare_digest(signature, _signature(key, signed)):
            return None
        if float(claims["exp"]) < time.time():
            return None
        return frozenset(str(claims.get("scope", "")).split())
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        return None


def _signature(key: str, text: str) -> str:
    return _plain(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())


def _encode(value: object) -> str:
    return _plain(json.dumps(value, separators=(",", ":")).encode())


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
