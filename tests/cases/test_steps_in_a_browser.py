"""The page of a step as a person uses it: questions come and go, what follows is said again, nothing bars the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from acogida.cases import packs
from acogida.cases.models import Event
from acogida.config.catalogues import compile_all
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cases.test_steps_of_any_pack import HEARING
from tests.cast import Cast, a_case, assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: Any) -> Cast:
    compile_all()
    return assemble()


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_a_step_is_taken_with_its_questions(
    cast: Cast, live_server: Any, monkeypatch: Any, width: int, theme: str
) -> None:
    case = a_case(cast)
    monkeypatch.setitem(packs.of(case).transitions, "hold_hearing", HEARING)
    claim = case.claims.get()
    session = signed_in(cast, "supervisor").cookies["sessionid"].value
    shots = os.environ.get("ACOGIDA_SHOTS")
    with launch(width, 900, theme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/cases/{case.number}/steps/hold_hearing/{claim.pk}/")
        why = page.get_by_role("group", name="Motivo de la suspensión")
        does = page.locator("#step-does")
        expect(why).to_be_hidden()
        page.get_by_role("group", name="¿Se suspendió?").get_by_label("Sí").check()
        expect(why).to_be_visible()
        expect(does).to_contain_text("empieza, hasta el")
        assert axe(page) == []
        assert overflow(page) == 0
        assert small_targets(page) == []
        if shots:
            page.screenshot(path=Path(shots) / f"step-{width}-{theme}.png", full_page=True)
        page.get_by_role("button", name="Celebrar la audiencia").click()
        expect(page.get_by_text("Falta «Motivo de la suspensión».").first).to_be_visible()
        assert axe(page) == []
        if shots:
            page.screenshot(path=Path(shots) / f"step-errors-{width}-{theme}.png", full_page=True)
        why.get_by_label("Enfermedad").check()
        page.get_by_role("button", name="Celebrar la audiencia").click()
        expect(page.get_by_text("Hecho: Celebrar la audiencia.")).to_be_visible()
        expect(page.get_by_text("Enfermedad")).to_be_visible()
        assert axe(page) == []
        if shots:
            page.screenshot(path=Path(shots) / f"timeline-{width}-{theme}.png", full_page=True)
    assert Event.objects.filter(case=case, kind="hold_hearing").count() == 1


def test_papers_and_sheets_have_no_barriers(cast: Cast, live_server: Any) -> None:
    case = a_case(cast)
    from acogida.archive.actions import file_letters
    from acogida.registration.actions import admission

    event = admission.prevent(
        cast.as_("supervisor"), case, missing=["phone"], other="", ask_why_late=False, key=case.pk
    )
    file_letters(event)
    session = signed_in(cast, "clerk").cookies["sessionid"].value
    shots = os.environ.get("ACOGIDA_SHOTS")
    with launch(PHONE, 900, "light") as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        for name, address in {
            "papers": f"/cases/{case.number}/?tab=documents",
            "sheets": f"/cases/{case.number}/information/",
            "sheet": "/information/procedure/?language=fr",
        }.items():
            page.goto(f"{live_server.url}{address}")
            assert axe(page) == [], name
            assert overflow(page) == 0, name
            assert small_targets(page) == [], name
            if shots:
                page.screenshot(path=Path(shots) / f"{name}.png", full_page=True)


def test_a_wish_is_taken_down_without_barriers(cast: Cast, live_server: Any) -> None:
    session = signed_in(cast, "clerk").cookies["sessionid"].value
    shots = os.environ.get("ACOGIDA_SHOTS")
    with launch(PHONE, 900, "light") as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/intake/new/")
        page.get_by_role("link", name="Registrar la intención de pedir protección").click()
        page.get_by_text("Quién viene con ella").click()
        assert axe(page) == []
        assert overflow(page) == 0
        assert small_targets(page) == []
        if shots:
            page.screenshot(path=Path(shots) / "wish.png", full_page=True)
        page.get_by_label("Nombres").first.fill("Marie")
        page.get_by_label("COMAR").check()
        page.get_by_role("button", name="Registrar la intención de pedir protección").click()
        expect(page.get_by_text("La intención quedó registrada.")).to_be_visible()
        assert axe(page) == []
