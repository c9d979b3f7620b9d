"""The search page as people use it: keys, chips, lists that narrow at once, the way back, wide and on a telephone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acogida.coi.search import embedding, indexing
from tests.browser import PHONE, axe, overflow, page, small_targets, with_session  # noqa: F401
from tests.cast import Cast
from tests.coi.library import a_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GANGS = (
    "Gangs collect an extortion fee from shopkeepers in the markets. Those who refuse to pay are threatened or killed."
)


@pytest.fixture
def library(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words only: what a browser shows does not depend on the model."""
    monkeypatch.setattr(embedding, "installed", lambda: False)
    versions = [
        a_version("Extorsión a comerciantes", published=dt.date(2026, 3, 1)),
        a_version("Mercados del norte", country="SV", source="Otro observatorio"),
        a_version("Gangs and markets", GANGS, source="Department of State", language="en"),
    ]
    indexing.index([version.pk for version in versions])


def test_an_officer_searches_narrows_reads_and_comes_back(
    page: Page, live_server: Any, cast: Cast, library: None  # noqa: F811
) -> None:  # fmt: skip
    with_session(page, live_server, cast.officer)
    page.goto(f"{live_server.url}/coi/search/")
    page.locator("main").click(position={"x": 5, "y": 5})
    page.keyboard.press("/")
    box = page.locator("[data-coi-box]")
    expect(box).to_be_focused()
    page.keyboard.type("pandillas que extorsionan a comerciantes -fútbol")
    page.keyboard.press("Enter")
    hits = page.locator("[data-coi-hit]")
    expect(hits).to_have_count(3)
    expect(page.get_by_text("Sin “fútbol”")).to_be_visible()
    assert page.url == f"{live_server.url}/coi/search/"
    assert (axe(page), overflow(page), small_targets(page)) == ([], 0, [])

    page.locator("#coi-not-country").select_option(label="El Salvador")
    expect(hits).to_have_count(2)
    page.get_by_role("button", name="Quitar: No país: El Salvador").click()
    expect(hits).to_have_count(3)

    page.locator("main").click(position={"x": 5, "y": 5})
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(hits.nth(at).locator("[data-coi-open]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/coi/versions/" in url)
    page.go_back()
    expect(hits).to_have_count(3)
    expect(page.get_by_text("Sin “fútbol”")).to_be_visible()

    page.get_by_role("button", name="Guardar búsqueda").click()
    page.get_by_label("Nombre de la búsqueda").fill("Extorsión")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Extorsión", exact=True)).to_be_visible()
    indexing.index([a_version("Nota nueva", "Las pandillas extorsionan en los mercados.", source="Otro más").pk])
    page.goto(f"{live_server.url}/coi/search/")
    expect(page.get_by_text("1 pasaje nuevo")).to_be_visible()
    page.get_by_role("button", name="Borrar la búsqueda guardada Extorsión").click()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_role("link", name="Extorsión")).to_be_visible()

    page.set_viewport_size({"width": PHONE, "height": 844})
    assert (overflow(page), small_targets(page)) == (0, [])
    box.fill("servicio militar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Esto no significa que no haya ocurrido.")).to_be_visible()
    assert (axe(page), overflow(page), small_targets(page)) == ([], 0, [])
    page.reload()  # the search is there again, in the same page: sent by the browser itself it asked without end
    expect(page.get_by_text("Esto no significa que no haya ocurrido.")).to_be_visible()
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "reload"
