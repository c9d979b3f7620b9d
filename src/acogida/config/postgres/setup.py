"""What a new cluster is made of: its locale, its settings, who may connect, its roles and its database."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from acogida.config.postgres import binaries, paths
from acogida.config.postgres.errors import PostgresError

# Statements and their values may be about people: errors are logged without them (terse drops the DETAIL with values).
SETTINGS = """
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_line_prefix = '%m [%p] '
log_timezone = 'UTC'
timezone = 'UTC'
"""


def initialise(folder: Path, data: Path, account: binaries.Account) -> None:
    """Run `initdb` into the empty folder `data`, which `account` owns."""
    # Files, not pipes: a pipe is inherited by whatever the program starts, and reading it would then never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [
                str(folder / "initdb"),
                f"--pgdata={data}",
                f"--username={paths.OWNER_ROLE}",
                "--encoding=UTF8",
                # The wheel has no ICU; the built-in provider knows every letter's case and never changes with glibc.
                "--locale-provider=builtin",
                "--builtin-locale=PG_UNICODE_FAST",
                "--locale=C",
                "--auth=reject",
                "--data-checksums",
                "--no-instructions",
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=binaries.environment(),
            timeout=300,
            **account.popen(),  # type: ignore[call-overload]
        )
        if done.returncode:
            output.seek(0)
            raise PostgresError(f"the database could not be made:\n{output.read()[-2000:].decode(errors='replace')}")
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(SETTINGS)


def write_access_rules(data: Path, account: binaries.Account) -> None:
    """Who may connect: over the socket only, and only the system users that run Acogida (checked by the kernel)."""
    names = {"root", account.name}
    try:
        names.add(pwd.getpwuid(os.geteuid()).pw_name)
        method = "peer map=acogida"
    except KeyError:  # a container's number without a name: the folder of the socket, 0700, is then the guard
        method = "trust"
    (data / "pg_hba.conf").write_text(f"local all all {method}\n")
    (data / "pg_ident.conf").write_text("".join(f'acogida "{name}" all\n' for name in sorted(filter(None, names))))


def create_roles_and_database(conninfo: str) -> None:
    """The application's role and the database, if they are missing."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [paths.APP_ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(paths.APP_ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [paths.DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(paths.DATABASE)))
