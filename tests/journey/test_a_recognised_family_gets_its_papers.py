"""A recognised family gets six papers each, no question is asked twice; one is revoked, and a telephone that verifies without
a network says so as soon as it has the day's list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from acogida.cases.models import Case
from acogida.certificates.models import Certificate
from acogida.certificates.requirements.explaining import explain_for
from acogida.certificates.requirements.models import Evidence
from acogida.determination.actions import ceremonies
from acogida.determination.models import Ceremony
from acogida.exchange import delivery, inbox
from acogida.exchange.models import InboxMessage, OutboxMessage
from acogida.files.store import put
from acogida.people.models import Person
from tests.browser import PHONE
from tests.cast import Cast
from tests.certificates.test_the_verifier_in_a_browser import installed, says, type_in, visit
from tests.determination.journey import Journey
from tests.journey.conftest import House, apart
from tests.journey.steps import face, press
from tests.partners.conftest import Agencies, agencies  # noqa: F401 - a fixture
from tests.people.renapo.conftest import simulator  # noqa: F401 - a fixture
from tests.simulators.agencies import call_back

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAPERS = ("D2", "D3", "D4", "D5", "D6", "D7")
READY = "Emitir o solicitar"


def test_six_papers_and_no_question_twice(
    house: House,
    agencies: Agencies,  # noqa: F811
    simulator: Any,  # noqa: F811
) -> None:
    family = apart(registered, house.cast)
    persons = [claim.person for claim in (family.mother, family.partner, family.child)]
    the_agencies_answer(house, agencies)
    assert {code for code, papers in have(persons).items() for code in papers} == {"D1", "D2", "D3"}

    answered = answer_what_is_asked(house, persons)
    press_what_is_ready(house, family.case)
    the_agencies_answer(house, agencies)
    assert all("D4" in papers for papers in have(persons).values())

    for claim in (family.mother, family.partner, family.child):
        apart(lambda _cast, claim=claim: family.notified(claim), house.cast)
    assert not any("D5" in papers for papers in have(persons).values())  # nobody has signed them
    their_certificates_are_signed_together(house)
    again = answer_what_is_asked(house, persons)
    assert not answered & again, "something was asked twice"
    for _round in range(3):  # the card follows the certificate, the number follows the card
        press_what_is_ready(house, family.case)
        the_agencies_answer(house, agencies)
    assert {code: set(PAPERS) - papers for code, papers in have(persons).items()} == {
        person.given_names: set() for person in persons
    }
    asked_again = Evidence.objects.values_list("person", "item")
    assert len(asked_again) == len(set(asked_again))
    revoked_papers_are_known_without_a_network(house, family.mother.person)


def registered(cast: Cast) -> Journey:
    """A family of three whom the clerk registered by the whole form, with photographs, and whose case was admitted."""
    family = Journey(
        cast, said={"level": "comprehensive", "signature": "signed", "read_back": True, "entry_on": "2026-10-01"}
    )
    for number, claim in enumerate((family.mother, family.partner, family.child)):
        person = claim.person
        person.photo, person.phone, person.address = (
            put(face(number), "image/png"),
            "962 000 0000",
            "Calle 5, Tapachula",
        )
        person.save()
    return family


def have(persons: list[Person]) -> dict[str, set[str]]:
    """The papers each has, by given name."""
    return {
        person.given_names: {paper.code for paper in explain_for(person).documents if paper.state == "issued"}
        for person in persons
    }


def answer_what_is_asked(house: House, persons: list[Person]) -> set[tuple[str, str]]:
    """The clerk records, on the page, whatever the program still asks of each; returns who was asked what."""
    clerk, asked = house.as_("clerk"), set()
    for person in persons:
        while questions := explain_for(person, wanted=PAPERS).ask:
            item = questions[0].item
            assert (person.given_names, item) not in asked
            asked.add((person.given_names, item))
            clerk.goto(house.url + reverse("person_papers", args=[person.pk]))
            clerk.locator(f'a[href*="?what={item}"]').first.click()
            record(clerk)
    return asked


def record(page: Page) -> None:
    """One evidence, as little as the form takes."""
    press(page, "Registrar")
    expect(page.get_by_text("Ningún documento vuelve a pedirlo")).to_be_visible()


def their_certificates_are_signed_together(house: House) -> None:
    """The signatory reads each certificate of recognition, and signs all with one confirmation."""
    signatory = house.cast.users["signatory"]
    signatory.set_password("una contraseña larga")
    signatory.save()
    page = house.as_("signatory")
    page.goto(house.url + reverse("signature_queue"))
    page.get_by_role("link", name="Firmar varias").click()
    for box in page.locator("[name=certificate]").all():
        box.check()
    press(page, "Preparar (3)")
    sitting = Ceremony.objects.get()
    for item in sitting.items.all():
        read = page.context.request.get(house.url + reverse("ceremony_paper", args=[sitting.pk, item.pk]))
        assert read.body().startswith(b"%PDF")
    page.reload()
    page.get_by_label("Su contraseña").fill("una contraseña larga")
    page.get_by_role("button", name="Firmar todas").click()
    expect(page.get_by_role("heading", name="Firmándose")).to_be_visible()
    apart(lambda _cast: ceremonies.carry_out(sitting.pk), house.cast)
    expect(page.get_by_role("heading", name="Terminada")).to_be_visible()


def press_what_is_ready(house: House, case: Case) -> None:
    supervisor = house.as_("supervisor")
    supervisor.goto(house.url + reverse("case_page", args=[case.number]) + "?tab=papers")
    button = supervisor.get_by_role("button", name=READY)
    if button.count():
        button.click()
        expect(supervisor.locator(".papers-made")).to_be_visible()
        assert "No se pudo" not in supervisor.locator(".papers-made").inner_text()


def the_agencies_answer(house: House, agencies: Agencies) -> None:  # noqa: F811
    """What waits is sent, decided there, called back and handled, until nothing moves."""

    def work(_cast: Cast) -> None:
        for _turn in range(3):
            OutboxMessage.objects.filter(state="pending").update(next_attempt="2020-01-01T00:00:00Z")
            delivery.sweep()
            for code, agency in (("inm", agencies.inm), ("sre", agencies.sre)):
                agency.control("issue")
                for notification in agency.told():
                    assert call_back(Client(), code, notification).status_code == 200
            InboxMessage.objects.filter(state="waiting").update(next_attempt="2020-01-01T00:00:00Z")
            inbox.sweep()

    apart(work, house.cast)


def revoked_papers_are_known_without_a_network(house: House, person: Person) -> None:
    paper = Certificate.objects.get(person=person, kind="recognition_certificate", status="valid")
    context = house.context(viewport={"width": PHONE, "height": 844})
    telephone = context.new_page()
    telephone.clock.install(time=timezone.now())
    visit(telephone, house.live_server)
    installed(telephone)
    supervisor = house.as_("supervisor")
    supervisor.goto(house.url + reverse("certificate_revoke", args=[paper.pk]))
    supervisor.get_by_label("Motivo").fill("Extraviada y usada por otra persona")
    press(supervisor, "Revocar")
    context.set_offline(True)
    telephone.clock.set_fixed_time(timezone.now() + dt.timedelta(days=1))
    reopened(telephone)
    type_in(telephone, paper.token)
    says(telephone, "valid", "Válida según la lista de ayer")
    context.set_offline(False)
    telephone.get_by_role("button", name="Actualizar").click()
    type_in(telephone, paper.token)
    says(telephone, "revoked")
    context.set_offline(True)
    reopened(telephone)
    type_in(telephone, paper.token)
    says(telephone, "revoked")


def reopened(telephone: Page) -> None:
    telephone.reload()
    expect(telephone.locator("body")).to_have_attribute("data-ready", "yes")
