"""The strip of days as people use it: by keyboard and pointer, on a phone and in the dark, without barriers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from acogida.config.catalogues import compile_all
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import Cast, a_case, assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: Any) -> Cast:
    compile_all()
    return assemble()


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_the_days_are_walked_and_a_supposition_worked_out(cast: Cast, live_server: Any, width: int, theme: str) -> None:
    case = a_case(cast)
    clock = case.clocks.get(clock="C8")
    session = signed_in(cast, "officer").cookies["sessionid"].value
    with launch(width, 900, theme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}{reverse('case_page', args=[case.number])}")
        expect(page.get_by_role("slider").first).to_be_visible()
        assert axe(page) == [] and overflow(page) == 0 and small_targets(page) == []
        page.goto(f"{live_server.url}{reverse('case_clock', args=[case.number, clock.pk])}")
        strip = page.get_by_role("slider").first
        strip.focus()
        page.keyboard.press("End")
        expect(strip).to_have_attribute("aria-valuetext", re.compile(r"Día hábil 45 de 45 \(LSR art\. 24\)"))
        expect(page.locator("[data-readout]").first).to_contain_text("Día hábil 45 de 45")
        page.keyboard.press("Home")
        expect(strip).to_have_attribute("aria-valuetext", re.compile("no se cuenta"))
        page.keyboard.press("ArrowRight")
        expect(strip).to_have_attribute("aria-valuenow", "8")
        strip.locator("g.due").hover()
        expect(page.locator("[data-readout]").first).to_contain_text("45 de 45")
        later = clock.due + dt.timedelta(days=14)
        page.get_by_role("group", name="Si la oficina cierra").get_by_label("Desde").fill(clock.due.isoformat())
        page.get_by_role("group", name="Si la oficina cierra").get_by_label("Hasta").fill(later.isoformat())
        page.get_by_role("button", name="Calcular").click()
        expect(page.get_by_text("Vencería el")).to_be_visible()
        expect(page.get_by_role("slider")).to_have_count(2)
        assert axe(page) == [] and overflow(page) == 0 and small_targets(page) == []


def test_the_explanation_is_copied_as_text(cast: Cast, live_server: Any) -> None:
    case = a_case(cast)
    clock = case.clocks.get(clock="C8")
    session = signed_in(cast, "officer").cookies["sessionid"].value
    with launch(permissions=["clipboard-read", "clipboard-write"]) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}{reverse('case_clock', args=[case.number, clock.pk])}")
        page.get_by_text("English", exact=True).last.click()
        page.get_by_role("button", name="Copiar").click()
        expect(page.get_by_role("button", name="Copiado")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip().endswith(f"Due: {clock.due.isoformat()}")
    assert "Weekend  [LFPA art. 28]" in copied
