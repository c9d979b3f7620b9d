"""The side-by-side page with the keyboard alone, on a wide screen and on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.languages.memory.keeping import keep
from acogida.languages.memory.tmx import Unit
from acogida.languages.models import Translation
from tests.browser import PHONE, axe, overflow, page, small_targets, with_session  # noqa: F401
from tests.cast import Cast
from tests.coi.library import a_version
from tests.languages.desk import ENGINES, GOOD, TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def dictionary() -> Iterator[None]:
    with override_settings(TRANSLATION_ENGINES=ENGINES):
        yield


def clear(page: Page, name: str) -> None:  # noqa: F811
    """No barrier on this page."""
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"translation-{name}.png", full_page=True)
    assert (name, axe(page), overflow(page), small_targets(page)) == (name, [], 0, [])


def test_a_passage_is_drafted_edited_and_submitted_by_keyboard(page: Page, live_server: Any, cast: Cast) -> None:  # noqa: F811
    keep([Unit("en", "es-MX", "The police did not arrive.", "La policía no llegó.", "1")], origin="prueba")
    version = a_version(title="Extortion of shopkeepers", text=TEXT, language="en")
    with_session(page, live_server, cast.researcher)
    page.goto(live_server.url + reverse("coi_translation", args=[version.pk]))
    page.get_by_role("button", name="Hacer el borrador de lo que falta").click()
    first = page.get_by_label("Traducción de la oración 1")
    expect(first).to_have_class("form-control lang-grey")
    clear(page, "draft")
    first.fill(GOOD[0])
    page.keyboard.press("Control+Enter")
    second = page.get_by_label("Traducción de la oración 2")
    expect(second).to_be_focused()
    expect(page.get_by_text("1 de 2 oraciones confirmadas")).to_be_visible()
    page.get_by_role("button", name="Usar").click()
    expect(second).to_have_value("La policía no llegó.")
    second.fill("La policía llegó.")
    expect(page.get_by_text("El original niega («not»); la traducción no.")).to_be_visible()
    clear(page, "warned")
    second.fill(GOOD[1])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("2 de 2 oraciones confirmadas")).to_be_visible()
    expect(page.get_by_text("El original niega")).to_have_count(0)
    submit = page.get_by_role("button", name="Enviar para aprobación")
    expect(submit).to_be_focused()
    page.set_viewport_size({"width": PHONE, "height": 800})
    clear(page, "ready")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Usted escribió una parte: la aprueba otra persona.")).to_be_visible()
    assert Translation.objects.get().text == " ".join(GOOD)
