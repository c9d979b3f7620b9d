"""The web server's process: granian serving WSGI. `python -m acogida.config.serve.web HOST PORT WORKERS`."""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from acogida.config import postgres

KILL_TIMEOUT = 5  # seconds: an open stream would otherwise hold up a graceful stop for ever
THREADS = 4  # per worker; the pool has as many connections


def main() -> None:
    """Hold the database (the last of serve's processes stops it) and serve until told to stop."""
    host, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    postgres.ensure()
    os.environ.setdefault("ACOGIDA_POOL", str(THREADS))
    os.environ["ACOGIDA_WEB"] = "1"
    Granian(
        "acogida.config.serve.application:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=KILL_TIMEOUT,
        respawn_failed_workers=True,
        respawn_interval=1,
        websockets=False,
        log_access=False,  # it would log addresses with their query; ours logs route patterns
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
