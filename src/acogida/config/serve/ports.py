"""Making sure the port is ours. The web server binds with SO_REUSEPORT, so a stale one would share it silently."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from pathlib import Path

from acogida.config.postgres import locks


class Busy(RuntimeError):
    """The port, or the data folder, is already being served; the message says so for people."""


def check_free(host: str, port: int) -> None:
    """Raise Busy when anything listens on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as problem:
            raise Busy(
                f"port {port} on {host} cannot be used ({problem.strerror or problem}).\n"
                f"Stop what listens there, or choose another:  acogida serve --port {port + 1}"
            ) from None


def first_free(host: str, port: int, promised: Collection[int] = ()) -> int:
    """The first free port from `port` on that is not promised to another, for what nobody types into a browser."""
    for candidate in range(port, port + 50):
        if candidate in promised:
            continue
        try:
            check_free(host, candidate)
        except Busy:
            continue
        return candidate
    raise Busy(f"no free port between {port} and {port + 50}")


def hold(path: Path, what: str) -> int:
    """Lock the file for as long as this process lives; Busy when another process holds it."""
    descriptor = locks.open_lock(path)
    if not locks.try_lock(descriptor):
        holder = os.pread(descriptor, 64, 0).decode(errors="replace").strip()
        os.close(descriptor)
        raise Busy(f"{what} is already served by process {holder or '(unknown)'}; stop that one first")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor
