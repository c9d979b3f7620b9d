"""The person's page and the number from paper in a browser: by keyboard, without barriers, wide and on a phone."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from acogida.people.actions import correct_person
from acogida.people.curp.tables import check_digit
from acogida.people.numbers import actions, joining
from tests.browser import PHONE, axe, launch, overflow, page, small_targets, with_session  # noqa: F401
from tests.cast import Cast, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def curp(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


def look(page: Page, name: str) -> None:  # noqa: F811
    """A picture to look at, where somebody wants pictures."""
    if folder := os.environ.get("ACOGIDA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_clerk_types_a_number_that_differs_and_keeps_it_with_a_reason(
    page: Page,  # noqa: F811
    live_server: Any,
    cast: Cast,
) -> None:
    person = a_person(cast)
    with_session(page, live_server, cast.clerk)
    page.goto(live_server.url + reverse("person_page", args=[person.pk]))
    assert axe(page) == []
    look(page, "person-none")
    page.get_by_role("link", name="Capturar del papel").click()
    page.get_by_label("Clave (CURP)").press_sequentially(curp("NUIJ920413HNEXBS0").lower())
    page.locator("#number-check").get_by_text("Mes de nacimiento").wait_for()
    page.keyboard.press("Enter")  # the form is sent from the field
    page.get_by_label("Por qué se conserva aunque no coincide").wait_for()
    assert axe(page) == []
    look(page, "slip-differs")
    page.get_by_label("Por qué se conserva aunque no coincide").fill("Así está en el papel")
    page.get_by_role("button", name="Guardarla").click()
    page.get_by_text("La clave quedó guardada").wait_for()
    assert "Así está en el papel" in page.content()
    number = person.numbers.get()
    assert (number.status, number.unlike_reason) == ("active", "Así está en el papel")


def test_the_pages_of_numbers_fit_wide_and_narrow(live_server: Any, cast: Cast) -> None:
    office = cast.clerk.office
    today = office.today()
    people = [a_person(cast, given_names=name) for name in ("Ana", "María José", "Rosa")]
    values = ("NUIA920314MNEXBN0", "NUIJ920314MNEXBS0", "NUIR920314MNEXBS0")
    for person, value, days in zip(people, values, (170, 175, 190), strict=True):
        actions.record(person.pk, curp(value), assigned_on=today - dt.timedelta(days=days), source="RENAPO")
    actions.ask_renewal(cast.as_("clerk"), people[0].numbers.get().pk)
    person = people[1]
    correct_person(cast.as_("clerk"), person.pk, {"birth_day": 15}, version=person.version, reason="Acta")
    joining.join(cast.as_("administrator"), office, ["batch", "online"])
    places = {
        "person": (cast.clerk, reverse("person_page", args=[person.pk])),
        "slip": (cast.clerk, reverse("number_slip", args=[person.pk])),
        "expiring": (cast.clerk, reverse("number_expiring") + "?days=60"),
        "files": (cast.supervisor, reverse("number_files")),
        "joining": (cast.administrator, reverse("number_joining")),
    }
    for width in (1440, PHONE):
        with launch(width, 900) as opened:
            for name, (user, address) in places.items():
                with_session(opened, live_server, user)
                opened.goto(live_server.url + address)
                opened.locator("details").evaluate_all("all => all.forEach(e => { e.open = true })")
                assert axe(opened) == [], name
                assert overflow(opened) == 0, name
                assert width > PHONE or small_targets(opened) == [], name
                look(opened, f"{name}-{width}")
