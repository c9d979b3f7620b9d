"""A researcher brings in a report and a note and answers an officer's question with two reviewed statements; the report's
words are put into Spanish and approved; the officer cites them. A new edition arrives, and her case lights up."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.coi.models import CoiRequest, DocumentVersion, IssuedResponse, Standing
from acogida.coi.requests.checklist import ITEMS
from acogida.determination.models import Citation
from acogida.languages.models import Translation
from tests.browser import axe
from tests.cast import Cast
from tests.determination.citing import a_fact
from tests.determination.conftest import certificates_stay_out  # noqa: F401  what it leaves out is tested elsewhere
from tests.determination.journey import Journey
from tests.journey.conftest import House, apart

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REPORT, NOTE = "Market traders in Haiti", "Nota sobre comerciantes de Haití"
SAID = "Gangs collect a weekly quota from market traders in Haiti."
IN_SPANISH = "Las pandillas cobran una cuota semanal a los comerciantes de los mercados de Haití."
NOTED = "La policía de Haití recibe pocas denuncias"
LABELS = {"title": "Cuotas a comerciantes", "question": "¿Cobran cuotas las pandillas a comerciantes en Haití?"}
PATIENCE = 60_000  # ms: the worker reads and indexes while four other programs run


def report(edition: int, *sentences: str) -> dict[str, Any]:
    """A web page as its source publishes it."""
    day = dt.date.today() - dt.timedelta(days=60 - 50 * (edition - 1))
    body = f"""<html lang="en"><head><title>{REPORT}</title><meta name="date" content="{day}"></head><body><article>
    <h1>{REPORT}</h1><h2>Extortion</h2><p>{" ".join(sentences)}</p></article><script>alert(1)</script></body></html>"""
    return {"name": f"report-{edition}.html", "mimeType": "text/html", "buffer": body.encode()}


def note() -> dict[str, Any]:
    text = (
        f"{NOTE}\n\n{NOTED}, porque las víctimas temen represalias de las pandillas. Las investigaciones no avanzan.\n"
    )
    return {"name": "nota.txt", "mimeType": "text/plain", "buffer": text.encode()}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def bring_in(house: House, page: Page, *files: dict[str, Any]) -> None:
    """Hand files in, wait until the worker has read them, and confirm what they seem to be."""
    page.goto(f"{house.url}{reverse('coi_intake')}")
    page.get_by_label("Fuente").fill("Observatorio de prueba")
    page.get_by_label("Archivos para incorporar").set_input_files(list(files))
    press(page, "Entregar")
    expect(page.get_by_role("link", name=files[-1]["name"])).to_be_visible(timeout=PATIENCE)
    assert axe(page) == []
    for file in files:
        page.get_by_role("link", name=file["name"]).click()
        press(page, "Confirmar e incorporar")
        expect(page.get_by_text("En la biblioteca").first).to_be_visible(timeout=PATIENCE)


def settled(page: Page, made: Any, what: str) -> Any:
    """What the worker makes, once it is there."""
    for _each in range(PATIENCE // 200):
        if found := made():
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"not in time: {what}")


def a_claim(cast: Cast) -> tuple[Journey, Any]:
    journey = Journey(cast)
    return journey, a_fact(journey, "Las pandillas le cobraban una cuota semanal en el mercado")


def ask(house: House, officer: Page, case: Any) -> CoiRequest:
    officer.goto(f"{house.url}{reverse('case_page', args=[case.number])}?tab=coi")
    officer.get_by_role("link", name="Preguntar a la unidad COI").click()
    officer.get_by_label("Título").fill(LABELS["title"])
    officer.get_by_label("Pregunta", exact=False).first.fill(LABELS["question"])
    officer.get_by_label("Qué buscó antes de preguntar").fill("El paquete de Haití")
    press(officer, "Comprobar")
    press(officer, "Enviar a la unidad COI")
    expect(officer.get_by_text("Enviada a la unidad COI")).to_be_visible()
    return CoiRequest.objects.get()


def state(page: Page, says: str, asked_for: str, quote: str) -> None:
    """One statement of the answer, with the words it rests on."""
    page.get_by_role("link", name="Agregar una afirmación").click()
    page.get_by_label("Afirmación").fill(says)
    press(page, "Guardar y después citar")
    page.get_by_label("Qué debería decir el pasaje").fill(asked_for)
    press(page, "Buscar")
    hit = page.locator("details.req-hit").filter(has_text=re.compile(re.escape(quote)))
    if not hit.first.evaluate("hit => hit.open"):
        hit.locator("summary").click()
    hit.get_by_label("Deje solo las palabras que cita").fill(quote)
    hit.get_by_role("button", name="Citar").click()
    expect(page.locator("blockquote").filter(has_text=quote)).to_be_visible()
    page.get_by_role("link", name="Volver a la respuesta").click()


def answer(house: House, cast: Cast, researcher: Page, second: Page, asked: CoiRequest) -> IssuedResponse:
    researcher.goto(f"{house.url}{reverse('coi_request', args=[asked.pk])}")
    press(researcher, "Aceptar")
    researcher.get_by_label("Investiga").select_option(label=cast.researcher.name)
    press(researcher, "Asignar")
    press(researcher, "Empezar a escribir")
    state(researcher, "Las pandillas cobran cuotas.", "cuota semanal comerciantes", SAID)
    state(researcher, "La policía recibe pocas denuncias.", "denuncias policía represalias", NOTED)
    researcher.get_by_label("Información hasta el").fill(str(dt.date.today()))
    researcher.get_by_label("Método").fill("Dos horas, en español e inglés")
    press(researcher, "Guardar")
    press(researcher, "Enviar a revisión por pares")
    expect(researcher.get_by_text("En revisión por pares").first).to_be_visible()

    second.goto(f"{house.url}{reverse('coi_response_review', args=[asked.pk])}")
    for item in ITEMS:
        second.locator(f"input[name=ok_{item.code}]").check()
    press(second, "Aprobar")
    press(second, "Emitir la respuesta")
    expect(second.get_by_role("link", name="Leer la respuesta")).to_be_visible()
    issued = IssuedResponse.objects.get()
    second.goto(f"{house.url}{reverse('coi_response', args=[issued.number])}")
    second.locator("#level").select_option("public")
    second.locator("section[aria-labelledby=publish] button").click()
    return issued


def translate(house: House, researcher: Page, second: Page, version: DocumentVersion) -> None:
    """The machine drafts, a person makes it a text, another approves it."""
    address = f"{house.url}{reverse('coi_translation', args=[version.pk])}"
    researcher.goto(address)
    press(researcher, "Hacer el borrador de lo que falta")
    settled(researcher, Translation.objects.exists, "a draft")
    researcher.goto(address)
    expect(researcher.locator("main")).to_contain_text("Borrador automático")
    boxes = researcher.get_by_label(re.compile("Traducción de la oración"))
    for index, line in enumerate(
        ("Comerciantes de mercado en Haití", "Extorsión", IN_SPANISH, "Quien se niega es amenazado.")
    ):
        boxes.nth(index).fill(line)
        researcher.locator("[data-confirm]").nth(index).click()
        expect(researcher.locator("[data-confirmed-count]")).to_contain_text(f"{index + 1} de 4")
    press(researcher, "Enviar para aprobación")
    expect(researcher.locator("main")).to_contain_text("la aprueba otra persona")
    second.goto(address)
    press(second, "Aprobar")
    expect(second.locator("main")).to_contain_text("Aprobada")


def test_a_question_is_answered_cited_in_spanish_and_lights_up_when_the_source_changes(
    house: House, worker: None, cast: Cast
) -> None:
    journey, fact = apart(a_claim, cast)
    researcher, second, officer = (house.as_(part) for part in ("researcher", "second_researcher", "officer"))

    bring_in(house, researcher, report(1, SAID, "Those who refuse are threatened."), note())
    version = DocumentVersion.objects.get(document__title=REPORT)
    assert "alert" not in version.text
    settled(researcher, lambda: not Standing.objects.filter(indexed_at=None).exists(), "the index")

    asked = ask(house, officer, journey.case)
    issued = answer(house, cast, researcher, second, asked)
    assert SAID in str(issued.content) and journey.case.number not in str(issued.content)
    public = house.stranger()
    public.goto(f"{house.url}{reverse('coi_public_response', args=[issued.number])}")
    expect(public.locator("blockquote").first).to_contain_text(SAID)

    translate(house, researcher, second, version)

    officer.goto(f"{house.url}{reverse('fact_country_information', args=[fact.claim_id, fact.pk])}")
    officer.get_by_label("Qué buscar").fill("cuotas de las pandillas a comerciantes")
    press(officer, "Buscar")
    hit = officer.locator("[data-coi-hit]").filter(has_text=SAID)
    hit.get_by_text("Citar").click()
    hit.get_by_label("Cita, palabra por palabra").fill(SAID)
    hit.get_by_label("Lo mismo en la traducción aprobada").fill(IN_SPANISH)
    hit.get_by_role("button", name="Apoya el hecho").click()
    expect(officer.locator("#rests")).to_contain_text(IN_SPANISH)
    assert axe(officer) == []
    cited = Citation.objects.get()
    assert (cited.version, cited.quote, cited.translated_quote) == (version, SAID, IN_SPANISH)

    bring_in(house, researcher, report(2, "Gangs no longer collect quotas from traders in Haiti, the police said."))
    assert Standing.objects.get(version=version).state == "superseded"
    officer.goto(f"{house.url}{reverse('case_page', args=[journey.case.number])}")
    expect(officer.get_by_text("Cambió información del país citada en este caso")).to_be_visible()
    officer.goto(f"{house.url}/country-changes/")
    officer.get_by_role("link", name="Verlo").click()
    expect(officer.locator("#rests")).to_contain_text("edición más nueva")
