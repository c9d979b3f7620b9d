"""PDF, web pages, Word and text: what people see in them, with its pages and sections, and nothing else."""

from __future__ import annotations

import shutil

import pytest

from acogida.coi.intake import files
from acogida.coi.intake.passages import Section, cut
from acogida.coi.intake.reading import docx, html, ocr, pdf, plain
from acogida.coi.intake.reading.outcome import Read, Unreadable
from tests.coi import made

PAGE = """<!doctype html><html lang="es-MX"><head><title>Informe | Sitio</title><meta property="og:title" content="Informe anual">
<meta property="article:published_time" content="2025-03-04T10:00:00Z"><style>p{color:red}</style></head><body>
<nav>Inicio</nav><header>Banner</header><main><h1>Honduras</h1><h2>Pandillas</h2>
<p>Cobran <b>una</b> <a href="javascript:alert(1)">cuota</a>.<script>alert("malo")</script></p>
<p hidden>oculto uno</p><div style="display : none">oculto dos</div><p aria-hidden="true">oculto tres</p>
<ul><li>Mercados<li>Transporte</ul><table><tr><th>Año<th>Casos<tr><td>2024<td>31</table>
<h2>Policía</h2><p>Recibe pocas denuncias por temor a represalias; así lo dicen las organizaciones que acompañan a las víctimas
en los barrios de la capital y en San Pedro Sula desde hace años.</p></main><footer>Pie</footer><!-- <p>comentario</p> --></body></html>"""


def test_a_web_page_gives_its_main_text_with_headings_as_sections():
    found = html.read(PAGE.encode())
    assert (found.title, found.published, found.language) == ("Informe anual", "2025-03-04", "es")
    for unseen in ("alert", "oculto", "Inicio", "Banner", "Pie", "comentario", "color"):
        assert unseen not in found.text
    assert "Cobran una cuota." in found.text and "• Mercados" in found.text and "2024 | 31" in found.text
    assert found.sections[0] == Section(("Honduras", "Pandillas"), 0)
    assert [each.path[-1] for each in found.sections] == ["Pandillas", "Policía"]
    assert found.text[found.sections[1].start :].startswith("Policía")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_text_is_read_in_its_encoding(encoding):
    text = "Situación en Honduras\n\n" + "La niñez migrante señaló agresiones en el camión. " * 4
    found = plain.read(text.encode(encoding))
    assert "niñez migrante señaló" in found.text and found.title == "Situación en Honduras"


def test_what_nobody_sees_does_not_stay_in_a_text():
    found = plain.read("Uno\x00 dos\u202e tres\u200b cua\u0301tro \ud7ff.".encode())
    assert found.text == "Uno dos tres cuátro \ud7ff."


LINES = "Las pandillas exigen una cuota semanal a los comerciantes de los\nmercados y amenazan a quien no la paga con represa-\nlias."


def test_a_pdf_gives_its_text_by_pages_with_its_outline_as_sections():
    places = ["Choluteca", "Tela", "Yoro", "Danlí", "Comayagua"]
    pages = [
        f"Informe anual 2025\n\nEn {place}:\n\n{LINES}\n\nAsí en {place}.\n\nPágina {n}"
        for n, place in enumerate(places, 1)
    ]
    pages[2] = pages[2].replace("En Yoro:", "Protección del Estado\n\nEn Yoro:")
    found = pdf.read(made.pdf(pages, [("Violencia", 0), ("Protección del Estado", 2)], title="Informe sobre Honduras"))
    assert found.title == "Informe sobre Honduras" and len(found.pages) == 5
    assert "represalias." in found.text and "de los mercados" in found.text
    assert "Página 1" not in found.text  # what stands at the foot of every page
    starts = [each.start for each in found.sections]
    assert found.text[starts[1] :].startswith("Protección del Estado")
    passages = cut(found.text, found.sections, found.pages)
    third = next(each for each in passages if each.section == ("Protección del Estado",))
    assert third.page_from == 3
    begin, end = found.pages[3]
    assert "Así en Danlí." in found.text[begin:end]


def test_a_word_document_gives_headings_lists_and_tables():
    data = made.word(
        ("Title", "Informe"),
        ("Heading 1", "Hechos"),
        ("", "Un párrafo."),
        ("List Bullet", "Uno"),
        [["a", "b"], ["c", "d"]],
    )
    assert files.media_type(data, "informe.docx") == files.DOCX
    found = docx.read(data)
    assert found.text.endswith("Un párrafo.\n\n• Uno\n\na | b\n\nc | d")
    assert found.sections[-1].path[-1] == "Hechos"


def test_a_kind_is_known_by_content_and_not_by_name():
    assert files.media_type(made.pdf(["Hola"]), "carta.txt") == files.PDF
    assert files.media_type(PAGE.encode(), "x.txt") == files.HTML
    assert files.media_type(b'[{"id": 1}]', "x") == files.JSON
    for data, name, code in [
        (b"  ", "x.txt", "empty"), (b"\x89PNG\r\n\x1a\n12", "x.pdf", "broken"), (b"no es un pdf", "x.pdf", "broken"),
        (b"PK\x03\x04 nada", "x.docx", "broken"), (b"MZ\x90\x00\x03", "x.txt", "kind"), (b"{", "x.json", "json"),
    ]:  # fmt: skip
        with pytest.raises(Unreadable) as problem:
            files.media_type(data, name)
        assert problem.value.code == code


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scan_is_read_and_how_sure_that_is_is_kept():
    found = files.entries(made.scan(["La policía detuvo a tres", "periodistas en Choluteca."]), "a.pdf").entries[0].read
    assert "periodistas en Choluteca" in found.text and found.empty_pages == []
    assert found.ocr_engine.startswith("tesseract ") and 60 < (found.ocr_confidence or 0) <= 100


def test_without_text_recognition_a_scan_is_kept_and_said_not_to_be_read(monkeypatch):
    monkeypatch.setattr(ocr, "engine", lambda: None)
    with pytest.raises(Unreadable) as problem:
        files.entries(made.scan(["Nada"]), "a.pdf")
    assert problem.value.code == "not_read"
    mixed = Read("Uno.", pages=[(0, 4), (4, 4)], empty_pages=[2])
    assert ocr.complete(mixed, b"").notes == ["not_read"]


def test_the_text_of_scanned_pages_goes_between_the_others():
    read = Read("Uno.\n\nTres.", [Section(("C",), 6)], [(0, 4), (4, 4), (6, 11)], empty_pages=[2])
    found = ocr.with_texts(read, {2: "Dos."})
    assert found.text == "Uno.\n\nDos.\n\nTres."
    assert [found.text[begin:end] for begin, end in found.pages] == ["Uno.", "Dos.", "Tres."]
    assert found.text[found.sections[0].start :] == "Tres."


def test_confidences_come_from_the_table():
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = '5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t91\tHola\n5\t1\t1\t1\t1\t2\t0\t0\t1\t1\t81\t"mundo\n5\t1\t2\t1\t1\t1\t0\t0\t1\t1\t50\tfin\n'
    assert ocr.of_table(head + rows) == ('Hola "mundo\n\nfin', [91.0, 81.0, 50.0])
