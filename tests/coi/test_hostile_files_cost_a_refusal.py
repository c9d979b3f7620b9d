"""Scripts, bombs, locks, endless documents: refused with a reason, in bounded time, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
import time

import pypdfium2
import pytest

from acogida.coi.intake import files, words
from acogida.coi.intake.reading import apart, html, lists, pdf
from acogida.coi.intake.reading.outcome import MOST_PAGES, Unreadable
from tests.coi import made


def refused(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as problem:
        files.entries(data, name)
    text = words.unreadable(problem.value)
    assert "%(" not in text and len(text) > 20
    return problem.value.code


def test_a_locked_pdf_says_so():
    assert refused(made.pdf(["Secreto"], password="clave"), "a.pdf") == "encrypted"


def test_a_broken_pdf_says_so():
    whole = made.pdf(["Texto"] * 3)
    assert refused(whole[:200], "a.pdf") == "broken"
    assert refused(b"%PDF-1.7\n" + b"\xff" * 5000, "a.pdf") == "broken"


def test_five_thousand_pages_are_refused_at_once():
    document = pypdfium2.PdfDocument.new()
    for _n in range(5000):
        document.new_page(100, 100)
    import io

    out = io.BytesIO()
    document.save(out)
    began = time.process_time()
    with pytest.raises(Unreadable) as problem:
        files.entries(out.getvalue(), "a.pdf")
    assert (problem.value.code, problem.value.data) == ("too_many_pages", {"pages": 5000, "most": MOST_PAGES})
    assert time.process_time() - began < 20


@pytest.mark.parametrize("page", ["<div>" * 300_000, "<x>" * 100_000 + "hola", "<b><i>" * 50_000])
def test_a_page_nested_without_end_is_refused(page):
    assert refused(f"<html><body>{page}".encode(), "a.html") == "too_deep"


def test_unclosed_scripts_and_endless_tags_take_no_time():
    began = time.process_time()
    for page in ("<script>" * 100_000, "<!--" * 200_000, "<a " * 300_000, '<p style="' + "display:" * 200_000):
        assert html.read(f"<html><body><p>Uno.</p>{page}".encode()).text == "Uno."
    assert time.process_time() - began < 20


def test_no_script_survives_as_something_that_runs():
    page = (
        "<html><body><p>Uno <img src=x onerror=alert(1)><svg onload=alert(2)><iframe src='//x'></iframe></svg> dos</p>"
    )
    assert html.read(page.encode()).text == "Uno dos"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert refused(made.zip_bomb(300), "a.docx") == "bomb"


def test_a_word_document_with_programs_is_no_document():
    import io
    import zipfile

    out = io.BytesIO(made.word(("", "Hola")))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"x")
    assert refused(out.getvalue(), "a.docx") in ("kind", "broken")


def test_an_entity_bomb_in_a_word_document_expands_to_nothing():
    import io
    import zipfile

    bomb = '<!DOCTYPE d [<!ENTITY a "x">' + "".join(
        f'<!ENTITY b{n} "{("&b" + str(n - 1) + ";") * 50 if n else "&a;" * 50}">' for n in range(8)
    )
    document = f"<?xml version='1.0'?>{bomb}]><w:document xmlns:w='urn:x'>&b7;</w:document>"
    whole = zipfile.ZipFile(io.BytesIO(made.word(("", "Hola"))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in whole.namelist():
            packed.writestr(name, document if name == "word/document.xml" else whole.read(name))
    assert refused(out.getvalue(), "a.docx") in ("broken", "no_text", "too_much_memory")


def test_json_nested_or_numbered_without_end_is_refused():
    assert refused(b"[" * 200_000, "a.json") in ("too_deep", "json")
    assert refused(b'[{"id": ' + b"9" * 10_000 + b"}]", "a.json") == "json"
    assert refused(b'{"a": 1}', "a.json") == "form"
    deep: dict = {"text": "x"}
    for _n in range(30):
        deep = {"k": deep}
    with pytest.raises(Unreadable):
        lists._topic(deep, 1, lists.Builder())


def test_a_reader_that_hangs_is_ended_with_all_it_started(monkeypatch):
    program = "import time,sys; sys.stdin.buffer.read(1); time.sleep(300)"
    monkeypatch.setattr(apart, "_command", lambda arguments: [sys.executable, "-c", program])
    began = time.monotonic()
    with pytest.raises(Unreadable) as problem:
        apart.read("html", b"x", patience=0.5)
    assert problem.value.code == "too_slow" and time.monotonic() - began < 100


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("import os; os.kill(os.getpid(), 11)", "broken"),
        ("b = b'x' * 3_000_000_000", "too_much_memory"),
        ("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 3))\nwhile True: pass", "too_slow"),
    ],
)
def test_a_reader_that_is_ended_by_its_limits_says_why(monkeypatch, deed, code):
    program = f"""
import json, sys
from acogida.coi.intake.reading.__main__ import limit
limit()
try:
    exec({deed!r})
except MemoryError:
    print(json.dumps({{"unreadable": "too_much_memory", "data": {{}}}}))
"""
    monkeypatch.setattr(apart, "_command", lambda arguments: [sys.executable, "-c", program])
    with pytest.raises(Unreadable) as problem:
        apart.read("html", b"x", patience=20)
    assert problem.value.code == code


def test_the_reader_knows_neither_the_database_nor_the_web_framework():
    program = (
        "import sys; from acogida.coi.intake.reading import __main__, pdf, html, docx, plain; "
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_drawing_a_page_of_a_scan_is_bounded():
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_000, 14_000)
    import io

    out = io.BytesIO()
    document.save(out)
    from PIL import Image

    picture = Image.open(io.BytesIO(pdf.draw(out.getvalue(), 1)))
    assert picture.width * picture.height <= pdf.MOST_PIXELS * 1.01
