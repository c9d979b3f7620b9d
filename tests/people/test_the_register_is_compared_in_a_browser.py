"""Comparing the register as a supervisor sees it: nobody there, begin, under way, stopped; without barriers at any width."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acogida.config.catalogues import compile_all
from acogida.people.models import RegisterRun
from acogida.people.register_runs import running
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets, with_session
from tests.cast import Cast, a_person, assemble

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: Any) -> Cast:
    compile_all()
    return assemble()


def clear(page: Page, name: str) -> None:
    """No barrier on this page."""
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"register-{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    assert (name, axe(page), overflow(page), small_targets(page)) == (name, [], 0, [])


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_a_supervisor_compares_the_register_and_follows_it(
    people: Cast, live_server: Any, width: int, theme: str
) -> None:
    with launch(width, 900, theme) as page:
        with_session(page, live_server, people.supervisor)
        page.goto(f"{live_server.url}/people/comparisons/")
        expect(page.get_by_text("Todavía no hay nadie en el registro")).to_be_visible()
        clear(page, "empty")
        for order in (("Villatoro", "Queriogo"), ("Queriogo", "Villatoro")):
            a_person(people, given_names="Wildelson", first_surname=order[0], second_surname=order[1])
        done = running.work(running.start(None)[0].pk)
        assert done is not None and done.new == 1
        page.reload()
        clear(page, "before")
        page.get_by_role("button", name="Comparar todo el registro").click()
        expect(page.get_by_text("Por comenzar")).to_be_visible()
        RegisterRun.objects.filter(finished_at=None).update(
            state="comparing", total=9_000_000, done=4_100_000, persons=1_050_000
        )
        expect(page.get_by_text("Comparando personas")).to_be_visible()  # without reloading
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "45")
        clear(page, "under-way")
        page.get_by_role("button", name="Detener").click()
        expect(page.get_by_text("deteniéndose")).to_be_visible()
        running.work(RegisterRun.objects.get(finished_at=None).pk)
        expect(page.get_by_role("button", name="Comparar todo el registro")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(2)
        clear(page, "after")
