from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

from acogida.accounts.models import Office
from acogida.config.catalogues import compile_all
from acogida.exchange import delivery
from acogida.exchange.actions import send
from acogida.exchange.messages import Nothing
from acogida.exchange.models import OutboxMessage
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import a_case, admitted, assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_the_outbox_and_the_certificates_have_no_barriers(transactional_db, live_server, settings, width, theme):
    compile_all()
    settings.RENAPO_URL = "http://127.0.0.1:9"  # nobody answers there
    cast = assemble()
    case = admitted(cast, a_case(cast))
    delivery.sweep()
    office = Office.objects.get(code="TAP")
    send(
        "inm",
        "nothing_agreed",
        uuid.uuid4(),
        Nothing(),
        key="x",
        countries={"HN"},
        office=office,
        reference="Y",
    )
    shots = os.environ.get("ACOGIDA_SHOTS")
    # Before the browser starts: a connection opened while its event loop runs would outlive the test's database.
    session = signed_in(cast, "supervisor").cookies["sessionid"].value
    with launch(width, 900, theme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/exchange/")
        expect(page.get_by_text("no responde")).to_be_visible()
        expect(page.get_by_text("No se puede contactar a la institución.")).to_be_visible()
        expect(page.get_by_text("Ningún convenio lo cubre.")).to_be_visible()
        assert axe(page) == []
        assert overflow(page) == 0
        assert small_targets(page) == []
        if shots:
            page.screenshot(path=Path(shots) / f"outbox-{width}-{theme}.png", full_page=True)
        page.goto(f"{live_server.url}/cases/{case.number}/?tab=papers")
        expect(page.get_by_text("-01A-").first).to_be_visible()
        assert axe(page) == []
        assert overflow(page) == 0
        if shots:
            page.screenshot(path=Path(shots) / f"tab-{width}-{theme}.png", full_page=True)
        page.get_by_role("link", name="Expedir de nuevo").click()
        assert axe(page) == []
        page.get_by_label("Motivo").fill("Papel perdido")
        page.get_by_role("button", name="Expedir de nuevo").click()
        expect(page.get_by_text("la anterior ya no es válida")).to_be_visible()
    assert OutboxMessage.objects.get(agency="renapo").attempts == 1
