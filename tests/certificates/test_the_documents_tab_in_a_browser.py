"""The documents of a family and a refusal in a browser: by keyboard, without barriers, wide and on a phone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.accounts.models import Posting, Role
from acogida.certificates.models import Certificate, Refusal
from acogida.certificates.requirements.models import Evidence
from acogida.config.catalogues import compile_all
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import Cast, a_person, signed_in
from tests.certificates.test_refusals_are_written_down_and_counted import a_refusal
from tests.certificates.test_the_documents_tab import a_family

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    """No barrier and nothing beyond the window, wide and on a phone; pictures to look at, where somebody wants them."""
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert overflow(page) == 0
        assert small_targets(page) == []
        if folder := os.environ.get("ACOGIDA_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def test_a_clerk_sees_what_is_missing_records_it_and_issues_what_is_ready(
    transactional_db: None, live_server: Any, settings: Any, cast: Cast
) -> None:
    compile_all()
    settings.RENAPO_URL = "http://127.0.0.1:9"  # nobody answers there
    case = a_family(cast)
    Certificate.objects.update(outdated_since=case.office.now())
    session = signed_in(cast, "clerk").cookies["sessionid"].value
    with launch() as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}{reverse('case_page', args=[case.number])}?tab=papers")
        look(page, "papers-household")
        page.get_by_role("button", name="Emitir o solicitar").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="emitido")).to_contain_text("Rosa Núñez")
        look(page, "papers-made")
        page.get_by_role("navigation", name="De quién son").get_by_role("link", name="María José").click()
        page.get_by_text("En qué se apoya").first.click()
        look(page, "papers-person")
        page.get_by_role("link", name=re.compile("Registrar.*Comprobante de domicilio")).click()
        page.get_by_label("Quién lo expidió").fill("CFE")
        page.get_by_label("Copia").check()
        page.get_by_label("Escaneo o foto").set_input_files(
            {"name": "r.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
        )
        look(page, "papers-evidence")
        page.get_by_role("button", name="Registrar").click()
        expect(page.get_by_text("Ningún documento vuelve a pedirlo")).to_be_visible()
        look(page, "papers-recorded")
        page.goto(live_server.url + reverse("person_papers_read", args=[case.principal_id]))
        look(page, "papers-read")
    assert Evidence.objects.get().copy is not None
    assert Certificate.objects.filter(status="valid").count() == 2


def test_a_refusal_is_written_down_by_keyboard_and_counted(
    transactional_db: None, live_server: Any, cast: Cast
) -> None:
    compile_all()
    person = a_person(cast)
    for service, reason in (("school", "number"), ("bank", "card"), ("health", "unknown")):
        for _ in range(5 + len(service)):
            a_refusal(cast, service=service, organisation=service.title() + " Uno", reason=reason, document="D2")
    Posting.objects.create(
        user=cast.clerk,
        role=Role.objects.get(code="director"),
        office=cast.clerk.office,
        start=cast.clerk.office.today(),
    )
    session = signed_in(cast, "clerk").cookies["sessionid"].value
    with launch() as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(live_server.url + reverse("refusal_new", args=[person.pk]))
        look(page, "refusal-new")
        page.get_by_label("Banco", exact=True).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("Banco Azteca")
        page.get_by_label("Documento que mostró").select_option("D2")
        page.get_by_label("No conocen este documento").check()
        page.get_by_label("Municipio").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Banco: Banco Azteca")
        look(page, "refusal-page")
        page.get_by_label("Se envió un oficio").check()
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("En seguimiento").first).to_be_visible()
        page.goto(live_server.url + reverse("refusal_list"))
        look(page, "refusal-list")
        page.goto(f"{live_server.url}{reverse('refusal_figures')}?since=2026-01-01&until=2026-12-31")
        expect(page.get_by_role("heading", name="Por servicio")).to_be_visible()
        look(page, "refusal-figures")
    assert Refusal.objects.get(organisation="Banco Azteca").state == "in_hand"
