"""Identifiers: UUIDv7 inside the house, made here because PostgreSQL before 18 cannot."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last_millisecond = 0
_counter = 0


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562 §5.7, method 1: 12-bit counter within a millisecond)."""
    return uuid.UUID(int=_next())


def uuid7_text() -> str:
    """The same as text, for who writes many."""
    digits = f"{_next():032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _next() -> int:
    global _last_millisecond, _counter
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_millisecond:
            _last_millisecond, _counter = now, int.from_bytes(os.urandom(1))
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_millisecond, _counter = _last_millisecond + 1, 0
        millisecond, counter = _last_millisecond, _counter
    low = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return (millisecond << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | low


ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: read aloud and typed by hand
CHECKS = 31


def check_character(body: str) -> str:
    """Check character of a human number: a weighted sum modulo 31 that finds every wrong digit and every swap of neighbouring digits."""
    digits = [ALPHABET.index(character) for character in body if character in ALPHABET]
    return ALPHABET[sum(value * (position + 2) for position, value in enumerate(reversed(digits))) % CHECKS]
