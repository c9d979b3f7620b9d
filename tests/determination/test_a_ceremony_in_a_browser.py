"""The pages of a ceremony as a signatory uses them, on a wide screen and on a telephone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from acogida.determination.actions import ceremonies
from acogida.determination.models import Ceremony, Decision
from tests.browser import PHONE, WIDE, axe, overflow, small_targets
from tests.cast import Cast
from tests.determination.journey import Journey
from tests.determination.test_pages_in_a_browser import browsing, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str, width: int) -> None:
    assert axe(page) == [], name
    assert overflow(page) == 0, name
    assert small_targets(page) == [], name
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"ceremony-{name}-{width}.png", full_page=True)


def sign_in_the_background() -> None:
    try:
        ceremonies.carry_out(Ceremony.objects.get().pk)
    finally:
        connections.close_all()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_chosen_opened_and_confirmed_once(journey: Journey, cast: Cast, live_server: Any, width: int) -> None:
    journey.approved(journey.mother)
    journey.approved(journey.partner, "refused")
    journey.approved(journey.child)
    cast.signatory.set_password("una contraseña larga")
    cast.signatory.save()
    with browsing(width=width) as page:
        sign_in(page, cast, "signatory", live_server.url)
        page.goto(f"{live_server.url}/signatures/")
        page.get_by_role("link", name="Firmar varias").click()
        page.get_by_role("checkbox", name="Todas").check() if width == WIDE else [
            box.check() for box in page.locator("[name=submission]").all()
        ]
        look(page, "choose", width)
        page.get_by_role("button", name="Preparar").click()
        expect(page.get_by_text("Faltan 3 por abrir.")).to_be_visible()
        look(page, "open", width)
        for _each in range(3):
            page.get_by_role("link", name="Abrir la siguiente").click()
            page.get_by_role("link", name="Volver a la firma conjunta").click()
        look(page, "confirm", width)
        page.get_by_label("Su contraseña").fill("una contraseña larga")
        page.get_by_role("button", name="Firmar todas").click()
        expect(page.get_by_role("heading", name="Firmándose")).to_be_visible()
        look(page, "signing", width)
        with ThreadPoolExecutor(1) as worker:  # where no event loop runs, as in the worker
            worker.submit(sign_in_the_background).result(timeout=60)
        expect(page.get_by_role("heading", name="Terminada")).to_be_visible()
        look(page, "done", width)
    assert Decision.objects.count() == 3
