"""Global search: forgiving, complete, silent in logs and addresses."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from acogida.ui import search
from acogida.ui.search import Result


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    registered: dict[str, Any] = {}
    monkeypatch.setattr(search, "_providers", registered)
    return registered


@pytest.fixture
def client_of_clerk(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def found(title: str, kind: str = "Case") -> Result:
    return Result(title, "sub", "/x", "folder", kind)


def test_answers_of_all_rooms_are_grouped_by_kind(db: None, providers: dict[str, Any]) -> None:
    search.register("a")(lambda user, text, request: [found("1"), found("2", "Person")])
    search.register("b")(lambda user, text, request: [found("3")])
    answers = search.ask(None, "  núñez   maría ", None)
    assert [(kind, [r.title for r in results]) for kind, results in answers.groups] == [
        ("Case", ["1", "3"]),
        ("Person", ["2"]),
    ]
    assert answers.count == 3


def test_providers_get_the_terms_without_stray_spaces(db: None, providers: dict[str, Any]) -> None:
    asked: list[str] = []
    search.register("a")(lambda user, text, request: asked.append(text) or [])
    search.ask(None, "  núñez   maría ", None)
    assert asked == ["núñez maría"]


def test_one_letter_asks_nobody(db: None, providers: dict[str, Any]) -> None:
    asked: list[str] = []
    search.register("a")(lambda user, text, request: asked.append(text) or [])
    assert search.ask(None, " n ", None).count == 0
    assert asked == []


def test_a_room_that_fails_does_not_hide_the_others_and_its_terms_stay_out_of_the_log(
    db: None, providers: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(user: Any, text: str, request: Any) -> list[Result]:
        raise DatabaseError(f"near {text}")

    search.register("a")(broken)
    search.register("b")(lambda user, text, request: [found("3")])
    with caplog.at_level(logging.DEBUG):
        answers = search.ask(None, "secret name", None)
    assert (answers.count, answers.incomplete) == (1, True)
    assert "secret" not in caplog.text


def test_htmx_gets_a_list_and_a_plain_post_gets_a_page(client_of_clerk: Client, providers: dict[str, Any]) -> None:
    search.register("a")(lambda user, text, request: [found("COM-1")])
    fragment = client_of_clerk.post("/search/", {"text": "com"}, headers={"HX-Request": "true"})
    page = client_of_clerk.post("/search/", {"text": "com"})
    assert b"COM-1" in fragment.content
    assert b"<html" not in fragment.content
    assert b"COM-1" in page.content
    assert b"<html" in page.content


def test_terms_in_the_address_are_not_searched(client_of_clerk: Client, providers: dict[str, Any]) -> None:
    search.register("a")(lambda user, text, request: [found("COM-1")])
    assert b"COM-1" not in client_of_clerk.get("/search/?text=com").content


def test_a_visitor_cannot_search(db: None, providers: dict[str, Any]) -> None:
    search.register("a")(lambda user, text, request: [found("COM-1")])
    response = Client().post("/search/", {"text": "com"})
    assert response.status_code == 302
    assert Client().post("/search/", {"text": "com"}, headers={"HX-Request": "true"}).status_code == 401
