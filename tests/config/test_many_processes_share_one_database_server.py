"""The embedded server is started once, shared by whoever needs it, and stopped by the last."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from acogida.config.postgres import Cluster, processes
from tests.config.conftest import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
Client = Callable[..., "subprocess.Popen[str]"]
WAIT = "print('up', flush=True); sys.stdin.read()"
WHO = "print(psycopg.connect(cluster.conninfo()).execute('select pg_postmaster_start_time()').fetchone()[0], flush=True); sys.stdin.read()"


def test_six_processes_at_once_from_an_empty_folder_find_one_server_and_the_last_stops_it(
    user: Client, home: Path
) -> None:
    six = [user(WHO) for _ in range(6)]
    started = {process.stdout.readline() for process in six}
    assert len(started) == 1, "more than one server was started"
    assert started != {""}, six[0].stderr.read()
    for process in six[:5]:
        process.communicate("")
    assert Cluster(home).running()
    six[5].communicate("")
    assert not Cluster(home).running()
    assert processes.of_folder(Cluster(home).data) == []


def test_a_client_killed_hard_does_not_keep_the_server_up_for_ever(user: Client, home: Path) -> None:
    victim, other = user(WAIT), user(WAIT)
    assert victim.stdout.readline() == other.stdout.readline() == "up\n"
    victim.kill()
    victim.wait()
    assert Cluster(home).running()
    other.communicate("")
    assert not Cluster(home).running()


def test_no_commit_is_lost_when_the_server_is_killed_hard_under_writers(user: Client, home: Path) -> None:
    write = """
connection = psycopg.connect(cluster.conninfo('acogida'), autocommit=True)
for n in range(base, base + 10**6):
    try:
        connection.execute('insert into written values (%s)', [n])
    except psycopg.OperationalError:
        break
    print(n, flush=True)
"""
    holder = user(WAIT)
    holder.stdout.readline()
    with psycopg.connect(Cluster(home).conninfo("acogida"), autocommit=True) as connection:
        connection.execute("create table written (n bigint primary key)")
    writers = [user(f"base = {base}\n{write}") for base in (0, 10**7)]
    heard: list[list[int]] = [[int(writer.stdout.readline()) for _ in range(50)] for writer in writers]
    os.kill(Cluster(home)._postmaster(), signal.SIGKILL)
    for numbers, writer in zip(heard, writers, strict=True):
        out, problem = writer.communicate("", timeout=120)
        numbers += [int(line) for line in out.split()]
        assert "Traceback" not in problem
    holder.kill()
    cluster = Cluster(home)
    cluster.acquire()
    try:
        with psycopg.connect(cluster.conninfo("acogida")) as connection:
            kept = {n for (n,) in connection.execute("select n from written").fetchall()}
    finally:
        cluster.release()
    assert {n for numbers in heard for n in numbers} <= kept


def test_a_server_killed_hard_with_a_busy_backend_comes_back(user: Client, home: Path) -> None:
    busy = user("""
connection = psycopg.connect(cluster.conninfo(), autocommit=True)
print('busy', flush=True)
try:
    connection.execute("select count(*) from generate_series(1, 1000000000000::bigint)")
except psycopg.OperationalError:
    print('ended')
""")
    assert busy.stdout.readline() == "busy\n"
    cluster = Cluster(home)
    with psycopg.connect(cluster.conninfo(), autocommit=True) as looker:
        at_work = "select 1 from pg_stat_activity where query like '%generate_series(1%' and pid <> pg_backend_pid()"
        wait_until(lambda: looker.execute(at_work).fetchone(), what="the backend at work")
    os.kill(cluster._postmaster(), signal.SIGKILL)
    cluster.acquire()
    try:
        assert cluster.running()
    finally:
        cluster.release()
    assert busy.communicate("", timeout=120)[0] == "ended\n"


@pytest.mark.parametrize("where", ["postmaster.pid", "socket lock"])
def test_files_left_by_a_dead_server_that_name_a_living_stranger_are_ignored(
    user: Client, home: Path, where: str
) -> None:
    user(WAIT).communicate("")
    stranger = subprocess.Popen(["sleep", "300"])
    cluster = Cluster(home)
    try:
        left = cluster.data / "postmaster.pid" if where == "postmaster.pid" else cluster.socket / ".s.PGSQL.5432.lock"
        left.write_text(f"{stranger.pid}\n{cluster.data}\n1700000000\n5432\n{cluster.socket}\n\n\nready\n")
        (cluster.socket / ".s.PGSQL.5432").touch()
        cluster.acquire()
        assert cluster.running()
        cluster.release()
        assert stranger.poll() is None, "a process that is not ours was killed"
    finally:
        stranger.kill()
        stranger.wait()


def test_stopping_leaves_a_stranger_with_the_servers_old_number_alone(user: Client, home: Path) -> None:
    user(WAIT).communicate("")
    stranger = subprocess.Popen(["sleep", "300"])
    try:
        (home / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n")
        Cluster(home).stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_database_asked_to_stay_outlives_its_users_until_it_is_stopped(
    acogida: Callable[..., subprocess.CompletedProcess[str]], user: Client, home: Path
) -> None:
    assert acogida("db", "start").returncode == 0
    user(WAIT).communicate("")
    assert Cluster(home).running()
    assert acogida("db", "stop").returncode == 0
    assert not Cluster(home).running()


def test_ctrl_c_in_the_terminal_does_not_reach_the_database(user: Client, home: Path) -> None:
    interrupted = user(WAIT, process_group=0)
    interrupted.stdout.readline()
    other = user(WAIT)
    other.stdout.readline()
    os.killpg(interrupted.pid, signal.SIGINT)
    interrupted.wait(120)
    assert Cluster(home).running()
    other.communicate("")
