"""An officer cites country information beside a material fact, on a wide screen; on a telephone the page fits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acogida.determination.models import Citation
from tests.browser import PHONE, WIDE, axe, overflow, small_targets
from tests.cast import Cast
from tests.determination.citing import SPANISH, a_fact, by_words, edition, next_edition, passage, translated
from tests.determination.journey import Journey
from tests.determination.test_pages_in_a_browser import browsing, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str, width: int) -> None:
    assert axe(page) == [], name
    assert overflow(page) == 0, name
    assert small_targets(page) == [], name
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"citing-{name}-{width}.png", full_page=True)


def test_a_passage_is_found_from_the_fact_quoted_and_lights_up_when_it_changes(
    journey: Journey, cast: Cast, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_words(monkeypatch)
    fact = a_fact(journey, "Las pandillas le cobraban una cuota a Marie Délva en el mercado")
    version = edition(text=SPANISH, language="es")
    translated(passage(edition(source="B", title="Market traders")), journey, approved=True)
    with browsing(width=WIDE) as page:
        sign_in(page, cast, "officer", live_server.url)
        page.goto(f"{live_server.url}/claims/{journey.mother.pk}/assessment/")
        page.get_by_role("link", name="Información sobre países").last.click()
        box = page.get_by_label("Qué buscar")
        assert "Délva" not in box.input_value() and "cuota" in box.input_value()
        look(page, "search", WIDE)
        hit = page.locator("[data-coi-hit]").first
        hit.get_by_text("Citar").click()
        hit.get_by_label("Cita, palabra por palabra").fill("Las pandillas nunca cobran")
        hit.get_by_role("button", name="Apoya el hecho").click()
        expect(hit.get_by_role("alert")).to_contain_text("palabra por palabra")
        hit.get_by_label("Cita, palabra por palabra").fill("Las pandillas cobran una cuota semanal")
        hit.get_by_role("button", name="Apoya el hecho").click()
        expect(page.locator("#rests")).to_contain_text("Las pandillas cobran una cuota semanal")
        look(page, "cited", WIDE)
        assert Citation.objects.get().version == version
        next_edition(version, "Las pandillas ya no cobran cuotas en los mercados del país, según la policía.")
        page.goto(f"{live_server.url}/cases/{journey.case.number}/")
        expect(page.get_by_text("Cambió información del país citada en este caso")).to_be_visible()
        page.goto(f"{live_server.url}/country-changes/")
        page.get_by_role("link", name="Verlo").click()
        expect(page.locator("#rests")).to_contain_text("edición más nueva")
        look(page, "changed", WIDE)
        page.set_viewport_size({"width": PHONE, "height": 844})
        look(page, "changed", PHONE)
    assert fact.citations.count() == 1
