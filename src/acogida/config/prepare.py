"""What must be in order before anything runs: database, migrations, catalogues, static files. Each only when changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

from acogida.config import catalogues, environment, migrations_state, postgres

PACKAGE = Path(__file__).resolve().parent.parent
Say = Callable[[str], None]


class NotReady(RuntimeError):
    """Something cannot be put in order; the message says what and why, for people."""


def database(say: Say) -> None:
    """Start the embedded database (or reach the external one) and migrate it when its migrations are not this code's."""
    postgres.ensure(say)
    try:
        current = migrations_state.recorded() == migrations_state.fingerprint()
    except psycopg.OperationalError as problem:
        if "role" not in str(problem):
            raise NotReady(f"the database does not answer: {str(problem).strip()}") from None
        current = False  # the application's role is made by the first migration
    if not current:
        say("bringing the database up to date …")
        manage("migrate", "--no-input", "--verbosity=0")


def translations(say: Say) -> None:
    """Compile the message catalogues that changed."""
    if count := catalogues.compile_all():
        say(f"translations compiled ({count})")


def static_files(say: Say) -> None:
    """Collect and compress the static files when they changed."""
    stamp = environment.home() / "static" / ".collected"
    wanted = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("collecting the static files …")
    manage("collectstatic", "--no-input", "--clear", "--verbosity=0")
    stamp.write_text(wanted)


def everything(say: Say) -> None:
    """All of it, in order."""
    database(say)
    translations(say)
    static_files(say)


def manage(*arguments: str) -> None:
    """Run a Django command as the database's owner, its output on standard error. Raises NotReady when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "acogida.config.settings", "ACOGIDA_DB_OWNER": "1"},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
    )
    if done.returncode:
        raise NotReady(f"`{' '.join(arguments)}` failed (see above)")


def _static_fingerprint() -> str:
    digest = hashlib.sha256(str(PACKAGE).encode())
    for path in sorted(PACKAGE.glob("*/static/**/*")):
        if path.is_file():
            state = path.stat()
            digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}".encode())
    return digest.hexdigest()
