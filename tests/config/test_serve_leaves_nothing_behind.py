"""`acogida serve` is one parent: it starts everything, keeps it up, and leaves nothing behind however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from acogida.config import environment
from acogida.config.postgres import Cluster
from tests.config.conftest import processes_of, wait_until
from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.embedded]


class House:
    """A running `acogida serve`, its output in a file."""

    def __init__(self, home: Path, environment: dict[str, str], port: int, *words: str) -> None:
        self.home, self.port = home, port
        self.output = home / "serve.log"
        with self.output.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "acogida.config.cli", "serve", "--port", str(port), *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
            )

    def said(self) -> str:
        return self.output.read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def up(self) -> House:
        wait_until(lambda: self.process.poll() is not None or "Ctrl-C stops" in self.said(), what="serve is up")
        assert self.process.poll() is None, self.said()
        wait_until(self.answers, what="the page answers")
        return self

    def pid_of(self, words: str) -> int:
        """The oldest process of the house with these words in its command line."""
        return min(pid for pid, line in processes_of(self.home).items() if words in line)

    def gone(self) -> bool:
        return not processes_of(self.home) and not Cluster(self.home).running()


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """A data folder where everything is in order already: migrated, static files collected. It is only copied."""
    folder = Path(tempfile.mkdtemp(prefix="acogida-t-", dir="/var/tmp"))
    folder.chmod(0o711)
    dropped = ("DATABASE_URL", "DATABASE_OWNER_URL", "ACOGIDA_DB_OWNER", "ACOGIDA_DEMO")
    variables = {key: value for key, value in os.environ.items() if key not in dropped}
    code = "from acogida.config import prepare; prepare.everything(print)"
    subprocess.run([sys.executable, "-c", code], env={**variables, "ACOGIDA_HOME": str(folder)}, check=True, cwd="/")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def house(prepared: Path, home: Path, environment: dict[str, str], port: int) -> Iterator[Callable[..., House]]:
    subprocess.run(["cp", "-a", f"{prepared}/.", str(home)], check=True)
    started: list[House] = []

    def start(*words: str) -> House:
        started.append(House(home, environment, port, *words))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_stops_everything_in_order(house: Callable[..., House], number: signal.Signals) -> None:
    running = house().up()
    assert Cluster(running.home).running()
    running.process.send_signal(number)
    assert running.process.wait(120) == 0, running.said()
    assert running.gone(), processes_of(running.home)
    assert "Traceback" not in running.said()


def test_killed_hard_its_children_end_by_themselves_and_the_database_with_them(house: Callable[..., House]) -> None:
    running = house().up()
    running.process.kill()
    running.process.wait()
    wait_until(running.gone, what="everything ended")


def test_any_program_killed_hard_is_started_again_and_nothing_of_it_stays(house: Callable[..., House]) -> None:
    running = house().up()
    for words in ("config.serve.web", "config.serve.worker"):
        before = set(processes_of(running.home))
        victim = running.pid_of(words)
        os.kill(victim, signal.SIGKILL)
        name = words.rpartition(".")[2]
        wait_until(lambda name=name: f"{name} was killed (SIGKILL)" in running.said(), what="it says so")
        wait_until(lambda words=words, before=before: _new(running, words, before), what="it is started again")
        wait_until(running.answers, what="the page answers again")
        assert victim not in processes_of(running.home)
    web = running.pid_of("config.serve.web")
    victim, _other = wait_until(lambda: _both(running, web), what="both of its processes are there")
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: (now := _both(running, web)) and victim not in now, what="a killed web process is started again")
    wait_until(running.answers, what="the page answers again")
    os.kill(Cluster(running.home)._postmaster() or 0, signal.SIGKILL)
    wait_until(lambda: "the database had died; it runs again" in running.said(), what="the database comes back")
    wait_until(running.answers, what="the page answers again")
    running.process.terminate()
    assert running.process.wait(120) == 0, running.said()
    assert running.gone(), processes_of(running.home)


def _both(house: House, web: int) -> list[int]:
    """The two processes that answer for the web server, once they are two."""
    found = []
    for pid, line in processes_of(house.home).items():
        with suppress(OSError):  # one that has ended meanwhile
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            if parent == web and "resource_tracker" not in line:
                found.append(pid)
    return found if len(found) == 2 else []


def _new(house: House, words: str, before: set[int]) -> bool:
    return any(words in line and pid not in before for pid, line in processes_of(house.home).items())


def test_the_worker_does_what_is_put_in_the_queue(house: Callable[..., House]) -> None:
    running = house().up()
    with psycopg.connect(Cluster(running.home).conninfo("acogida", "acogida_app"), autocommit=True) as connection:
        (job,) = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES "
            "('builtin', 'builtin:procrastinate.builtin_tasks.remove_old_jobs', '{\"max_hours\": 1}') RETURNING id"
        ).fetchone() or (0,)
        left = "SELECT 1 FROM procrastinate_jobs WHERE id = %s"
        wait_until(lambda: not connection.execute(left, [job]).fetchone(), what="the job is done")
    assert "Traceback" not in running.said()


def test_the_demonstration_brings_its_country_its_users_and_its_simulators(house: Callable[..., House]) -> None:
    running = house("--demo", "--persons", "40").up()
    wait_until(lambda: "invented persons" in running.said(), what="the country is loaded")
    assert "ana.saenz" in running.said()
    for name in environment.SIMULATORS:
        victim = running.pid_of(f"simulators.{name}")
        os.kill(victim, signal.SIGKILL)
        wait_until(
            lambda name=name, old=victim: _new(running, f"simulators.{name}", {old}), what=f"{name} is started again"
        )
    assert "Traceback" not in running.said()
    running.process.terminate()
    assert running.process.wait(120) == 0, running.said()
    assert running.gone(), processes_of(running.home)


def test_a_busy_port_is_refused_before_anything_starts(house: Callable[..., House], port: int) -> None:
    with socket.socket() as squatter:
        # As the web server itself would: without the check both would share the port silently.
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        running = house()
        assert running.process.wait(120) == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in running.said()
    assert f"--port {port + 1}" in running.said()
    assert running.gone()
    assert "database" not in running.said()


def test_the_same_data_folder_is_not_served_twice(
    house: Callable[..., House], acogida: Callable[..., subprocess.CompletedProcess[str]], port: int
) -> None:
    running = house().up()
    second = acogida("serve", "--port", str(port + 1))
    assert second.returncode == 1
    assert f"is already served by process {running.process.pid}" in second.stderr
    assert running.answers()
