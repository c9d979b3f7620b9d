"""The desk as a clerk uses it: the list, 1-2-3, undo, a group; on a desk and on a telephone, without barriers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acogida.cases.actions import NewMember
from acogida.cases.models import Member
from acogida.config.catalogues import compile_all
from acogida.people import identity
from acogida.people.duplicates import suspect
from acogida.people.judgements import Judgement
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets, with_session
from tests.cast import Cast, a_case, a_person, assemble
from tests.people.desk import elsewhere, says, suspected, two

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: Any) -> Cast:
    compile_all()
    return assemble()


def clear(page: Page, name: str) -> None:
    """No barrier on this page."""
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"desk-{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    assert (name, axe(page), overflow(page), small_targets(page)) == (name, [], 0, [])


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_a_clerk_compares_answers_and_takes_back(people: Cast, live_server: Any, width: int, theme: str) -> None:
    one, other = two(people, documents=[{"kind": "passport", "number": "PP4418207", "country": "HT"}])
    a_case(people, members=[NewMember(one, Member.Role.PRINCIPAL)])
    first = suspected(one, other, 0.997)
    far = elsewhere(a_person(people, given_names="Jean", first_surname="Pierre", second_surname="", sex="M"))
    near = a_person(
        people, given_names="Jean", first_surname="Piere", second_surname="", sex="M", birth_month=1, birth_day=1
    )
    suspected(near, far, 0.86, "intake")
    trio = [
        a_person(people, given_names=name, first_surname="Mejía", second_surname="Paz")
        for name in ("Karla", "Carla", "Karla Sofía")
    ]
    suspect([(trio[0].pk, trio[1].pk, 0.93, 14.0), (trio[1].pk, trio[2].pk, 0.7, 8.0)], "import")
    with launch(width, 900, theme) as page:
        with_session(page, live_server, people.clerk)
        page.goto(f"{live_server.url}/duplicados/")
        expect(page.locator("tbody tr")).to_have_count(3)
        clear(page, "list")
        page.get_by_role("button", name="Comparar una tras otra").click()
        page.wait_for_url(f"**/duplicados/{first.pk}/")
        expect(page.get_by_text("1 de 3")).to_be_visible()
        clear(page, "pair")
        page.get_by_text("Con pesos").click()
        page.get_by_label("Nota").fill("Reconoció su foto 1 2 3")  # keys in a text answer nothing
        page.get_by_role("heading", name="Su respuesta").click()
        page.keyboard.press("1")
        page.wait_for_url("**/grupo/*/")
        assert identity.cluster(one.pk) == {one.pk, other.pk}
        expect(page.get_by_text("Guardado: misma persona.")).to_be_visible()
        clear(page, "group")
        page.get_by_role("button", name="Deshacer").click()
        page.wait_for_url(f"**/duplicados/{first.pk}/")
        expect(page.get_by_text("Todo está como estaba")).to_be_visible()
        assert identity.cluster(one.pk) == {one.pk}
        page.keyboard.press("2")
        page.wait_for_url("**/grupo/*/")
        page.get_by_role("button", name="Las elegidas son una sola persona").click()
        expect(page.get_by_text("Elija al menos a dos")).to_be_focused()
        page.get_by_role("checkbox").nth(0).check()
        page.get_by_role("checkbox").nth(1).check()
        page.get_by_role("button", name="Las elegidas son una sola persona").click()
        page.wait_for_url("**/duplicados/*-*/")
        assert identity.cluster(trio[0].pk) == {trio[0].pk, trio[1].pk}
        clear(page, "rest-of-group")
        page.keyboard.press("n")
        expect(page.get_by_text("Pregunte a esa oficina")).to_be_visible()
        clear(page, "another-office")
        page.keyboard.press("n")
        expect(page.get_by_text("no queda nada por comparar")).to_be_visible()
        clear(page, "end")
        page.goto(f"{live_server.url}/duplicados/persona/{one.pk}/")
        clear(page, "history")
        page.goto(f"{live_server.url}/people/{trio[0].pk}/")
        expect(page.get_by_text("Otros registros de la misma persona")).to_be_visible()
        clear(page, "person")


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_a_second_person_confirms(people: Cast, live_server: Any, width: int, theme: str) -> None:
    one, other = two(people)
    elsewhere(other)
    here, _there = (a_case(people, members=[NewMember(person, Member.Role.PRINCIPAL)]) for person in (one, other))
    pair = suspected(one, other, 0.98)
    says(people, "outsider", one, other, "same", note="Dice que pidió antes en Tijuana")
    with launch(width, 900, theme) as page:
        with_session(page, live_server, people.supervisor)
        page.goto(f"{live_server.url}/duplicados/por-confirmar/")
        clear(page, "waiting")
        page.get_by_role("link", name="Revisar").click()
        page.wait_for_url(f"**/duplicados/{pair.pk}/")
        clear(page, "confirm")
        page.get_by_role("button", name="Confirmar: misma persona").click()
        expect(page.get_by_text("más de un expediente abierto")).to_be_visible()
        clear(page, "two-cases")
        assert Judgement.objects.get().in_force
        page.goto(f"{live_server.url}/cases/{here.number}/")
        expect(page.get_by_text("es la misma persona que otra con un expediente abierto")).to_be_visible()
        clear(page, "case")
