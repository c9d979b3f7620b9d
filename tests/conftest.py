"""Fixtures of every test: the database and its application role."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import DatabaseError, connection, connections
from django.test import TransactionTestCase

from acogida.config.catalogues import compile_all
from tests import databases


def pytest_configure() -> None:
    """Catalogues are not kept compiled; Spanish texts need them."""
    compile_all()


# What takes minutes begins first, so that no process is left alone with it at the end (`--no-loadscope-reorder`).
LONGEST = (
    "tests/journey/test_country", "tests/journey/test_a_family_is", "tests/faults/", "tests/journey/", "tests/config/test_serve", "tests/config/test_an_external",
    "tests/config/test_the_command_line", "tests/certificates/test_the_verifier_in", "tests/people/matching/", "tests/determination/test_pages",
    "tests/registration/test_the_counter_in", "tests/coi/", "tests/languages/", "tests/demo/", "tests/config/", "tests/partners/", "tests/registration/",
)  # fmt: skip

# Tests that tamper as the database's owner to prove that it is noticed, or load as the owner does.
OWNERS = (
    "test_the_chain_finds_every_tampering.py",
    "test_an_event_cannot_be_changed_or_removed",
    "tests/demo/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first. Without Chromium browser tests are skipped, and say so; where ACOGIDA_REQUIRE_BROWSER is set they may not be."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: next((place[name] for name in LONGEST if item.nodeid.startswith(name)), len(LONGEST)))
    for item in items:
        if any(name in item.nodeid for name in OWNERS):
            item.add_marker(pytest.mark.as_owner)
    if shutil.which("chromium") or os.environ.get("ACOGIDA_REQUIRE_BROWSER"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed (apt-get install chromium)"))


@pytest.fixture(scope="session")
def database_server() -> Iterator[Any]:
    """The test server (a Cluster), or None for an external one."""
    cluster = databases.start_server()
    yield cluster
    if cluster is not None:
        cluster.release()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, database_server: Any) -> Iterator[None]:
    """A clone of the migrated template for this process; a test that commits gets its traces removed by a new clone."""
    name = f"test_acogida_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.clone(name)
        databases.use(name)
        databases.work_as_the_application()
    flush = TransactionTestCase._fixture_teardown

    def clone_again(self: TransactionTestCase) -> None:
        # Instead of Django's flush: that would empty what migrations put in, leave jobs and sequences behind
        # (procrastinate's tables are unmanaged), and be refused by append-only tables.
        for each in connections.all(initialized_only=True):
            each.close()
        databases.clone(name)

    TransactionTestCase._fixture_teardown = clone_again  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connections["default"].close()
        databases.drop(name)


@pytest.fixture(autouse=True)
def _as_owner(request: pytest.FixtureRequest) -> None:
    """Tests marked `as_owner` tamper with what the application may not touch; all others have its rights only."""
    if request.node.get_closest_marker("as_owner"):
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")


@pytest.fixture(autouse=True)
def scope_ends_with_its_request() -> Iterator[None]:
    """A test and its client share one connection; in production the pool forgets what a request could see."""

    def forget(**_signal: Any) -> None:
        if connection.connection is not None and not connection.needs_rollback:
            # A test may have made the database unreachable on purpose.
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("RESET acogida.offices")

    from acogida.accounts.templatetags.accounts import _demo_users

    _demo_users.cache_clear()  # another test's people
    request_finished.connect(forget)
    yield
    request_finished.disconnect(forget)


@pytest.fixture
def as_application_role(db: None) -> Any:
    """`with as_application_role():` takes back, inside a test marked `as_owner`, the rights the application has."""

    @contextmanager
    def limited() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE acogida_app")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE NONE")

    return limited


@pytest.fixture
def cast(db: None) -> Any:
    """Users by part, with their roles: see tests/cast.py."""
    from tests.cast import assemble

    return assemble()
