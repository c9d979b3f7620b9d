"""A child ends when its parent does, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # prctl(2), Linux


def end_with_parent(parent: int, signal_number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process `signal_number` when `parent` dies. Call it in the child."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != parent:  # it died between the fork and the line above
        os.kill(os.getpid(), signal_number)
