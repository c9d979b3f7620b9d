"""A database of its own for a measurement: made on the house's server with the house's tables, and dropped."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

PREFIX, KEPT = "acogida_scratch_", "acogida_kept_"


class NoScratch(RuntimeError):
    """No such database can be made; the message says why, for people."""


@contextmanager
def database(say: Callable[[str], None], keep: str = "") -> Iterator[None]:
    """Django's connection speaks to an empty, migrated database inside, and to the house's own again afterwards. With `keep`
    it is one of that name that stays, with what an earlier measurement left in it. Raises NoScratch."""
    connection = connections["default"]
    house, name = connection.settings_dict["NAME"], f"{KEPT}{keep}" if keep else f"{PREFIX}{os.getpid()}"
    with _killed_in_order():
        try:
            with _maintenance() as server:
                _drop_left_over(server)
                _make(server, name, say)
            _use(name)
            call_command("migrate", "people", verbosity=0, interactive=False, skip_checks=True)
            yield
        finally:
            _use(house)
            if not keep:
                with _maintenance() as server:
                    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _killed_in_order() -> Iterator[None]:
    """Being asked to end (SIGTERM, as `timeout` and service managers do) is an interruption, after which things are dropped."""
    if threading.current_thread() is not threading.main_thread():  # handlers are the main thread's
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _make(server: psycopg.Connection[Any], name: str, say: Callable[[str], None]) -> None:
    try:
        if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            say("making a scratch database …")
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
    except psycopg.errors.InsufficientPrivilege:
        raise NoScratch("the database's login may not make a scratch database (it needs CREATEDB)") from None


def _use(name: str) -> None:
    connection: Any = connections["default"]
    connection.close()
    connection.close_pool()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    parameters = connections["default"].get_connection_params()
    wanted = {key: parameters[key] for key in ("user", "password", "host", "port", "sslmode") if parameters.get(key)}
    with psycopg.connect(**wanted, dbname="postgres", autocommit=True) as server:
        yield server


def _drop_left_over(server: psycopg.Connection[Any]) -> None:
    """Whatever a killed measurement left."""
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall()
    for (name,) in found:
        if not Path("/proc", name.removeprefix(PREFIX)).exists():
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
