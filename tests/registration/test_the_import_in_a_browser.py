"""The import in a real browser: by keyboard from file to register, no barriers, nothing wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from acogida.cases.models import Case
from acogida.registration.importing import mapping, run
from acogida.registration.jobs import bring_in
from acogida.registration.models import RegisterImport
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets, with_session
from tests.cast import Cast, assemble
from tests.registration.test_an_old_register_is_read_and_nothing_is_guessed import ANSWERS, FILE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def opened(**options: Any) -> Iterator[Page]:
    with launch(**options) as page:
        try:
            yield page
        finally:
            connections.close_all()


@pytest.fixture
def people() -> Cast:
    return assemble()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_axe_finds_nothing_on_any_page_of_an_import(people: Cast, live_server: Any, width: int, theme: str) -> None:
    asked, _checked = run.keep(FILE.read_bytes(), "viejo.csv", mapping.load(), request=people.as_("administrator"))
    done, _checked = run.keep(
        FILE.read_bytes(), "viejo.csv", mapping.load(), request=people.as_("administrator"), answers=ANSWERS
    )
    run.start(None, done)
    run.go_on(done.pk)
    unread = run.keep_unread(
        b"exp;nom\r\n1;Ana\r\n", "sin-nombres.csv", mapping.load(), request=people.as_("administrator"), offices=None
    )
    going, _checked = run.keep(
        FILE.read_bytes() + b"\r\n", "otro.csv", mapping.load(), request=people.as_("administrator"), answers=ANSWERS
    )
    run.start(None, going)
    with opened(width=width, theme=theme) as page:
        with_session(page, live_server, people.administrator)
        for path in ("/imports/", *(f"/imports/{source.pk}/" for source in (asked, done, unread, going))):
            page.goto(live_server.url + path)
            assert axe(page) == [], path
            assert overflow(page) == 0, path
            assert small_targets(page) == [], path


def test_a_register_comes_in_by_keyboard(people: Cast, live_server: Any) -> None:
    with opened() as page:
        with_session(page, live_server, people.administrator)
        page.goto(live_server.url + "/imports/")
        page.get_by_label("Archivo", exact=True).set_input_files(str(FILE))
        page.get_by_role("button", name="Leer y revisar").press("Enter")
        expect(page.get_by_role("heading", name="old-register.csv")).to_be_visible()
        sex = page.get_by_role("group", name="mujer o masculino")
        sex.get_by_label("No se puede saber: dejarlo sin precisar").press("Space")
        page.get_by_role("group", name="OLUTA").get_by_role("combobox").select_option("ACA")
        page.get_by_role("group", name="CHINO").get_by_role("combobox").select_option("yue")
        page.get_by_role("group", name="Wakanda").get_by_role("combobox").select_option("unknown")
        page.get_by_role("group", name="Congo").get_by_role("combobox").select_option("CD")
        page.get_by_role("group", name="no haya nada escrito").get_by_label("En trámite", exact=True).press("Space")
        for group in page.get_by_role("group", name="qué está primero").all():
            if group.get_by_label("Primero está el día").is_visible():
                group.get_by_label("Primero está el día").press("Space")
        page.get_by_role("group", name="siglo").get_by_label("El año más reciente").press("Space")
        page.get_by_role("button", name="Guardar las respuestas").press("Enter")
        expect(page.get_by_text("Todas las preguntas tienen respuesta.")).to_be_visible()
        page.get_by_label("Tipo").select_option("row_short")
        page.get_by_role("button", name="Filtrar").press("Enter")
        expect(page.get_by_role("cell", name="faltan celdas")).to_be_visible()
        page.get_by_role("button", name="Importar").press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Importar").press("Enter")
        expect(page.get_by_role("heading", name="Importando")).to_be_visible()
        source = RegisterImport.objects.get()
        bring_in.func(str(source.pk))  # type: ignore[attr-defined]
        expect(page.get_by_text("El registro entró")).to_be_visible()  # the page asks again by itself
        assert Case.objects.count() == 14
        with page.expect_download() as report:
            page.get_by_role("link", name="Informe").click()
        assert report.value.suggested_filename.startswith("importacion-")


def test_a_file_that_is_none_leads_back_to_the_field(people: Cast, live_server: Any, tmp_path: Any) -> None:
    (tmp_path / "libro.xlsx.csv").write_bytes(b"PK\x03\x04 libro")
    with opened(width=PHONE) as page:
        with_session(page, live_server, people.administrator)
        page.goto(live_server.url + "/imports/")
        page.get_by_label("Archivo", exact=True).set_input_files(str(tmp_path / "libro.xlsx.csv"))
        page.get_by_role("button", name="Leer y revisar").click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(page.get_by_role("link", name="hoja de cálculo")).to_be_visible()
        assert axe(page) == []
