"""A whole house in processes of its own (database, web, worker, the simulator of RENAPO), any of which can be killed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from acogida.config.postgres import Cluster, binaries
from acogida.config.postgres.paths import OWNER_ROLE
from tests.ports import free_port

TOKEN = "c" * 32  # of forms: the cookie and the field must agree
PARTS = ("web", "worker", "simulator", "database")


class House:
    """Started by `with`; `kill(part)` ends a part as a power cut would, `tend()` starts again what is dead."""

    def __init__(self, home: Path, dump: bytes) -> None:
        self.home, self.dump = home, dump
        self.cluster = Cluster(home)
        self.web_port, self.renapo_port = free_port(), free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: list[str] = []
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ACOGIDA_", "DATABASE_"))}
        self.environment = {
            **kept, "ACOGIDA_HOME": str(home), "ACOGIDA_DEMO": "1", "ACOGIDA_EXCHANGE_PATIENCE": "1",
            "ACOGIDA_RENAPO_URL": f"http://127.0.0.1:{self.renapo_port}", "ACOGIDA_LOG": "ERROR",
        }  # fmt: skip
        python = [sys.executable, "-m"]
        self.commands = {
            "web": [*python, "acogida.config.serve.web", "127.0.0.1", str(self.web_port), "1"],
            "worker": [*python, "tests.faults.worker"],
            "simulator": [
                *python, "simulators.renapo", "--port", str(self.renapo_port), "--store", str(home / "renapo.sqlite3"),
                "--error-rate", "0.02", "--timeout-rate", "0.002",
            ],
            "clock": [*python, "tests.faults.people", "clock"],
        }  # fmt: skip

    def __enter__(self) -> House:
        shutil.rmtree(self.home, ignore_errors=True)
        self.cluster.acquire()
        folder = binaries.programs(self.home, binaries.server_account(self.cluster.data))
        restore = subprocess.run(
            [str(folder / "psql"), "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", self.cluster.conninfo("acogida")],
            input=self.dump, capture_output=True, env=binaries.environment(), check=False,
        )  # fmt: skip
        assert restore.returncode == 0, restore.stderr.decode()[-2000:]
        return self

    def __exit__(self, *_problem: object) -> None:
        for process in self.processes.values():
            _kill(process)
        with contextlib.suppress(Exception):
            self.cluster.stop()
        self.cluster.release()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        for part in self.commands:
            self._start(part)

    def _start(self, part: str) -> None:
        with (self.home / f"{part}.log").open("ab") as log:
            self.processes[part] = subprocess.Popen(
                self.commands[part], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self, part: str, *, immediate: bool = False) -> None:
        """kill -9; of the database's main process too, or its immediate stop, which forgets what was not written."""
        self.killed.append(part)
        if part == "database":
            pid = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGQUIT if immediate else signal.SIGKILL)
        else:
            _kill(self.processes[part])

    def tend(self) -> None:
        """Start again what is dead."""
        self.cluster.revive()
        for part, process in list(self.processes.items()):
            if process.poll() is not None:
                _kill(process)  # and what it left in its group
                self._start(part)

    def run(self, *words: str) -> Any:
        """A step of tests.faults.people; its JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.people", *words],
            env=self.environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def admit(self, case: str, session: str, key: str) -> int:
        """What the browser sends when the button is pressed; the HTTP status, or 0 when nobody answered."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "key": key})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        }  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=10)
        try:
            connection.request("POST", f"/registration/{case}/admission/admit", body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def at_rest(self) -> bool:
        """Whether every message to RENAPO was delivered."""
        open_ = "SELECT count(*) FROM exchange_outboxmessage WHERE agency_id = 'renapo' AND state <> 'delivered'"
        try:
            with psycopg.connect(self.cluster.conninfo("acogida"), autocommit=True) as connection:
                row = connection.execute(open_).fetchone()
                return row is not None and row[0] == 0
        except psycopg.OperationalError:
            return False

    def register(self) -> dict[str, list[str]]:
        """What the simulator has: numbers it gave, by transaction; identities, by person and by number."""
        with contextlib.closing(sqlite3.connect(self.home / "renapo.sqlite3")) as store:
            invented = "SELECT curp FROM identities WHERE person LIKE 'seed-%'"
            given = "SELECT curp, transaction_id FROM numbers WHERE transaction_id NOT LIKE 'seed:%' AND curp NOT IN"
            numbers = store.execute(f"{given} ({invented})").fetchall()
            identities = store.execute("SELECT person, curp FROM identities WHERE person NOT LIKE 'seed-%'").fetchall()
        return {
            "numbers": sorted(row[0] for row in numbers),
            "transactions": sorted(row[1] for row in numbers),
            "entered": sorted(f"{person} {curp}" for person, curp in identities),
        }

    def logs(self) -> str:
        return "\n".join(
            f"== {part}\n{path.read_text(errors='replace')[-1500:]}"
            for part in (*self.commands, "postgres")
            if (path := self.home / f"{part}.log").exists()
        )


def dump_of(database: str, cluster: Cluster) -> bytes:
    """A migrated database as SQL."""
    folder = binaries.programs(cluster.home, binaries.server_account(cluster.data))
    made = subprocess.run(
        [str(folder / "pg_dump"), cluster.conninfo(database, OWNER_ROLE)], capture_output=True, env=binaries.environment(),
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr.decode()
    return made.stdout


def until(what: Any, seconds: float, every: float = 0.2) -> bool:
    """Wait until `what()` is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(every)
    return False


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
