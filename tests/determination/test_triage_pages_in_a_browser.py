"""The pages of triage without barriers, on a screen and on a telephone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.determination import actions, triaging
from tests.browser import PHONE, WIDE, axe, overflow
from tests.cast import Cast
from tests.determination.journey import Journey
from tests.determination.test_pages_in_a_browser import browsing, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def wrong(page: Page) -> list[Any]:
    """What is wrong with the page: barriers that axe knows, and pixels it is wider than the screen."""
    return [*axe(page), *filter(None, [overflow(page)])]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_triage_is_done_and_read_without_barriers(journey: Journey, cast: Cast, live_server: Any, width: Any) -> None:
    with browsing(width=width) as page:
        sign_in(page, cast, "officer", live_server.url)
        page.goto(live_server.url + reverse("case_triage", args=[journey.case.pk]))
        expect(page.get_by_role("heading", name="La tabla propone")).to_be_visible()
        assert wrong(page) == []
        page.get_by_label("Hay duda sobre la identidad").check()
        page.get_by_role("button", name="Anotar y consultar de nuevo").click()
        expect(page.locator("code", has_text="identity").first).to_be_visible()
        page.locator("form[data-guard] button[type=submit]").click()
        expect(page.get_by_text("La modalidad quedó fijada.")).to_be_visible()
        page.get_by_role("link", name="Modalidad", exact=True).click()
        expect(page.get_by_text("Como se propuso")).to_be_visible()
        assert wrong(page) == []


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_figures_are_read_without_barriers(journey: Journey, cast: Cast, live_server: Any, width: Any) -> None:
    sheet = triaging.sheet(journey.case)
    actions.set_modality(
        cast.as_("officer"), journey.case.pk, modality="regular", priority="high", reason="Así corresponde.",
        seen=sheet.print, key=uuid.uuid4(),
    )  # fmt: skip
    with browsing(width=width) as page:
        sign_in(page, cast, "supervisor", live_server.url)
        page.goto(live_server.url + reverse("triage_report"))
        expect(page.get_by_role("heading", name="El triaje en cifras")).to_be_visible()
        assert wrong(page) == []
