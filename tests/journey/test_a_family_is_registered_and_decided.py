"""The whole journey in Spanish, page by page, as the people of one office would take it."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import claim169
import pikepdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from acogida.cases.models import Case
from acogida.exchange.models import OutboxMessage
from acogida.people.models import IdentityNumber, Person
from tests.cast import a_person
from tests.journey import family
from tests.journey.conftest import House, Simulator
from tests.journey.steps import answer, case_number, fill, go_on, kept, open_claim, press, question, say

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_family_is_registered_and_decided(house: House, renapo: Simulator, inm: Simulator, worker: None) -> None:
    known = a_person(
        house.cast, given_names="Jean-Claude", first_surname="Pierre", second_surname="Louis", sex="M",
        birth_year=1988, birth_month=9, birth_day=7, birth_country="HT", nationalities=["HT"],
        languages=[("ht", True)],
    )  # fmt: skip
    number = registered(house, known)


def born(house: House, years: int, days: int) -> tuple[int, int, int]:
    """Day, month and year of birth of somebody who is `years` old, her birthday `days` ago."""
    day = house.cast.clerk.office.today() - dt.timedelta(days=days)
    day = day.replace(year=day.year - years, day=min(day.day, 28))
    return day.day, day.month, day.year


def registered(house: House, known: Person) -> str:
    """The clerk at the counter, up to the case number."""
    clerk = house.as_("clerk")
    clerk.goto(house.url)
    press(clerk, "Nueva solicitud", within="body")
    press(clerk, "Empezar")
    entered = house.cast.clerk.office.today() - dt.timedelta(days=9)
    go_on(clerk, {
        "presented_how": "oral", "entry_on": entered.isoformat(), "entry_place": "Talismán, Chiapas", "language": "ht",
        "needs_interpreter": "yes", "interviewer_preference": "woman",
    })  # fmt: skip
    answer(clerk, family.MOTHER)
    press(clerk, "Añadir una persona")
    answer(clerk, family.PARTNER)
    kept(clerk)
    found = clerk.locator("[data-alike-found]")
    expect(found).to_contain_text("Jean-Claude Pierre Louis")
    expect(found).to_contain_text("la misma fecha de nacimiento")

    form = clerk.url
    clerk.context.close()  # the power goes out in the middle
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/intake/")
    expect(clerk.locator("main")).to_contain_text("Marie Rose Dieudonné")
    press(clerk, "Continuar")
    assert clerk.url == form
    expect(question(clerk, "given_names").locator("input.form-control")).to_have_value("Jean Claude")
    found = clerk.locator("[data-alike-found]")
    found.get_by_role("button", name="Es otra persona").click()
    expect(found.get_by_role("button", name="Es otra persona")).to_have_attribute("aria-pressed", "true")

    press(clerk, "Añadir una persona")
    answer(clerk, family.CHILD | {"birth": born(house, 9, 120)})
    press(clerk, "Añadir una persona")
    go_on(clerk, family.BABY | {"birth": born(house, 1, 60)})
    for seed, (country, place) in enumerate([("HT", "Puerto Príncipe"), ("HT", "Gonaïves"), ("HT", "Puerto Príncipe"),
                                             ("CL", "Santiago")]):  # fmt: skip
        go_on(clerk, {"photo": seed, "birth_country": country, "birth_place": place})
    for person in range(4):
        go_on(clerk, {"needs_now": "no"} | ({"unaccompanied": "no"} if person > 1 else {}))
    go_on(clerk, {"statement": family.STATEMENT, "feared_countries": ["HT"]})
    go_on(clerk, {"phone": "962 123 4567", "safe_channels": ["call", "whatsapp"], "municipality": "Tapachula"})
    go_on(clerk, {
        "privacy_notice_read": "yes", "rights_explained": "yes", "consent_share_unhcr": "no", "read_back": "yes",
        "signature": "signed",
    })  # fmt: skip
    expect(clerk.get_by_role("heading", name="Revisar las respuestas", level=1)).to_be_visible()
    for name in family.NAMES.values():
        expect(clerk.locator("main")).to_contain_text(name)
    press(clerk, "Presentar solicitud")
    expect(clerk.get_by_role("heading", name="Solicitud presentada")).to_be_visible()
    return case_number(clerk)
