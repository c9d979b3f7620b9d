"""What people do on the pages, in their own words; every test of the journey is told in these."""

from __future__ import annotations

import io
import os
import re
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser import PHONE, WIDE

Answers = dict[str, Any]
ALBUM = os.environ.get("ACOGIDA_PICTURES")  # a folder: every page that is gone through is pictured there
_pictures = count(1)


def picture(page: Page, name: str) -> None:
    """Keep how the page looks, wide and on a phone, when somebody wants to look at the journey."""
    if not ALBUM:
        return
    number = next(_pictures)
    Path(ALBUM).mkdir(parents=True, exist_ok=True)
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("() => window.scrollTo(0, 0)")
        page.wait_for_timeout(400)  # until the menu has moved aside
        page.screenshot(path=f"{ALBUM}/{number:03}-{name}-{width}.png", full_page=True)


# --- the counter -------------------------------------------------------------------------------------------------


def question(page: Page, code: str) -> Locator:
    """The question of the form with this code, of whichever person the page is about."""
    return page.locator(f'[data-question][data-path$="/{code}"]')


def answer(page: Page, answers: Answers) -> None:
    """Answer questions of the page as a clerk does: type, tick, choose."""
    for code, value in answers.items():
        place = question(page, code)
        match place.get_attribute("data-kind"):
            case "yesno" | "radio":
                place.locator(f'input[value="{value}"]').check()
            case "checks" | "grouped_checks":
                for one in value:
                    place.locator(f'input[value="{one}"]').check()
            case "select":
                place.locator("select").select_option(value)
            case "repeat_select" | "repeat":
                for index, one in enumerate(value):
                    if index:
                        place.get_by_role("button", name="Añadir otra").click()
                    field = place.locator("select, input.form-control").nth(index)
                    field.select_option(one) if place.get_attribute("data-kind") == "repeat_select" else field.fill(one)
            case "partial_date":
                for part, text in zip(("day", "month", "year"), value, strict=True):
                    place.locator(f'[data-part="{part}"]').fill(str(text))
            case "photo":
                place.locator("input[type=file]").set_input_files(
                    {"name": "foto.png", "mimeType": "image/png", "buffer": face(value)}
                )
                expect(place.locator("[data-photo-state]")).to_have_text("Foto guardada")
            case _:
                place.locator("textarea, input.form-control").fill(str(value))


def kept(page: Page) -> None:
    """Wait until the form says that everything typed has arrived."""
    page.locator("h1").click()  # leaves the field, as a hand does before it goes on
    expect(page.locator("[data-save-state]")).to_have_text("Guardado")


def press(page: Page, name: str, *, within: str = "main") -> None:
    """Press the button or link with these words, and wait for the page that follows."""
    place = page.locator(within)
    wanted = place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True))
    picture(page, re.sub(r"\W+", "-", f"{page.url.partition('/')[2][1:][16:50]}-{name}").lower())
    with page.expect_navigation():
        wanted.locator("visible=true").first.click()


def go_on(page: Page, answers: Answers | None = None) -> None:
    """Answer what the page asks and continue; a page that does not let one continue fails here, with its reasons."""
    before = page.url
    answer(page, answers or {})
    press(page, "Continuar")
    complaint = page.locator("[data-error-summary]")
    assert page.url != before, complaint.inner_text() if complaint.count() else f"stayed at {before}"


