"""Hash chains: each link's hash covers the one before it, so that no link can change, leave or move unseen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value: sorted keys, no spaces, UTF-8; dates, instants and UUIDs as text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text).encode()


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def link(previous: str, value: Any) -> str:
    """SHA-256 over the previous hash and the canonical value, as 64 hexadecimal digits."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(value)).hexdigest()
