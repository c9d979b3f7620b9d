"""One embedded database server: made, started, shared by any number of processes, stopped by the last.

Two locks in the home folder carry the whole protocol. `postgres.lock` is held (exclusive) around making, starting and
stopping. `postgres.users` is held (shared) by every process that uses the server; whoever leaves and can take it
exclusively was the last, and stops the server. The kernel drops locks on kill -9, so nothing leaks.
Liveness is always judged by connecting, never by a pid in a file.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from acogida.config.postgres import binaries, locks, paths, processes, setup
from acogida.config.postgres.errors import PostgresError

START_TIMEOUT = 120  # seconds: crash recovery of a large database takes its time
# Speed before safety, for tests only.
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}


class Cluster:
    """The server of one home folder. `throwaway` makes it fast, unsafe, and made anew when it is broken."""

    def __init__(self, home: Path, *, throwaway: bool = False, say: Callable[[str], None] = lambda text: None) -> None:
        self.home = home.absolute()
        self.data = paths.data_folder(self.home)
        self.throwaway = throwaway
        self.say = say
        self._users: int | None = None
        self._server: subprocess.Popen[bytes] | None = None

    # -- using it ---------------------------------------------------------------------------------------------------

    @property
    def socket(self) -> Path:
        """The folder of the socket: the `host` to connect to."""
        return paths.socket_folder(self.home)

    def conninfo(self, database: str = "postgres", role: str = paths.OWNER_ROLE) -> str:
        """A libpq connection string."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.socket), port=paths.PORT, user=role, dbname=database, connect_timeout=10
        )

    def acquire(self) -> None:
        """Start the server unless it answers, and count this process among its users."""
        self._prepare_home()
        with locks.exclusive(self.home / "postgres.lock"):
            if self._users is not None:
                self._ensure_running()
                return
            users = locks.open_lock(self.home / "postgres.users")
            try:
                if not locks.try_lock(users, shared=True):  # only ever exclusive under postgres.lock, which is ours
                    raise PostgresError(f"{self.home}/postgres.users is locked by a program that is not Acogida")
                self._ensure_running()
            except BaseException:
                os.close(users)
                raise
            self._users = users

    def release(self) -> None:
        """Leave; the last user stops the server (unless `acogida db start` asked to keep it)."""
        if self._users is None:
            return
        with locks.exclusive(self.home / "postgres.lock"):
            last = locks.try_lock(self._users)
            os.close(self._users)
            self._users = None
            if last and not self.kept:
                self._stop()

    @property
    def kept(self) -> bool:
        """Whether the server stays up without users."""
        return (self.home / "postgres.keep").exists()

    def keep(self, yes: bool) -> None:
        """Let the server stay up without users, or not."""
        marker = self.home / "postgres.keep"
        marker.touch() if yes else marker.unlink(missing_ok=True)

    def running(self) -> bool:
        """Whether the server answers."""
        return self._answer() is not None

    def stop(self) -> None:
        """Stop the server, whoever uses it."""
        if not self.home.exists():
            return
        with locks.exclusive(self.home / "postgres.lock"):
            self._stop()

    def run_in_foreground(self) -> int:
        """Start the server and stay until TERM or INT, which stop it (returns 0), or until it dies (returns 1)."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.acquire()
        while not stopping.wait(0.5):
            if self._server is None or self._server.poll() is not None:
                return 1
        self.stop()
        return 0

    # -- starting ---------------------------------------------------------------------------------------------------

    def _prepare_home(self) -> None:
        if os.geteuid() == 0 and self.home.resolve().is_relative_to("/root"):
            raise PostgresError(
                f"the data folder {self.home} is inside /root, which the database's user may not enter.\n"
                "Choose another:  ACOGIDA_HOME=/var/lib/acogida"
            )
        if not self.home.exists():
            # Root's server runs as another user, who must be able to pass through; nobody may look in.
            self.home.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        if not os.access(self.home, os.W_OK | os.X_OK):
            raise PostgresError(f"the data folder {self.home} is not writable; choose another with ACOGIDA_HOME")

    def revive(self) -> bool:
        """Start the server again if it died while we hold it; True when that was needed."""
        if self.running():
            return False
        self.acquire()
        return True

    def _ensure_running(self) -> None:
        if self._answer():
            return
        account = binaries.server_account(self.data)
        if not binaries.may_enter(self.home, account):
            raise PostgresError(
                f"the database's user {account.name} may not enter the data folder {self.home}: one of its parent folders "
                "is closed to others.\nChoose another:  ACOGIDA_HOME=/var/lib/acogida"
            )
        folder = binaries.programs(self.home, account)
        try:
            self._start(folder, account)
        except PostgresError:
            if not self.throwaway:
                raise
            shutil.rmtree(self.data, ignore_errors=True)
            self._start(folder, account)

    def _start(self, folder: Path, account: binaries.Account) -> None:
        self._make(folder, account)
        self._clear_stale_files()
        self._own_folder(self.socket, account)
        setup.write_access_rules(self.data, account)
        log = self.home / "log" / "postgres.log"
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with log.open("ab") as output:
            offset = output.tell()
            # A session of its own, or Ctrl-C in the terminal would kill the database with the program.
            self._server = subprocess.Popen(
                self._arguments(folder),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=binaries.environment(),
                start_new_session=True,
                **account.popen(),  # type: ignore[call-overload]
            )
        self._wait_until_up(log, offset)
        setup.create_roles_and_database(self.conninfo())

    def _arguments(self, folder: Path) -> list[str]:
        options = {"listen_addresses": "", "unix_socket_directories": str(self.socket), "port": str(paths.PORT)}
        if self.throwaway:
            options |= UNSAFE | {"max_wal_senders": "0"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(folder / "postgres"), "-D", str(self.data), *flags]

    def _wait_until_up(self, log: Path, offset: int) -> None:
        server = self._server
        assert server is not None
        end = time.monotonic() + START_TIMEOUT
        told = time.monotonic() + 2
        while not self._answer():
            if server.poll() is not None:
                with log.open("rb") as lines:
                    lines.seek(offset)
                    tail = lines.read()[-2000:].decode(errors="replace")
                raise PostgresError(f"the database did not start (log: {log}):\n{tail}")
            if time.monotonic() > end:
                raise PostgresError(f"the database has not answered for {START_TIMEOUT} seconds (log: {log})")
            if time.monotonic() > told:
                self.say("the database is starting (recovering, after a crash) …")
                told = end
            time.sleep(0.03)

    def _make(self, folder: Path, account: binaries.Account) -> None:
        """`initdb`, in a folder beside it that is renamed when whole, so that a kill half-way leaves nothing half-made."""
        version_file = self.data / "PG_VERSION"
        if version_file.exists():
            made, now = version_file.read_text().strip(), binaries.major_version(folder)
            if made == now:
                return
            if not self.throwaway:
                raise PostgresError(
                    f"the data in {self.data} is of PostgreSQL {made}, the installed programs are {now}.\n"
                    "Dump it with the old version's pg_dump, move the folder away, and restore with the new one."
                )
        self.say("making the database …")
        shutil.rmtree(self.data, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=self.home))
        try:
            self._own_folder(fresh, account)
            setup.initialise(folder, fresh, account)
            fresh.rename(self.data)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        for left in self.home.glob("postgres-new-*"):  # of runs that were killed half-way
            shutil.rmtree(left, ignore_errors=True)

    def _clear_stale_files(self) -> None:
        """Remove what a dead server left, once no live process uses the data folder."""
        if not processes.wait_for_orphans(self.data):
            raise PostgresError(
                f"processes {processes.of_folder(self.data)} still use {self.data} but do not answer on {self.socket}"
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (paths.socket_file(self.home).name, paths.socket_file(self.home).name + ".lock"):
            (self.socket / name).unlink(missing_ok=True)

    @staticmethod
    def _own_folder(folder: Path, account: binaries.Account) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account.uid is not None and account.gid is not None:
            os.chown(folder, account.uid, account.gid)
        elif folder.stat().st_uid != os.geteuid():
            raise PostgresError(f"{folder} belongs to another user")
        folder.chmod(0o700)

    # -- asking and stopping ----------------------------------------------------------------------------------------

    def _answer(self) -> int | None:
        """The running server's process id as it says itself, or None when nothing answers."""
        if not (self.socket / f".s.PGSQL.{paths.PORT}").exists():
            return None
        try:
            with psycopg.connect(self.conninfo(), autocommit=True) as connection:
                return connection.pgconn.backend_pid
        except psycopg.OperationalError:
            return None

    def _stop(self) -> None:
        self._reap()
        pid = self._postmaster()
        if pid is None:
            return
        for signal_number, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 15), (signal.SIGKILL, 5)):
            try:
                os.kill(pid, signal_number)
            except ProcessLookupError:
                break
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                self._reap()
                if pid not in processes.of_folder(self.data):
                    processes.wait_for_orphans(self.data)
                    return
                time.sleep(0.02)

    def _reap(self) -> None:
        if self._server is not None and self._server.poll() is not None:
            self._server = None

    def _postmaster(self) -> int | None:
        """The server's pid, only if that process really works in our data folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return pid if pid in processes.of_folder(self.data) else None
