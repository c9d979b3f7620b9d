"""File locks the kernel drops by itself when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acogida.config.postgres.errors import PostgresError


def open_lock(path: Path) -> int:
    """A descriptor on the lock file, closed in child programs."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock at once, or say False."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def exclusive(path: Path, *, timeout: float = 180) -> Iterator[None]:
    """Hold the lock for the block; PostgresError when another process holds it longer than `timeout` seconds."""
    descriptor = open_lock(path)
    try:
        end = time.monotonic() + timeout
        while not try_lock(descriptor):
            if time.monotonic() > end:
                raise PostgresError(f"another process has held {path} for {timeout:.0f} seconds; is one of them stuck?")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
