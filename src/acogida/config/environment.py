"""Every environment variable Acogida reads, in one place."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes and on mean yes."""
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def home() -> Path:
    """The data folder: `ACOGIDA_HOME`, else /var/lib/acogida for root, else the user's own data folder."""
    if given := os.environ.get("ACOGIDA_HOME"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/acogida")
    data = os.environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()
    return Path(data) / "acogida"


def secret(name: str) -> str:
    """A secret kept in the data folder, made on first use and readable by its owner only."""
    path = home() / "secrets" / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = None
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(descriptor, secrets.token_urlsafe(50).encode())
        except FileExistsError:  # another process was first
            pass
        finally:
            if descriptor is not None:
                os.close(descriptor)
        return path.read_text().strip()


DEMO = flag("ACOGIDA_DEMO")
# The agencies that demonstrations play, with the ports their simulators listen on.
SIMULATORS = {"renapo": 8091, "inm": 8092, "sre": 8093, "ppnna": 8094}
DEBUG = flag("ACOGIDA_DEBUG")
TESTING = "pytest" in sys.modules
PRODUCTION = not (DEMO or DEBUG or TESTING)
