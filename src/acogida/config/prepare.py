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
from acogida.config.database import app_role
from acogida.config.postgres.paths import APP_ROLE

PACKAGE = Path(__file__).resolve().parent.parent
ROLE = "ACOGIDA_DB_ROLE"
Say = Callable[[str], None]


class NotReady(RuntimeError):
    """Something cannot be put in order; the message says what and why, for people."""


def database(say: Say) -> None:
    """Start the embedded database (or reach the external one) and migrate it when its migrations are not this code's.

    Where the application's role cannot be taken, this process and its children go on with the login as it is.
    Raises NotReady.
    """
    postgres.ensure(say)
    chosen = os.environ.get(ROLE)
    if _recorded() != migrations_state.fingerprint():
        _restore(chosen)  # the migration may be able to make the role
        say("bringing the database up to date …")
        manage("migrate", "--no-input", "--verbosity=0")
        _recorded()
    if os.environ.get(ROLE) != chosen:
        say(f"the database's login may not take the role {APP_ROLE}: it is used as it is (acogida doctor says more)")


def _recorded() -> str | None:
    """The fingerprint in the database; gives up the application's role if only that keeps us out."""
    try:
        return migrations_state.recorded()
    except psycopg.OperationalError as problem:
        if app_role() and not postgres.embedded():
            chosen = os.environ.get(ROLE)
            os.environ[ROLE] = ""
            try:
                return migrations_state.recorded()
            except psycopg.OperationalError:
                _restore(chosen)
        raise NotReady(f"the database does not answer: {str(problem).strip()}") from None


def _restore(chosen: str | None) -> None:
    os.environ.pop(ROLE, None)
    if chosen is not None:
        os.environ[ROLE] = chosen


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
