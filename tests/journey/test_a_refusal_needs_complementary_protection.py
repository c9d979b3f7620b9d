"""A single man is refused: not without an analysis of complementary protection, and with it down to his notification."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Member
from acogida.determination import actions
from acogida.determination.models import Submission
from tests.cast import Cast, a_case, a_person, admitted
from tests.determination.journey import INTERVIEW
from tests.journey import family
from tests.journey.conftest import House
from tests.journey.steps import approve, compose, conclude, fill, notify, open_claim, press, sign, submit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAN = "Zelaya Pineda, Óscar Danilo"
REFUSED: dict[str, Any] = family.ASSESSMENT | {
    "harm": "Teme no encontrar trabajo y volver a endeudarse.",
    "likelihood": "No relata amenazas ni daños pasados.",
    "nexus_reasons": "Salió por motivos económicos; no relata persecución por un motivo de la Ley.",
    "conclusion": "No se acreditan fundados temores de persecución ni las circunstancias de la fracción II.",
    "cartagena_reasons": "La violencia general de su municipio no lo amenaza de modo particular.",
}
COMPLEMENTARY: dict[str, Any] = {
    "cp_life": "No consta amenaza contra su vida.",
    "cp_torture": "No hay razones fundadas para creer que sufriría tortura.",
    "cp_conclusion": "not_granted",
    "cp_reasons": "Ni su relato ni la información del país muestran un peligro personal y actual.",
}
WHY_NOT = "la misma resolución debe analizar la protección complementaria"


def heard(cast: Cast) -> Case:
    """His case after his interview."""
    man = a_person(
        cast, given_names="Óscar Danilo", first_surname="Zelaya", second_surname="Pineda", sex="M", birth_year=1997
    )
    case = admitted(cast, a_case(cast, members=[NewMember(man, Member.Role.PRINCIPAL)]))
    officer = cast.as_("officer")
    held = actions.start_interview(officer, case.claims.get().pk, INTERVIEW | {"language": "es"}, key=uuid.uuid4())
    actions.record(officer, held.pk, "question", "¿Por qué salió de su país?", key=uuid.uuid4())
    actions.record(officer, held.pk, "answer", "No había trabajo.", key=uuid.uuid4())
    actions.close_interview(
        officer,
        held.pk,
        read_back=True,
        read_back_by_interpreter=True,
        confirmed=True,
        with_claims=(),
        key=uuid.uuid4(),
    )
    return case


def test_a_refusal_needs_complementary_protection(house: House) -> None:
    case = heard(house.cast)
    officer = house.as_("officer")
    open_claim(officer, house.url, "assessments", MAN)
    conclude(officer, "Dejó su país porque no encontraba trabajo", REFUSED, "refused", [])
    expect(officer.locator("[data-cp-notice]")).to_be_visible()
    compose(officer)
    assert officer.locator("[name=complementary]").input_value() == ""
    press(officer, "Enviar a revisión")
    expect(officer.locator("main [role=alert]")).to_contain_text(WHY_NOT)
    assert not Submission.objects.exists()

    press(officer, "Análisis")
    fill(officer, COMPLEMENTARY)
    press(officer, "Guardar")
    compose(officer)
    expect(officer.locator("[name=complementary]")).to_have_value(re.compile("peligro personal y actual"))
    submit(officer)
    reviewer, signatory, notifier = house.as_("reviewer"), house.as_("signatory"), house.as_("notifier")
    open_claim(reviewer, house.url, "reviews", MAN)
    approve(reviewer)
    open_claim(signatory, house.url, "signatures", MAN)
    sign(signatory)
    open_claim(notifier, house.url, "notifications", MAN)
    notify(notifier)

    expect(notifier.locator("main")).to_contain_text("Puede presentarse hasta el")
    claim = case.claims.get()
    assert (claim.stage, claim.outcome) == ("notified", "refused")
