"""From the case of a wish to its application, as a clerk does it: nothing bars the way, on a desk or a telephone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acogida.config.catalogues import compile_all
from acogida.registration.actions import drafts
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets, with_session
from tests.cast import Cast, assemble
from tests.registration.desk import FAMILY, a_draft
from tests.registration.test_a_wish_becomes_an_application import a_wish, filled_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: Any) -> Cast:
    compile_all()
    return assemble()


def clear(page: Page, name: str) -> None:
    """No barrier on this page."""
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"wish-{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    assert (name, axe(page), overflow(page), small_targets(page)) == (name, [], 0, [])


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_a_wish_is_taken_down_and_presented(people: Cast, live_server: Any, width: int, theme: str) -> None:
    wished = a_wish(people)
    with launch(width, 900, theme) as page:
        with_session(page, live_server, people.clerk)
        page.goto(f"{live_server.url}/cases/{wished.number}/")
        clear(page, "case")
        page.get_by_role("link", name="Levantar la solicitud").first.click()
        expect(page.get_by_text("Rose Délva")).to_be_visible()
        clear(page, "begin")
        page.get_by_role("button", name="Levantar la solicitud").click()
        page.wait_for_url("**/arrival/")
        expect(page.get_by_text(f"Solicitud del expediente {wished.number}")).to_be_visible()
        clear(page, "form")

        draft = wished.drafts.get()
        filled_in(people, wished)  # the same form: one of a wish is found again
        drafts.set_removed(people.as_("clerk"), draft.pk, draft.members[1]["key"], True)
        page.goto(f"{live_server.url}/intake/{draft.pk}/check/")
        expect(page.get_by_text("Diga qué pasó con Rose Délva.")).to_be_visible()
        clear(page, "check")
        page.get_by_label("Rose Délva expresó la intención").select_option("wish_goes_on")
        page.get_by_role("button", name="Presentar solicitud").click()
        page.wait_for_url("**/registration/*/")
        expect(page.get_by_text(wished.number).first).to_be_visible()
        clear(page, "presented")

        page.goto(f"{live_server.url}/")
        clear(page, "home")
        again = a_draft(people, [{**FAMILY[3], "given_names": "Rose", "first_surname": "Délva", "second_surname": "", "birth": {"year": "2016"},
                                  "relation": "", "claim_basis": "own"}])  # fmt: skip
        page.goto(f"{live_server.url}/intake/{again.pk}/household/{again.persons[0]['key']}/")
        offer = page.get_by_role("button", name="Es la misma: continuar ese expediente")
        expect(offer).to_be_visible()
        clear(page, "offer")
        offer.click()
        expect(page.get_by_text("La solicitud continúa el expediente")).to_be_visible()
