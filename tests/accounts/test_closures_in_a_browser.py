"""A closure from the form to the person's sheet, in a browser: nothing hidden, nothing in the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import expect

from acogida.cases.models import Recalculation
from acogida.cases.recompute import run
from acogida.config.catalogues import compile_all
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cases.rules import manager_of
from tests.cast import a_case, assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def sound(page: Any) -> None:
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_what_would_move_is_seen_before_and_the_sheet_after(
    transactional_db: None, live_server: Any, width: int, theme: str
) -> None:
    compile_all()
    cast = assemble()
    manager_of(cast)
    case = a_case(cast, on=dt.date(2024, 4, 15))
    session = signed_in(cast, "supervisor").cookies["sessionid"].value
    with launch(width, 900, theme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/closures/new")
        sound(page)
        for name, value in (("start", "2024-05-06"), ("end", "2024-05-07"), ("reason", "Inundación"), ("source", "Circular 3/2024")):  # fmt: skip
            page.locator(f"input[name={name}]").fill(value)
        page.get_by_role("button", name="Ver qué cambiaría").click()
        expect(page.get_by_text(case.number).first).to_be_visible()
        expect(page.get_by_text("25/06/2024")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Cerrar estos días").click()
        expect(page.get_by_role("progressbar")).to_be_visible()  # no worker here: it waits
        sound(page)
        run(Recalculation.objects.get().pk, workers=0)
        expect(page.get_by_text("1 expediente con fecha nueva")).to_be_visible()  # the page asks by itself
        page.goto(f"{live_server.url}/notices/")
        sound(page)
        page.locator("a.row-link").first.click()
        expect(page.get_by_text("25 de junio de 2024")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Registrar").first.click()
        expect(page.get_by_text("Registrado: el aviso se entregó.")).to_be_visible()
        page.goto(f"{live_server.url}/cases/{case.number}/?tab=notices")
        expect(page.get_by_text("Entregado").first).to_be_visible()
        sound(page)
        page.goto(f"{live_server.url}/closures/switches/new")
        sound(page)
