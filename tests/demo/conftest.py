"""One loaded country for all tests of a file: each test works in a transaction on top of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections

from acogida.demo.load import load
from tests import databases

PERSONS = 2000


@pytest.fixture(scope="module")
def loaded(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """What the load reports, made for the file's TODAY if it has one; the database is as the migrations left it when
    the file is done."""
    with django_db_blocker.unblock():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET ROLE NONE")  # loading is the owner's work
        found = load(persons=PERSONS, seed=7, today=getattr(request.module, "TODAY", None), shelves=False)
    yield found
    with django_db_blocker.unblock():
        name = connections["default"].settings_dict["NAME"]
        connections["default"].close()
        databases.clone(name)
        databases.use(name)  # making a new template points elsewhere
        databases.work_as_the_application()


@pytest.fixture
def country(loaded: dict[str, Any], db: None, settings: Any) -> dict[str, Any]:
    settings.DEMO = True
    cache.clear()
    return loaded


@pytest.fixture
def today(loaded: dict[str, Any]) -> dt.date:
    """The day for which the country was made."""
    return dt.date.fromisoformat(loaded["today"])
