"""While the database is away a page says so and asks to try again; it does not look like a fault."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from acogida.cases import queries
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("problem", "status"), [(OperationalError("gone"), 503), (ValueError("ours"), 500)])
def test_a_page_tells_a_database_away_from_a_fault(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, problem: Exception, status: int
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise problem

    monkeypatch.setattr(queries, "case_list", broken)
    client = signed_in(cast, "clerk")
    client.raise_request_exception = False
    response = client.get(reverse("case_list"))
    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)


def test_a_password_is_not_reset_by_post() -> None:
    assert Client().post(reverse("account_reset_password"), {"email": "x@example.org"}).status_code == 405