def face(seed: int) -> bytes:
    """A drawn face of nobody, another for each seed."""
    picture = Image.new("RGB", (480, 600), (214, 222, 230))
    pen = ImageDraw.Draw(picture)
    skin = [(141, 85, 54), (96, 60, 42), (120, 74, 48), (160, 104, 72)][seed % 4]
    pen.ellipse((60, 430, 420, 780), fill=[(52, 93, 142), (120, 60, 60), (70, 120, 80), (150, 120, 50)][seed % 4])
    pen.ellipse((130, 110, 350, 420), fill=skin)
    pen.pieslice((118, 80, 362, 380), 180, 360, fill=(30, 24, 22))
    for x in (195, 285):
        pen.ellipse((x - 12, 250, x + 12, 268), fill="white")
        pen.ellipse((x - 6, 252, x + 6, 266), fill="black")
    pen.arc((200, 310, 280, 360), 20, 160, fill=(70, 30, 30), width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def case_number(page: Page) -> str:
    found = re.search(r"COM-[A-Z]{3}-\d{4}-\d{5}-\w", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found[0]


# --- determination ------------------------------------------------------------------------------------------------


def open_claim(page: Page, base: str, queue: str, person: str) -> None:
    """From a work queue of the whole office to the page where this person's claim is worked on."""
    page.goto(f"{base}/{queue}/?show=all")
    picture(page, f"queue-{queue}")
    with page.expect_navigation():
        page.get_by_role("link", name=f"Abrir {person}", exact=True).first.click()


def fill(page: Page, answers: Answers) -> None:
    """Fill fields of a page by their names; what the page hides until another answer is given comes after it."""
    for name, value in answers.items():
        fields = page.locator(f'main [name="{name}"]')
        kind = fields.first.evaluate("(e) => e.type")
        if kind in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                (fields.first if one is True else page.locator(f'main [name="{name}"][value="{one}"]')).check()
        elif kind == "select-one":
            fields.first.select_option(value)
        else:
            fields.first.fill(str(value))


def hear(page: Page, *lines: str) -> None:
    """Hold an interview with an interpreter: begin, write question and answer in turn by keyboard, read back, close."""
    fill(page, {"interpreter_name": "Jean Michel Baptiste", "interpreter_undertaking": True})
    press(page, "Empezar")
    box = page.locator("#said")
    for index, line in enumerate(lines):
        box.fill(line)
        box.press("Enter")
        expect(page.locator("#entries > li")).to_have_count(index + 1)
    press(page, "Leer el acta y cerrar")
    fill(page, {"read_back": True, "read_back_by_interpreter": True, "confirmed": True})
    press(page, "Cerrar la entrevista")
    expect(page.locator("main")).to_contain_text("La entrevista quedó cerrada y su acta, sellada.")


def conclude(page: Page, fact: str, findings: Answers, outcome: str, grounds: list[str]) -> None:
    """One material fact and the assessment, to the proposed outcome; the page saves itself."""
    press(page, "Agregar un hecho material")
    fill(page, {"statement": fact, "result": "accepted", "reasons": "Lo relata con detalle y sin contradicciones."})
    press(page, "Guardar el hecho")
    fill(page, {"outcome": outcome})
    expect(page.locator("[data-save-status]")).to_have_text("Guardado")
    fill(page, {"grounds": grounds, **findings})
    press(page, "Guardar")
    expect(page.locator("main")).to_contain_text("Análisis guardado")
    page.locator("summary").filter(has_text="sin información del país").click()
    page.get_by_label("No se buscó información del país para estos hechos, porque").fill("Nadie lo discute.")
    press(page, "Anotarlo para todos")


def compose(page: Page) -> None:
    """From the assessment to its draft, filled from what was written there."""
    press(page, "Proyecto de resolución")
    press(page, "Llenar lo vacío")


def submit(page: Page) -> None:
    """Submit the draft; the page must not find anything in the way."""
    press(page, "Enviar a revisión")
    expect(page.locator("main")).to_contain_text("a revisión")
    expect(page.locator("main [role=alert].tone-danger")).to_have_count(0)


def approve(page: Page) -> None:
    press(page, "Aprobar para firma")


def sign(page: Page) -> None:
    press(page, "Firmar esta resolución")


NOTIFICATION: Answers = {  # in person and in her language, with the copy handed over and the receipt signed
    "method": "in_person", "place": "Tapachula", "language": "ht", "interpreter_name": "Jean Michel Baptiste",
    "copy_given": True, "understood": True, "how_checked": "own_words", "receipt_signed": True,
}  # fmt: skip


def notify(page: Page) -> None:
    fill(page, NOTIFICATION)
    press(page, "Registrar la notificación")
