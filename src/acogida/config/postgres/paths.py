"""Where the embedded database keeps its files. Pure: touches nothing on disk."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

PORT = 5432
# A Unix socket's address is at most 107 bytes (sun_path of 108 with its final zero, unix(7)).
SOCKET_LIMIT = 107
OWNER_ROLE = "acogida"
APP_ROLE = "acogida_app"
DATABASE = "acogida"


def data_folder(home: Path) -> Path:
    """PostgreSQL's own data folder."""
    return home / "postgres"


def socket_folder(home: Path) -> Path:
    """The folder of the server's socket: `run` under the data folder, or a short one in /tmp where that is too long."""
    folder = home / "run"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) <= SOCKET_LIMIT:
        return folder
    # The owner of the home folder, not the caller, so that root and the owner find the same socket.
    existing = next(parent for parent in (home, *home.parents) if parent.exists())
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path("/tmp") / f"acogida-{existing.stat().st_uid}-{digest}"


def socket_file(home: Path) -> Path:
    """The server's socket."""
    return socket_folder(home) / f".s.PGSQL.{PORT}"
