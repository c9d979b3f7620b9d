from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from acogida.accounts.models import Office, Posting, Role
from acogida.config.catalogues import compile_all
from acogida.exchange import delivery, inbox, reconciliation
from acogida.exchange.actions import send
from acogida.exchange.comparing import Entry, Pair, reconcilers, remedies, remedy
from acogida.exchange.comparing import Page as Registers
from acogida.exchange.messages import Identity, Number
from acogida.exchange.models import Difference, InboxMessage, OutboxMessage
from acogida.exchange.operations import operations
from acogida.exchange.replies import replies
from acogida.exchange.topics import topics
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CURP = "NUIJ920314MNEXBS03"
WHO = {"given_names": "MARIA JOSE", "first_surname": "NUÑEZ", "birth_date": "1992-03-14", "sex": "F"}


@pytest.fixture
def world(transactional_db, agency, monkeypatch):
    """Something of everything: delivered, stopped, waiting behind, told, different."""
    for registry in (operations, replies, topics, remedies):
        monkeypatch.setattr(registry, "_functions", {})
    compile_all()
    cast, office = assemble(), Office.objects.get(code="TAP")
    Posting.objects.create(
        user=cast.supervisor, role=Role.objects.get(code="director"), office=office, start=dt.date(2019, 1, 1)
    )
    common = {"countries": {"HN"}, "office": office, "reference": "COM-TAP-2026-00001-X"}
    send("renapo", "find_by_number", uuid.uuid4(), Number(curp=CURP), key="done", **common)
    delivery.sweep()
    person = uuid.uuid4()
    first = send("renapo", "assign_number", person, Identity(given_names="Ana"), key="a", **common)
    send("renapo", "renew_number", person, Number(curp=CURP), key="b", **common)
    agency.status = 422
    delivery.deliver_one(first.pk)
    agency.status = 200
    arrived = inbox.Arrived("renapo", "m1", "notification", "PERSON", "s", {"type": "Notification", "message": "{}"})
    inbox.store(arrived)
    inbox.sweep()
    said = Entry(CURP, "CLAIMED", WHO)
    theirs = Entry(CURP, "VALID", {**WHO, "birth_date": "1992-04-13"})
    pairs = [
        Pair(uuid.uuid4(), [said], [theirs], office.pk, "COM-TAP-2026-00001-X"),
        Pair(uuid.uuid4(), [said], [], office.pk, "COM-TAP-2026-00002-X"),
        Pair(uuid.uuid4(), [said], [said], office.pk, "COM-TAP-2026-00003-X"),
    ]
    monkeypatch.setattr(reconcilers, "_functions", {"renapo": lambda cursor: Registers(pairs, total=3)})
    remedy("renapo.other_data")(lambda request, person_id: None)
    reconciliation.run("renapo")
    return cast


def look(page: Page, name: str, width: int, theme: str) -> None:
    assert axe(page) == [], name
    assert overflow(page) == 0, name
    assert small_targets(page) == [], name
    if shots := os.environ.get("ACOGIDA_SHOTS"):
        page.screenshot(path=Path(shots) / f"exchange-{name}-{width}-{theme}.png", full_page=True)


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark"), (PHONE, "light")])
def test_what_stopped_is_found_understood_and_acted_on(world, live_server, width, theme):
    # Before the browser starts: a connection opened while its event loop runs would outlive the test's database.
    session = signed_in(world, "supervisor").cookies["sessionid"].value
    stopped, told = OutboxMessage.objects.get(key="a").pk, InboxMessage.objects.get().pk
    different = Difference.objects.get(kind="other_data").pk
    with launch(width, 900, theme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/exchange/")
        expect(page.get_by_text("Espera a uno anterior")).to_be_visible()
        look(page, "sent", width, theme)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/exchange/{stopped}/")
        expect(page.get_by_text("La institución no acepta el mensaje. (422)")).to_be_visible()
        look(page, "message", width, theme)
        page.goto(f"{live_server.url}/exchange/told/")
        look(page, "told", width, theme)
        page.goto(f"{live_server.url}/exchange/told/{told}/")
        look(page, "told-one", width, theme)
        page.goto(f"{live_server.url}/exchange/differences/")
        expect(page.get_by_text("3 diferencias")).to_be_visible()
        look(page, "differences", width, theme)
        page.goto(f"{live_server.url}/exchange/differences/{different}/")
        expect(page.get_by_text("13/04/1992")).to_be_visible()
        look(page, "difference", width, theme)
        page.get_by_label("Motivo").fill("La fecha correcta es la nuestra")
        page.get_by_role("button", name="Explicar").click()
        expect(page.get_by_text("Explicada. Volverá a la lista")).to_be_visible()
        page.goto(f"{live_server.url}/exchange/{stopped}/")
        page.get_by_label("Motivo").fill("RENAPO ya la tiene")
        page.get_by_role("button", name="Apartar").click()
        expect(page.get_by_text("Apartado. Lo que esperaba detrás continúa.")).to_be_visible()
        look(page, "aside", width, theme)
