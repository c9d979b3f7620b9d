"""Where the database is: `DATABASE_URL`, or the embedded server's socket.

Two roles: the *owner* migrates and makes roles; the *application* (`acogida_app`) may not change the schema, empty
a table, or alter what is append-only. `ACOGIDA_DB_OWNER=1` asks for the owner (migrations, tests, maintenance).
"""

from __future__ import annotations

import os
from typing import Any

import dj_database_url

from acogida.config import environment
from acogida.config.postgres import paths

TIMEOUT = 10  # seconds to get a connection before the page says that the database is away


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES."""
    owner = environment.flag("ACOGIDA_DB_OWNER")
    url = (os.environ.get("DATABASE_OWNER_URL") if owner else None) or os.environ.get("DATABASE_URL")
    settings: dict[str, Any] = _external(url, owner) if url else _embedded(owner)
    if not owner and not environment.flag("ACOGIDA_WEB"):
        # The worker and the command line ask as the house; the web says for whom with each request (accounts.scope).
        given = settings.setdefault("OPTIONS", {}).get("options", "")
        settings["OPTIONS"]["options"] = f"{given} -c acogida.offices=all".strip()
    settings["CONN_MAX_AGE"] = 0  # the pool keeps connections, not Django
    settings["CONN_HEALTH_CHECKS"] = True
    options = settings.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", TIMEOUT)
    if size := int(os.environ.get("ACOGIDA_POOL", "0")):
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": TIMEOUT, "reset": _forget}
    return {"default": settings}


def _forget(connection: Any) -> None:
    """What a request let its connection see does not go with it to the next one."""
    connection.execute("RESET acogida.offices")
    connection.commit()


def app_role() -> str:
    """The role the application takes on an external database; empty when it must use its own login as it is."""
    if os.environ.get("DATABASE_OWNER_URL"):  # two logins: the application's is limited already
        return ""
    return os.environ.get("ACOGIDA_DB_ROLE", paths.APP_ROLE)


def _external(url: str, owner: bool) -> dict[str, Any]:
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    if not owner and (role := app_role()):
        options = settings.setdefault("OPTIONS", {})
        options["options"] = f"{options.get('options', '')} -c role={role}".strip()
    return settings


def _embedded(owner: bool) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": paths.DATABASE,
        "USER": paths.OWNER_ROLE if owner else paths.APP_ROLE,
        "HOST": str(paths.socket_folder(environment.home())),
        "PORT": str(paths.PORT),
    }
