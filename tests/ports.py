"""A port for a program that a test starts."""

from __future__ import annotations

import secrets

from acogida.config.serve import ports


def free_port() -> int:
    """Below those the system gives to whoever connects or asks for any: none of these takes it before the program does."""
    return ports.first_free("127.0.0.1", 10_000 + secrets.randbelow(20_000))
