"""Browser tests: Debian's Chromium driven by Playwright, and axe for accessibility.

from tests.browser import axe, page  # noqa: F401  page is a fixture

pytestmark = pytest.mark.browser

def test_the_list_has_no_barriers(page, live_server, …):
    page.goto(live_server.url + "/cases/")
    assert axe(page) == []
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = os.environ.get("ACOGIDA_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = 1440, 390
PATIENCE = 30_000  # ms; a busy machine is not a wrong result, and Playwright's own five seconds are for quiet ones
expect.set_options(timeout=PATIENCE)
# Pages glide to what is pointed at unless the device asks for stillness: a pointer that has arrived would lose its place.
STILL = {"reduced_motion": "reduce"}


@contextmanager
def launch(
    width: int = WIDE,
    height: int = 900,
    theme: str = "light",
    language: str = "es-MX",
    flags: Sequence[str] = (),
    **context: Any,
) -> Iterator[Page]:
    """A fresh page in a browser of its own. `theme` is what the device prefers; `flags` go to Chromium, `context` to
    Playwright."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", *flags]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            options = {
                "viewport": {"width": width, "height": height},
                "color_scheme": theme,
                "locale": language,
                **STILL,
                **context,
            }
            page = browser.new_context(**options).new_page()
            page.set_default_timeout(PATIENCE)
            yield page
        finally:
            # Django keeps a connection of its own inside Playwright's loop; the next test's clone would cut it.
            if settings.configured:
                connections.close_all()
            browser.close()


@pytest.fixture
def page() -> Iterator[Page]:
    """A wide, light page in Spanish."""
    with launch() as opened:
        yield opened


# Letters of another font take another space, and a menu that still moves aside lies over its neighbours. After a change
# of width everything moves for a frame, also where stillness is asked for.
SETTLED = """async () => {
  const ends = (each) => each.playState === "running" && Number.isFinite(each.effect?.getComputedTiming().endTime);
  const rest = async () => {
    for (let moving = [document.fonts.ready]; moving.length; moving = document.getAnimations().filter(ends)) {
      await Promise.allSettled(moving.map((each) => each.finished ?? each)); // one may set off another
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    }
  };
  await Promise.race([rest(), new Promise((done) => setTimeout(done, 5000))]);
}"""


def axe(page: Page, within: str | None = None) -> list[str]:
    """What axe finds wrong on the page (WCAG 2.0–2.2 A and AA, and best practice), one line per element."""
    # evaluate() runs through the debugger, so the page's own content security policy stays as it is.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(SETTLED)
    if within is None:  # half under the sticky head after a jump, a button counts as too small: look from the top
        page.evaluate("() => window.scrollTo({top: 0, behavior: 'instant'})")
    found = page.evaluate(
        "([within, rules]) => axe.run(within || document, {runOnly: rules, resultTypes: ['violations']})",
        [within, RULES],
    )
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {' / '.join(c['message'] for c in node['any'] + node['all'] + node['none'])}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 is right."""
    page.evaluate(SETTLED)
    return page.evaluate("() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")


def small_targets(page: Page, least: int = 24) -> list[str]:
    """Visible buttons, links and inputs smaller than `least` pixels, links inside sentences aside (WCAG 2.5.8)."""
    page.evaluate(SETTLED)
    return page.evaluate(
        """(least) => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea")]
        .filter((e) => e.checkVisibility({visibilityProperty: true}) && getComputedStyle(e).display !== "inline" && !e.closest("[hidden], .visually-hidden, .btn-check, dialog:not([open])"))
        .filter((e) => { const r = e.getBoundingClientRect(); return r.width > 1 && (r.width < least || r.height < least); })
        .map((e) => e.outerHTML.slice(0, 120))""",
        least,
    )


def sign_in(page: Page, base: str, username: str, password: str) -> None:
    """Through the sign-in page, as a person would."""
    page.goto(f"{base}/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def with_session(page: Page, live_server: Any, user: Any) -> None:
    """Sign `user` in without the sign-in page: quicker where that page is not what is tested."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
