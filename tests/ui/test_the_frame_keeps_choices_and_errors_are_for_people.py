"""Theme and language are kept, error pages speak plainly, the style guide exists in demonstrations only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from acogida.ui.public import public


def test_the_chosen_theme_is_kept_and_drawn_by_the_server(db: None, settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    response = client.post("/theme/", {"theme": "dark", "next": "/_ui/"})
    assert response["Location"] == "/_ui/"
    assert b'data-bs-theme="dark"' in client.get("/_ui/").content


def test_a_theme_nobody_offers_is_not_kept(db: None) -> None:
    client = Client()
    client.post("/theme/", {"theme": "<x>"})
    assert "theme" not in client.cookies


def test_changing_the_theme_never_leads_to_another_house(db: None) -> None:
    assert Client().post("/theme/", {"theme": "dark", "next": "https://evil.example/"})["Location"] == "/"


def test_the_language_can_be_changed_before_signing_in(db: None, settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    assert b"Saltar al contenido" in client.get("/_ui/").content
    client.post("/language/", {"language": "en", "next": "/_ui/"})
    assert b"Skip to the content" in client.get("/_ui/").content


def test_the_style_guide_is_not_there_in_production(db: None) -> None:
    assert Client().get("/_ui/").status_code == 404


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503", "403_csrf"])
def test_error_pages_need_no_database_and_no_request(name: str) -> None:
    drawn = render_to_string(f"{name}.html")
    assert "<h1>" in drawn
    assert "style=" not in drawn


def test_an_address_that_does_not_exist_answers_in_plain_spanish(db: None, cast: Any) -> None:
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/no/such/page", headers={"Accept-Language": "es"})
    assert response.status_code == 404
    assert "Aquí no hay nada" in response.content.decode()


def test_no_page_of_the_frame_has_inline_code_or_style(db: None, settings: Any) -> None:
    settings.DEMO = True
    drawn = Client().get("/_ui/").content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)", drawn)


def test_the_mark_of_a_public_view_does_not_reach_the_view_it_wraps() -> None:
    def view(request: Any) -> str:
        return "drawn"

    opened = public(view)
    assert opened.public is True
    assert not hasattr(view, "public")
    assert opened(None) == "drawn"


def test_the_sign_in_page_keeps_the_user_name_and_says_what_is_wrong(db: None, own_account_pages: None) -> None:
    page = Client().post("/accounts/login/", {"login": "ana", "password": "wrong"}).content.decode()
    assert 'value="ana"' in page
    assert "No se pudo iniciar la sesión" in page
