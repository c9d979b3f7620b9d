"""DATABASE_URL: one login, two logins, or a login that may not make roles. Acogida runs, and doctor says how well."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from acogida.config.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def server(home: Path) -> Iterator[Cluster]:
    """A PostgreSQL that Acogida does not manage, as far as it knows."""
    place = home / "elsewhere"
    place.mkdir()
    place.chmod(0o711)
    cluster = Cluster(place)
    cluster.acquire()
    yield cluster
    cluster.release()


def make(server: Cluster, *statements: str) -> None:
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def url(server: Cluster, login: str, database: str = "service") -> str:
    return f"postgresql://{login}@/{database}?host={quote(str(server.socket), safe='')}"


def role_finding(acogida: Run, **variables: str) -> dict[str, str]:
    done = acogida("doctor", "--json", **variables)
    assert done.returncode == 0, done.stdout
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["migrations"]["state"] == "ok"
    found: dict[str, str] = findings["application's database role"]
    return found


def test_a_login_that_may_not_make_roles_works_and_doctor_says_which_wall_is_missing(
    server: Cluster, acogida: Run
) -> None:
    # The role exists in this server, so that the login is refused it rather than finding it missing.
    make(server, "CREATE ROLE poor LOGIN", "CREATE DATABASE service OWNER poor")
    make(server, "ALTER ROLE acogida_app RENAME TO somebody_else")
    where = {"DATABASE_URL": url(server, "poor")}
    done = acogida("health", "--json", **where)
    assert done.returncode == 0, done.stderr
    assert "CREATE ROLE acogida_app NOLOGIN" in done.stderr
    assert "may not take the role" in done.stderr
    again = acogida("health", "--json", **where)
    assert "bringing the database up to date" not in again.stderr
    finding = role_finding(acogida, **where)
    assert finding["state"] == "missing"
    assert "audit trail" in finding["switches_off"]


def test_one_login_that_may_make_roles_steps_down_to_the_applications_role(server: Cluster, acogida: Run) -> None:
    make(server, "DROP ROLE acogida_app", "CREATE ROLE rich LOGIN CREATEROLE", "CREATE DATABASE service OWNER rich")
    where = {"DATABASE_URL": url(server, "rich")}
    assert acogida("health", **where).returncode == 0
    finding = role_finding(acogida, **where)
    assert (finding["state"], finding["found"]) == ("ok", "acogida_app")


def test_with_two_logins_the_applications_own_is_limited(server: Cluster, acogida: Run) -> None:
    make(server, "CREATE ROLE keeper LOGIN", "CREATE ROLE web LOGIN", "CREATE DATABASE service OWNER keeper")
    where = {"DATABASE_URL": url(server, "web"), "DATABASE_OWNER_URL": url(server, "keeper")}
    done = acogida("health", **where)
    assert done.returncode == 0, done.stderr
    finding = role_finding(acogida, **where)
    assert (finding["state"], finding["found"]) == ("ok", "web")
    with (
        psycopg.connect(server.conninfo("service", "web")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM audit_record")


def test_a_database_that_does_not_answer_is_said_in_one_line(acogida: Run) -> None:
    done = acogida("health", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert done.returncode == 1
    assert "the database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
