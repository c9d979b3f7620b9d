"""An officer asks, a researcher answers with two statements, another reviews and issues, the officer reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.coi.models import CoiRequest, IssuedResponse
from acogida.coi.requests.checklist import ITEMS
from acogida.coi.search import indexing
from tests.browser import axe, page, with_session  # noqa: F401
from tests.cast import Cast, a_case
from tests.coi.library import a_version
from tests.coi.requests.desk import OTHER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:  # noqa: F811
    page.get_by_role("button", name=name, exact=True).click()


def test_the_whole_way(page: Page, live_server: Any, cast: Cast) -> None:  # noqa: F811
    case = a_case(cast)
    versions = [a_version(), a_version("Amenazas a comerciantes", OTHER, source="Fiscalía de prueba")]
    indexing.index([version.pk for version in versions])

    with_session(page, live_server, cast.officer)
    page.goto(f"{live_server.url}{reverse('case_page', args=[case.number])}?tab=coi")
    page.get_by_role("link", name="Preguntar a la unidad COI").click()
    page.get_by_label("Título").fill("Denuncias de extorsión")
    page.get_by_label("Pregunta", exact=False).first.fill("¿Protege la policía a comerciantes como María José?")
    page.get_by_label("Qué buscó antes de preguntar").fill("El paquete de Honduras")
    press(page, "Comprobar")
    expect(page.locator("mark")).to_have_text(["María", "José"])
    assert axe(page) == []
    for _each in range(2):
        page.get_by_role("button", name="Quitarlo").first.click()
    press(page, "Enviar a la unidad COI")
    expect(page.get_by_text("Enviada a la unidad COI")).to_be_visible()
    asked = CoiRequest.objects.get()
    assert asked.question == "¿Protege la policía a comerciantes como […] […]?"

    with_session(page, live_server, cast.researcher)
    page.goto(f"{live_server.url}{reverse('coi_request', args=[asked.pk])}")
    assert case.number not in page.content()
    press(page, "Aceptar")
    page.get_by_label("Investiga").select_option(label=cast.researcher.name)
    press(page, "Asignar")
    press(page, "Empezar a escribir")
    page.get_by_role("link", name="Agregar una afirmación").click()
    page.get_by_label("Afirmación").fill("La policía recibe pocas denuncias.")
    page.get_by_label("La respuesta depende de ella").check()
    press(page, "Guardar y después citar")
    for quote in ("La policía recibe pocas denuncias", "las denuncias no avanzan"):
        page.get_by_label("Qué debería decir el pasaje").fill("denuncias comerciantes cuota")
        press(page, "Buscar")
        hit = page.locator("details.req-hit").filter(has_text=re.compile(quote))
        if not hit.first.evaluate("hit => hit.open"):
            hit.locator("summary").click()
        hit.get_by_label("Deje solo las palabras que cita").fill(quote)
        hit.get_by_role("button", name="Citar").click()
        expect(page.locator("blockquote").filter(has_text=quote)).to_be_visible()
    expect(page.get_by_text("2 orígenes independientes")).to_be_visible()
    page.get_by_role("link", name="Volver a la respuesta").click()
    page.get_by_role("link", name="Agregar una afirmación").click()
    page.get_by_label("Afirmación").fill("Nada se encontró sobre indemnizaciones.")
    page.get_by_label("No se encontró información").check()
    page.get_by_label("Dónde se buscó").fill("Biblioteca, en español")
    press(page, "Guardar y después citar")
    page.get_by_role("link", name="Volver a la respuesta").click()
    page.get_by_label("Información hasta el").fill("2026-03-01")
    page.get_by_label("Método").fill("Dos horas, en español")
    press(page, "Guardar")
    press(page, "Enviar a revisión por pares")
    expect(page.get_by_text("En revisión por pares").first).to_be_visible()

    with_session(page, live_server, cast.second_researcher)
    page.goto(f"{live_server.url}{reverse('coi_response_review', args=[asked.pk])}")
    assert axe(page) == []
    for item in ITEMS:
        page.locator(f"input[name=ok_{item.code}]").check()
    press(page, "Aprobar")
    press(page, "Emitir la respuesta")
    expect(page.get_by_role("link", name="Leer la respuesta")).to_be_visible()

    with_session(page, live_server, cast.officer)
    page.goto(f"{live_server.url}{reverse('coi_requests')}")
    page.get_by_role("link", name=asked.number).click()
    page.get_by_role("link", name="Leer la respuesta").click()
    expect(page.locator("blockquote").first).to_contain_text("La policía recibe pocas denuncias")
    assert axe(page) == []
    assert IssuedResponse.objects.get().standing.sharing == "authority"
