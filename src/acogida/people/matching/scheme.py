"""By which rules names become tokens and keys: an index made by others finds nobody. Told in milliseconds, without Django."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
RULES = ("record.py", "tokens.py", "variants.py", "sinitic.py", "profile.py", "keys.py")


def files() -> list[Path]:
    """What a profile and its keys depend on."""
    return [*(HERE / name for name in RULES), *sorted((HERE / "data").glob("*.*"))]


def fingerprint() -> str:
    """A hash of those rules."""
    digest = hashlib.sha256()
    for path in files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
