"""Test databases: one migrated template per state of the migrations, and clones of it (a clone costs 0.1 s)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from acogida.config import migrations_state
from acogida.config.postgres import Cluster
from acogida.config.postgres.paths import APP_ROLE
from tests.plugin import HOME

LOCK = 7001  # advisory lock: one process makes the template, the others wait for it
KEPT_TEMPLATES = 4  # several checkouts may share the server


def start_server() -> Cluster | None:
    """The throw-away server, started if needed; None when DATABASE_URL names an external one."""
    if os.environ.get("DATABASE_URL"):
        return None
    cluster = Cluster(HOME, throwaway=True)
    cluster.acquire()
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        _drop_left_over(connection)
    return cluster


@contextmanager
def maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection to no test database, for making and dropping them."""
    parameters = connections["default"].get_connection_params()
    wanted = {key: parameters[key] for key in ("user", "password", "host", "port", "sslmode") if parameters.get(key)}
    with psycopg.connect(**wanted, dbname="postgres", autocommit=True) as connection:
        yield connection


def template() -> str:
    """The name of the migrated template database, made if this state of the migrations has none yet."""
    name = f"acogida_template_{migrations_state.fingerprint()[:12]}"
    with maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if _exists(connection, name):
            return name
        _drop_old_templates(connection)
        building = f"{name}_building"
        drop(building)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(building))
        )
        use(building)
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        connections["default"].close()
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name))
        )
    return name


def clone(name: str) -> None:
    """(Re)make the database `name` as it is right after the migrations."""
    source = template()
    drop(name)
    with maintenance() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        )


def drop(name: str) -> None:
    """Drop the database, whoever is connected to it."""
    with maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def use(name: str) -> None:
    """Point Django at the database."""
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def work_as_the_application() -> None:
    """Take the application's role in every connection from now on: tests have the rights production has, no more."""
    connections["default"].close()
    connections["default"].settings_dict["OPTIONS"]["options"] = f"-c role={APP_ROLE} -c acogida.offices=all"


def _exists(connection: psycopg.Connection[Any], name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _drop_left_over(connection: psycopg.Connection[Any]) -> None:
    """Drop the databases of test processes that were killed."""
    rows = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_acogida_[0-9]+$'").fetchall()
    for (name,) in rows:
        if not Path("/proc", name.rpartition("_")[2]).exists():
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_old_templates(connection: psycopg.Connection[Any]) -> None:
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname ~ '^acogida_template_[0-9a-f]{12}$' ORDER BY oid DESC"
    ).fetchall()
    for (name,) in rows[KEPT_TEMPLATES:]:
        drop(name)


def address() -> str:
    """The test database as a DATABASE_URL, for another process."""
    settings = connections["default"].settings_dict
    login = quote(str(settings["USER"]), safe="")
    if settings.get("PASSWORD"):
        login += ":" + quote(str(settings["PASSWORD"]), safe="")
    host, port = str(settings.get("HOST") or ""), str(settings.get("PORT") or "5432")
    if host.startswith("/"):
        return f"postgresql://{login}@{quote(host, safe='')}:{port}/{settings['NAME']}"
    return f"postgresql://{login}@{host}:{port}/{settings['NAME']}"
