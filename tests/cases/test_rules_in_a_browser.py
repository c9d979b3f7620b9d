"""The page of rules in a browser: no barriers, nothing too wide, and its search finds by words."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import PHONE, axe, launch, overflow, page, small_targets, with_session  # noqa: F401
from tests.cases.lawyers import drafted
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_rules_are_searched_and_read_without_barriers(page: Page, live_server: Any, lawyers: Cast) -> None:  # noqa: F811
    with_session(page, live_server, lawyers.officer)
    page.goto(live_server.url + reverse("rules"))
    assert (
        axe(page, "#steps > .rule-group:first-of-type") == []
        and axe(page, "#clocks") == []
        and axe(page, ".rules-bar") == []
    )
    assert axe(page, "#drawing") == [] and axe(page, "#calendars") == []
    assert overflow(page) == 0
    page.fill("[data-rules-search]", "resolver solicitud 45")
    page.wait_for_function("document.querySelectorAll('[data-rule]:not([hidden])').length < 30")
    expect(page.locator("#clock-decide")).to_be_visible()
    expect(page.locator("#step-admit")).to_be_hidden()
    expect(page.locator("#drawing")).to_be_hidden()
    page.fill("[data-rules-search]", "zzzz")
    assert page.locator("[data-rules-found]").inner_text()
    page.fill("[data-rules-search]", "")
    page.locator(".procedure a[href='#step-admit']").first.click()
    expect(page.locator("#step-admit:target")).to_be_visible()


def test_the_rules_fit_a_phone(live_server: Any, lawyers: Cast) -> None:
    draft = drafted(lawyers)
    with launch(PHONE, 844) as phone:
        with_session(phone, live_server, lawyers.lawyer)
        for name, arguments in (("rules", []), ("rules_versions", []), ("rules_version", [draft.pk]),
                                ("rules_edit", [draft.pk, "offices.toml"])):  # fmt: skip
            phone.goto(live_server.url + reverse(name, args=arguments))
            assert overflow(phone) == 0, name
            assert small_targets(phone) == [], name
            if name != "rules":
                assert axe(phone) == [], name


def test_the_rules_in_the_dark(live_server: Any, lawyers: Cast) -> None:
    with launch(theme="dark") as dark:
        with_session(dark, live_server, lawyers.officer)
        dark.goto(live_server.url + reverse("rules"))
        assert axe(dark, "#drawing") == [] and axe(dark, "#clocks") == [] and axe(dark, ".rules-bar") == []
