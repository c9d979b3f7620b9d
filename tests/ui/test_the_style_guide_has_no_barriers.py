"""Every component in every state, in a real browser: axe, reflow, target size, strict policy, keyboard."""

from __future__ import annotations

from typing import Any

import pytest

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
        assert page.locator("html").get_attribute("data-bs-theme") == theme
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
        assert page.evaluate("document.activeElement.id") == "finder"
        page.locator("[data-dialog=sample-confirm]").focus()
        page.keyboard.press("Enter")
        assert page.locator("#sample-confirm").is_visible()
        assert axe(page, "#sample-confirm") == []
        page.keyboard.press("Escape")
        assert not page.locator("#sample-confirm").is_visible()
        assert page.evaluate("document.activeElement.dataset.dialog") == "sample-confirm"


def test_the_skip_link_is_first_and_leads_to_the_content(base: str, cast: Any) -> None:
    with launch() as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/search/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_phone_menu_opens_and_closes(base: str, cast: Any) -> None:
    with launch(width=PHONE) as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/search/")
        assert not page.locator(".side-nav").is_visible()
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
        assert page.locator("html").get_attribute("data-bs-theme") == "dark"
        page.reload()
        assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_a_session_that_ended_is_said_and_the_page_stays(base: str, cast: Any) -> None:
    with launch() as page:
        sign_in(page, base, "clerk", PASSWORD)
        page.goto(base + "/_ui/")
        page.context.clear_cookies(name="sessionid")
        page.locator("#finder").press_sequentially("nuñez")
        page.locator("[data-banner=session]").wait_for(state="visible")
        assert page.locator("#finder").input_value() == "nuñez"


def test_a_lost_line_is_said_and_unsaid(base: str) -> None:
    with launch() as page:
        page.goto(base + "/_ui/")
        page.context.set_offline(True)
        page.locator("[data-banner=offline]").wait_for(state="visible")
        page.context.set_offline(False)
        page.locator("[data-banner=offline]").wait_for(state="hidden")
