"""Drafts, double submits and lost lines, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import launch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(live_server: Any, settings: Any) -> Iterator[Page]:
    settings.DEMO = True
    with launch() as page:
        page.goto(live_server.url + "/_ui/")
        yield page


def answer(page: Page, *answers: dict[str, Any]) -> list[str]:
    """Answer the draft's saves in turn, the last one again and again; what was sent."""
    sent: list[str] = []
    left = list(answers)

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        sent.append(route.request.post_data or "")
        given = left.pop(0) if len(left) > 1 else left[0]
        return route.abort() if given.get("abort") else route.fulfill(**given)

    page.route("**/_ui/", handle)
    return sent


def test_a_draft_is_saved_after_a_pause_and_takes_the_new_version(guide: Page) -> None:
    sent = answer(guide, {"json": {"version": "2"}})
    # Letter after letter without a pause, however busy the machine is.
    guide.locator("#draft-note").evaluate(
        """(field) => { for (const letter of "Salió de noche") {
        field.value += letter; field.dispatchEvent(new Event("input", {bubbles: true})); } }"""
    )
    expect(guide.locator("[data-autosave-status]")).to_have_text("Guardado")
    expect(guide.locator("#draft input[name=version]")).to_have_value("2")
    assert "Salió de noche" in sent[-1]
    assert len(sent) == 1


def test_a_draft_that_could_not_be_saved_is_sent_again(guide: Page) -> None:
    answer(guide, {"abort": True})
    guide.locator("#draft-note").fill("Salió de noche")
    expect(guide.locator("[data-autosave-status]")).to_have_text("Sin guardar; se intentará de nuevo")
    sent = answer(guide, {"json": {"version": "2"}})  # only now: it may not be over before it was seen
    expect(guide.locator("[data-autosave-status]")).to_have_text("Guardado")
    assert len(sent) == 1 and "Salió de noche" in sent[0]


def test_a_draft_changed_by_somebody_else_is_not_overwritten(guide: Page) -> None:
    sent = answer(guide, {"status": 409, "body": ""})
    guide.locator("#draft-note").fill("Salió de noche")
    expect(guide.locator("[data-autosave-status]")).to_have_text("Otra persona cambió este borrador")
    guide.wait_for_timeout(2500)
    assert len(sent) == 1


def test_a_session_that_ends_while_writing_keeps_the_text_and_saves_it_after_signing_in(guide: Page) -> None:
    answer(guide, {"status": 401, "body": ""}, {"json": {"version": "2"}})
    guide.locator("#draft-note").fill("Salió de noche")
    expect(guide.locator("[data-banner=session]")).to_be_visible()
    assert guide.locator("#draft-note").input_value() == "Salió de noche"
    expect(guide.locator("[data-autosave-status]")).to_have_text("Guardado")
    expect(guide.locator("[data-banner=session]")).to_be_hidden()


def test_a_form_sent_twice_at_once_is_sent_once(guide: Page) -> None:
    posts: list[str] = []
    guide.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    guide.evaluate(
        "() => { const f = document.querySelector('#draft'); delete f.dataset.autosave; f.requestSubmit(); f.requestSubmit(); }"
    )
    guide.wait_for_load_state("networkidle")
    assert len(posts) == 1


def test_a_page_of_ours_is_shown_when_the_line_is_down(guide: Page) -> None:
    guide.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    guide.context.set_offline(True)
    guide.reload()
    expect(guide.locator("h1")).to_have_text("Sin conexión")
