"""Agreements, a person's sharing history, a consent, what was refused and the list: as people see them."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from acogida.accounts.models import Posting, Role
from acogida.config.catalogues import compile_all
from acogida.exchange.actions import answer, hand_over
from acogida.exchange.firewall import Recipient
from acogida.exchange.messages import Identity
from acogida.partners.lists import actions as lists
from tests.agreements import agree
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import a_case, admitted, assemble, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_agreements_and_the_sharing_history_have_no_barriers(transactional_db, live_server, width):
    compile_all()
    cast = assemble()
    for part, role in (("reviewer", "legal_officer"), ("signatory", "director"), ("clerk", "protection_supervisor")):
        Posting.objects.create(
            user=cast.users[part], role=Role.objects.get(code=role), office=cast.users[part].office, start="2019-01-01"
        )
    today = timezone.localdate()
    soon = agree(
        "inm", "verify", ["given_names", "first_surname", "second_surname"], direction="answer", end=today, parties="COMAR e INM",
        words={"es": "Saber si una persona es quien dice ser", "en": "Know whether somebody is who she says"},
    )  # fmt: skip
    case = admitted(cast, a_case(cast))
    person, message = case.principal, Identity(given_names="María José", first_surname="Núñez")
    answer("inm", "verify", person.pk, message, countries=set(), office=case.office, reference=case.number)
    to = "info@embhonduras.mx"
    hand_over(
        cast.clerk, Recipient.domain(to), to, "consular_notice", person.pk, message, countries=set(), office=case.office
    )
    waiting = lists.prepare(
        cast.as_("reviewer"), why="Oficio SRE/DGAJ/0123/2026", recipient="Dirección Jurídica", key=uuid.uuid4()
    )
    sessions = {part: signed_in(cast, part).cookies["sessionid"].value for part in ("clerk", "reviewer", "signatory")}
    shots = os.environ.get("ACOGIDA_SHOTS")
    with launch(width) as page:

        def look(part: str, path: str, name: str, said: str) -> None:
            page.context.clear_cookies()
            page.context.add_cookies([{"name": "sessionid", "value": sessions[part], "url": live_server.url}])
            page.goto(live_server.url + path)
            expect(page.get_by_text(said).first).to_be_visible()
            if shots:
                page.screenshot(path=Path(shots) / f"{name}-{width}.png", full_page=True)
            assert axe(page) == [], name
            assert overflow(page) == 0, name
            assert small_targets(page) == [], name

        look("reviewer", reverse("agreement_list"), "agreements", "Por vencer")
        look("reviewer", reverse("agreement_page", args=[soon.pk]), "agreement", "COMAR e INM")
        look("reviewer", reverse("agreement_version", args=[soon.pk]), "version", "Datos que cubre")
        page.get_by_label("Primer día").fill(today.isoformat())
        page.get_by_role("button", name="Proponerlo").click()
        expect(page.get_by_text("Quien lo propuso no decide sobre él.").first).to_be_visible()
        proposed = page.url.removeprefix(live_server.url)
        look("signatory", proposed, "decide", "Usted es la segunda persona")
        page.get_by_label("Aceptar").check()
        page.get_by_role("button", name="Guardar la decisión").click()
        expect(page.get_by_text("Acordado.")).to_be_visible()
        look("clerk", reverse("person_page", args=[person.pk]), "person", "Compartido con")
        page.get_by_role("link", name="Compartido con").click()
        look("clerk", page.url.removeprefix(live_server.url), "sharing", "Saber si una persona es quien dice ser")
        expect(page.get_by_text("Lo que no salió")).to_be_visible()
        look("clerk", reverse("consent_new", args=[person.pk]), "consent", "Explíquelo en su idioma")
        page.get_by_role("button", name="Registrar").click()
        expect(page.get_by_text("Agregue la hoja firmada.").first).to_be_visible()
        assert axe(page) == []
        look("clerk", reverse("sharing_refused"), "refused", to)
        look("clerk", "/", "home", "se impidió 1 intento")
        look("reviewer", reverse("statutory_lists"), "lists", "Oficio SRE/DGAJ/0123/2026")
        look("clerk", reverse("statutory_list", args=[waiting.pk]), "list", "Usted es la segunda persona")
        page.get_by_label("Aceptar").check()
        page.get_by_role("button", name="Guardar la decisión").click()
        expect(page.get_by_text("Huella del archivo CSV")).to_be_visible()
        assert axe(page) == []
