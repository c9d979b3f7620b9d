"""The public page as a telephone and a desk see it: camera, picture, PDF, text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from acogida.certificates import actions, qr, queries
from acogida.config.catalogues import compile_all
from acogida.files.store import get
from tests.browser import CHROMIUM, PHONE, WIDE, axe, launch, overflow, page, small_targets  # noqa: F401
from tests.cast import a_case, admitted, assemble

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def certificate(transactional_db):
    compile_all()
    cast = assemble()
    case = admitted(cast, a_case(cast))
    return actions.make_pdf(queries.of_case(case)[case.principal_id].pk)


def photo_of(token: str, folder: Path) -> Path:
    """A photo of the paper: large, turned a little, on a grey table."""
    code = Image.open(io.BytesIO(qr.png(token, scale=9))).convert("L")
    table = Image.new("L", (2400, 1800), 150)
    paper = Image.new("L", (1500, 1500), 245)
    paper.paste(code, (300, 300))
    turned = paper.rotate(7, expand=True, fillcolor=150)
    table.paste(turned, (400, 60))
    path = folder / "photo.jpg"
    table.save(path, quality=70)
    return path


def film_of(token: str, folder: Path) -> Path:
    """What a camera sees: one grey picture after another (Y4M)."""
    width, height = 1280, 960
    picture = Image.new("L", (width, height), 160)
    code = Image.open(io.BytesIO(qr.png(token, scale=9))).convert("L")
    picture.paste(code, ((width - code.width) // 2, (height - code.height) // 2))
    path = folder / "film.y4m"
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _frame in range(3):
            out.write(b"FRAME\n" + picture.tobytes() + bytes([128]) * (width * height // 2))
    return path


@pytest.fixture
def phone_with_camera(certificate, tmp_path) -> Iterator[Page]:
    film = film_of(certificate.token, tmp_path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox", "--disable-dev-shm-usage", "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}",
            ],
        )  # fmt: skip
        opened = browser.new_context(viewport={"width": PHONE, "height": 844}, locale="es-MX").new_page()
        yield opened
        browser.close()


def test_the_camera_reads_the_code_and_the_page_says_it_is_valid(certificate, phone_with_camera, live_server):
    phone = phone_with_camera
    phone.goto(f"{live_server.url}/verificar/")
    phone.get_by_role("button", name="Escanear con la cámara").click()
    expect(phone.locator("#result")).to_have_attribute("data-state", "valid", timeout=20_000)
    expect(phone.locator("#result")).to_contain_text("María José Núñez Ibáñez")
    expect(phone.locator("#result")).to_be_focused()
    assert overflow(phone) == 0


def test_a_photo_of_the_paper_is_read_in_the_browser_and_never_sent(certificate, page, live_server, tmp_path):  # noqa: F811
    sent: list[int] = []
    page.on("request", lambda r: sent.append(len(r.post_data_buffer or b"")) if r.method == "POST" else None)
    page.goto(f"{live_server.url}/verificar/")
    page.locator("input[type=file]").set_input_files(photo_of(certificate.token, tmp_path))
    expect(page.locator("#result")).to_have_attribute("data-state", "valid", timeout=20_000)
    assert max(sent) < 3000  # the text of the code, not the photo


def test_a_picture_without_a_code_says_so_in_place(certificate, page, live_server, tmp_path):  # noqa: F811
    Image.new("RGB", (400, 400), "grey").save(tmp_path / "grey.png")
    page.goto(f"{live_server.url}/verificar/")
    page.locator("input[type=file]").set_input_files(tmp_path / "grey.png")
    expect(page.locator("[data-say]")).to_contain_text("No se encontró ningún código", timeout=20_000)


def test_the_pdf_and_the_text_are_checked_too(certificate, page, live_server, tmp_path):  # noqa: F811
    path = tmp_path / "constancia.pdf"
    path.write_bytes(get(certificate.pdf))
    page.goto(f"{live_server.url}/verificar/")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator("#result")).to_have_attribute("data-state", "valid")
    page.locator("textarea[name=text]").fill(certificate.token[:-8] + "AAAAAAAA")
    page.get_by_role("button", name="Verificar", exact=True).click()
    expect(page.locator("#result")).to_have_attribute("data-state", "altered")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_page_has_no_barriers(certificate, live_server, width, theme):
    with launch(width, 900, theme) as opened:
        opened.goto(f"{live_server.url}/verificar/")
        assert axe(opened) == []
        assert overflow(opened) == 0
        assert small_targets(opened) == []
        opened.locator("textarea[name=text]").fill(certificate.token)
        opened.get_by_role("button", name="Verificar", exact=True).click()
        expect(opened.locator("#result")).to_be_visible()
        assert axe(opened) == []
