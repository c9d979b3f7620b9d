"""Every component in every state, in a real browser: axe, reflow, target size, strict policy, keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, WIDE, axe, launch, overflow, sign_in, small_targets
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def base(live_server: Any, settings: Any, own_account_pages: None) -> str:
    settings.DEMO = True
    return live_server.url


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("path", ["/_ui/", "/accounts/login/", "/offline/"])
def test_axe_finds_nothing(base: str, path: str, width: int, theme: str) -> None:
    with launch(width=width, theme=theme) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(base + path)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        assert axe(page) == []
        assert overflow(page) == 0
        assert small_targets(page) == []
        assert complaints == []  # the content security policy would complain here


def test_pages_reflow_at_320_pixels(base: str) -> None:
    with launch(width=320) as page:
        page.goto(base + "/_ui/")
        assert overflow(page) == 0


def test_the_frame_works_by_keyboard(base: str, cast: Any) -> None:
    with launch() as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/_ui/")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("/")
        expect(page.locator("#finder")).to_be_focused()
        page.locator("[data-dialog=sample-confirm]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#sample-confirm")).to_be_visible()
        assert axe(page, "#sample-confirm") == []
        page.keyboard.press("Escape")
        expect(page.locator("#sample-confirm")).to_be_hidden()
        expect(page.locator("[data-dialog=sample-confirm]")).to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_content(base: str, cast: Any) -> None:
    with launch() as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/search/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip-link")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_the_phone_menu_opens_and_closes(base: str, cast: Any) -> None:
    with launch(width=PHONE) as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/search/")
        expect(page.locator(".side-nav")).to_be_hidden()
        page.locator("[data-side-open]").click()
        page.locator(".side-nav").wait_for(state="visible")
        assert axe(page) == []
        page.keyboard.press("Escape")
        page.locator(".side-nav").wait_for(state="hidden")


def test_the_theme_changes_at_once_and_is_remembered(base: str) -> None:
    with launch() as page:
        page.goto(base + "/accounts/login/")
        page.locator("[data-bs-toggle=dropdown]").first.click()
        page.locator("button[name=theme][value=dark]").click()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_session_that_ended_is_said_and_the_page_stays(base: str, cast: Any) -> None:
    with launch() as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/_ui/")
        page.context.clear_cookies(name="sessionid")
        page.locator("#finder").press_sequentially("nuñez")
        page.locator("[data-banner=session]").wait_for(state="visible")
        expect(page.locator("#finder")).to_have_value("nuñez")


def test_a_lost_line_is_said_and_unsaid(base: str) -> None:
    with launch() as page:
        page.goto(base + "/_ui/")
        page.context.set_offline(True)
        page.locator("[data-banner=offline]").wait_for(state="visible")
        page.context.set_offline(False)
        page.locator("[data-banner=offline]").wait_for(state="hidden")
