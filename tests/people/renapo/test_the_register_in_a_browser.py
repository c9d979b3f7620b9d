from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from acogida.config.catalogues import compile_all
from acogida.people.numbers import actions as numbers
from acogida.people.renapo.models import RegisterNews
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import a_person, assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark"), (PHONE, "light")])
def test_the_register_and_its_news_have_no_barriers(
    transactional_db, live_server, settings, simulator, width, theme
) -> None:
    compile_all()
    settings.DEMO = True
    cast = assemble()
    person = a_person(
        cast, given_names="Wideline", first_surname="Pierre", second_surname="", birth_year=1996, birth_month=11,
        birth_day=6, nationalities=["HT"], birth_country="HT",
    )  # fmt: skip
    numbers.record(person.pk, "JEXW961105MNENXD08", assigned_on=person.office.today(), source="slip")
    RegisterNews.objects.create(kind="death", person=person, message_id="m", curp="JEXW961105MNENXD08")
    shots = os.environ.get("ACOGIDA_SHOTS")
    session = signed_in(cast, "supervisor").cookies["sessionid"].value

    def looked_at(page, name):
        if shots:
            page.screenshot(path=Path(shots) / f"register-{name}-{width}-{theme}.png", full_page=True)
        assert axe(page) == []
        assert overflow(page) == 0
        assert small_targets(page) == []

    with launch(width, 900, theme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/people/register/")
        expect(page.get_by_text("Esto es un simulador")).to_be_visible()
        looked_at(page, "empty")
        page.get_by_label("Clave (CURP)").or_(page.get_by_label("Número (CURP)")).fill("JEXW961105MNENXD08")
        page.keyboard.press("Enter")
        expect(page.get_by_text("La clave no corresponde a nuestros datos")).to_be_visible()
        looked_at(page, "found")
        page.goto(f"{live_server.url}/people/{person.pk}/")
        expect(page.get_by_text("tiene a esta persona por fallecida")).to_be_visible()
        looked_at(page, "news")
        page.get_by_label("Qué se hizo").fill("Se le llamó: vive")
        page.get_by_role("button", name="Marcar como leído").click()
        expect(page.get_by_text("Quedó marcado como leído.")).to_be_visible()
    assert RegisterNews.objects.get().note == "Se le llamó: vive"
