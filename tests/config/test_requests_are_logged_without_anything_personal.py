"""Every answer carries a request id; the access log knows the route and the time, and nothing about anybody."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client, RequestFactory

from acogida.config.logs import Discreet

pytestmark = pytest.mark.django_db


def test_every_answer_carries_an_id_of_its_own(client: Client) -> None:
    first, second = client.get("/health/live"), client.get("/health/live")
    assert re.fullmatch(r"[0-9a-f]{32}", first["X-Request-Id"])
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_an_id_given_by_the_proxy_is_kept_and_anything_odd_is_replaced(client: Client) -> None:
    assert client.get("/health/live", headers={"X-Request-Id": "abc-12345"})["X-Request-Id"] == "abc-12345"
    assert client.get("/health/live", headers={"X-Request-Id": "María Pérez"})["X-Request-Id"] != "María Pérez"


def test_the_log_has_the_route_and_neither_address_nor_terms(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "acogida.access"):
        client.get("/accounts/login/?next=/search/Maria-Perez")
        client.get("/no-such-page/PEPM800101MDFRRR01?q=Maria")
    assert "GET /accounts/login/" in caplog.text
    assert "GET /- 404" in caplog.text
    assert "Maria" not in caplog.text
    assert "PEPM800101" not in caplog.text


def test_an_error_is_logged_with_its_place_and_without_what_it_quotes(caplog: pytest.LogCaptureFixture) -> None:
    name, number = "Maria Perez", "PEPM800101MDFRRR01"
    try:
        try:
            raise ValueError(name)
        except ValueError as first:
            raise KeyError(number) from first
    except KeyError:
        logging.getLogger("django.request").error(
            "Internal Server Error: %s",
            f"/people/{number}",
            exc_info=True,
            extra={"request": RequestFactory().get(f"/people/{number}"), "status_code": 500},
        )
    line = Discreet("%(message)s").format(caplog.records[-1])
    assert line.startswith("- GET /- 500")
    assert "test_requests_are_logged" in line
    assert "builtins.KeyError\n  because of\n" in line
    assert line.endswith("builtins.ValueError")
    assert name not in line
    assert number not in line
