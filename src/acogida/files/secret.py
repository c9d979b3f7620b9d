"""Keys kept in HOME/secrets: made at first use, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings


def secret_key(name: str) -> bytes:
    """The 32-byte key `name`, made on first use. Two processes that are first at once get the same key."""
    return _read_or_make(Path(settings.HOME) / "secrets" / f"{name}.key")


@lru_cache(maxsize=32)
def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)  # atomic, and refuses to replace a key that another process has just made
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != 32:
        raise ValueError(f"{path} does not hold a key of 32 bytes")
    return key
