"""Fixtures of the tests that start servers of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acogida.config.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent


def processes_of(home: Path) -> dict[int, str]:
    """Live processes that were started with this data folder: pid and command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"ACOGIDA_HOME={home}".encode() in variables and words and int(entry.name) != os.getpid():
            found[int(entry.name)] = words.strip()
    return found


def wait_until(condition: Callable[[], Any], seconds: float = 120, what: str = "") -> Any:
    """The condition's first true value; fails when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} seconds: {what or condition}")


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty data folder that the database's user can reach, gone afterwards with everything that runs in it."""
    # Not pytest's tmp_path: its parents are closed to the user the server runs as when root tests.
    folder = Path(tempfile.mkdtemp(prefix="acogida-t-", dir="/var/tmp"))
    folder.chmod(0o711)
    yield folder
    for pid in processes_of(folder):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    for each in (folder, *(path.parent for path in folder.rglob("postgres.lock"))):
        Cluster(each).stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The environment of a program that uses the data folder and its embedded database."""
    dropped = ("DATABASE_URL", "DATABASE_OWNER_URL", "ACOGIDA_DB_OWNER", "ACOGIDA_DEMO")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, "ACOGIDA_HOME": str(home), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def user(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`user(code)` runs Python code in a process that has acquired the database, as `cluster`."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, **options: Any) -> subprocess.Popen[str]:
        head = "from acogida.config import postgres\nimport psycopg, sys, time\ncluster = postgres.ensure()\n"
        process = subprocess.Popen(
            [sys.executable, "-c", head + code],
            env={**environment, **options.pop("env", {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            **options,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def acogida(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`acogida("db", "status")` runs the command line to its end."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "acogida.config.cli", *words],
            env={**environment, **variables},
            capture_output=True,
            text=True,
            timeout=180,
            cwd="/",
        )

    return run
