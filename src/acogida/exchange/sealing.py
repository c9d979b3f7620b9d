"""Sealing what other agencies tell us, so that it lies readable nowhere but in the hands of who handles it.

AES-256-GCM with the key HOME/secrets/exchange.key, made at first use; the row's own id is the associated data, so that
content moved to another row cannot be opened.
"""

from __future__ import annotations

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


class Unreadable(ValueError):
    """It was not sealed by this house, or not for this row."""


def seal(content: Any, row: object) -> bytes:
    """JSON `content`, sealed for `row` (its id)."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key(settings.HOME)).encrypt(nonce, json.dumps(content).encode(), str(row).encode())


def unseal(sealed: bytes | memoryview, row: object) -> Any:
    """What was sealed. Raises Unreadable."""
    raw = bytes(sealed)
    try:
        return json.loads(AESGCM(_key(settings.HOME)).decrypt(raw[:NONCE], raw[NONCE:], str(row).encode()))
    except (InvalidTag, ValueError):
        raise Unreadable from None


@lru_cache(maxsize=4)
def _key(home: Path) -> bytes:
    path = Path(home) / "secrets" / "exchange.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)  # atomic, and refuses to replace a key that another process has just made
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text().strip())
