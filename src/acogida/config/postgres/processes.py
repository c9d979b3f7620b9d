"""Which live processes belong to a data folder, read from /proc (a pid in a file proves nothing after a crash)."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def of_folder(data: Path) -> list[int]:
    """Live processes whose working folder is the data folder: the server and its backends. Zombies have none."""
    found = []
    real = os.path.realpath(data)
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            if str(Path(entry, "cwd").readlink()) == real:
                found.append(int(entry.name))
        except OSError:  # gone, a zombie, or another user's
            continue
    return found


def wait_for_orphans(data: Path, *, patience: float = 10, timeout: float = 60) -> bool:
    """Wait until no process uses the data folder; True when none is left.

    Backends whose postmaster was killed end by themselves at their next statement. One that is busy longer than
    `patience` seconds is told to quit at once (SIGQUIT), which is safe: nothing it did is committed without the log.
    """
    start = time.monotonic()
    told = False
    while orphans := of_folder(data):
        waited = time.monotonic() - start
        if waited > timeout:
            return False
        if waited > patience and not told:
            for pid in orphans:
                try:
                    os.kill(pid, signal.SIGQUIT)
                except (ProcessLookupError, PermissionError):
                    continue
            told = True
        time.sleep(0.1)
    return True
