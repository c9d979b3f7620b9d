"""The verifier as a policeman's telephone and a bank's desk see it: camera, photo, text, PDF, with and without a network."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Request, expect

from acogida.certificates import actions, publishing, qr, queries, verifier_views
from acogida.certificates.status_list import Status
from acogida.files.store import get
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets
from tests.cast import a_case, admitted, assemble
from tests.certificates.bundles import DAY, HOLDER, Authority, altered, rewritten

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
REVOKED, SUSPENDED = {4711: Status.INVALID}, {4711: Status.SUSPENDED}


class House:
    """An authority whose bundle is what the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        self.authority = Authority.at(self.now)
        self.serves = self.authority.bundle(self.now)
        monkeypatch.setattr(publishing, "key_bundle", self.published)
        root = SimpleNamespace(root=lambda: self.authority.root.certificate)
        monkeypatch.setattr(verifier_views, "key_store", lambda: root)

    def published(self) -> publishing.Made:
        return publishing.Made(self.serves, f'"{hashlib.sha256(self.serves).hexdigest()}"', self.now)

    def token(self, **changes: Any) -> str:
        return self.authority.token(self.now, **changes)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    return House(monkeypatch)


@pytest.fixture
def telephone(live_server: Any, house: House) -> Iterator[Page]:
    with launch(PHONE, 844) as page:
        visit(page, live_server)
        yield page


def visit(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/verificar/")
    expect(page.locator("body")).to_have_attribute("data-ready", "yes")


def eventually(page: Page, true: str) -> None:
    """Waits by asking: the page's policy refuses what wait_for_function() would do."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {true}")


def installed(page: Page) -> None:
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    eventually(page, "() => Boolean(navigator.serviceWorker.controller)")


def type_in(page: Page, text: str) -> None:
    box = page.locator("[data-other]")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    page.locator("textarea[name=text]").fill(text)
    page.get_by_role("button", name=re.compile("^(Verificar|Check)$")).click()


def says(page: Page, state: str, title: str = "") -> None:
    expect(page.locator("#result")).to_have_attribute("data-state", state)
    if title:
        expect(page.locator("#result h2")).to_have_text(title)


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "light"), (PHONE, "dark")])
def test_every_answer_is_in_words_and_has_no_barriers(live_server: Any, house: House, width: int, theme: str) -> None:
    ours, now = house.authority, house.now
    answers = [
        (house.token(), "valid", "Válida"),
        (house.token(expires_at=now - dt.timedelta(hours=1)), "expired", "Vencida"),
        (house.token(status_index=1), "revoked", "Ya no es válida"),
        (house.token(status_index=2), "suspended", "Suspendida"),
        (altered(house.token()), "altered", "Alterada o dañada"),
        (house.token()[:200] + "0" + house.token()[201:], "altered", "Alterada o dañada"),
        (Authority.at(now).token(now), "unknown_issuer", "Emisor desconocido"),
        ("https://example.org/the-menu-of-a-restaurant-in-the-centre", "not_a_certificate", "No es una constancia"),
    ]
    house.serves = ours.bundle(now, ended={1: Status.INVALID, 2: Status.SUSPENDED})
    with launch(width, 844, theme) as page:
        visit(page, live_server)
        assert (axe(page), overflow(page), small_targets(page)) == ([], 0, [])
        for token, state, title in answers:
            type_in(page, token)
            says(page, state, title)
            assert page.locator("#result").get_by_text(HOLDER.name).count() == (
                state in {"valid", "expired", "revoked", "suspended"}
            )
            if width == PHONE or state in {"valid", "altered"}:
                assert (axe(page), overflow(page), small_targets(page)) == ([], 0, [])


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


def test_the_camera_reads_the_code_and_goes_on_looking(live_server: Any, house: House, tmp_path: Path) -> None:
    film = film_of(house.token(), tmp_path)
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    with launch(PHONE, 844, flags=flags) as page:
        visit(page, live_server)
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        page.get_by_role("button", name="Escanear con la cámara").click()
        expect(page.locator("#result")).to_have_attribute("data-state", "valid")
        expect(page.locator("#result")).to_contain_text(HOLDER.name)
        expect(page.locator("#result")).to_be_focused()
        expect(page.locator("[data-stage]")).to_be_visible()
        assert (axe(page), overflow(page)) == ([], 0)
        page.get_by_role("button", name="Verificar otra").click()
        expect(page.locator("#result")).to_have_attribute("data-state", "valid")
        page.get_by_role("button", name="Apagar la cámara").click()
        expect(page.locator("[data-stage]")).to_be_hidden()
        assert {request.method for request in asked} <= {"GET"}
        assert all("/static/" in request.url for request in asked)  # its own scripts; no text, no picture


def photo_of(token: str, folder: Path) -> Path:
    """A photo of the paper: large, turned a little, on a grey table."""
    code = Image.open(io.BytesIO(qr.png(token, scale=9))).convert("L")
    table = Image.new("L", (2400, 1800), 150)
    paper = Image.new("L", (1500, 1500), 245)
    paper.paste(code, (300, 300))
    table.paste(paper.rotate(7, expand=True, fillcolor=150), (400, 60))
    path = folder / "photo.jpg"
    table.save(path, quality=70)
    return path


def test_photos_and_text_are_never_sent_and_leave_nothing_behind(house: House, telephone: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    telephone.on("request", lambda request: sent.append(request.method))
    telephone.locator("[data-other] summary").click()
    telephone.locator("input[type=file]").set_input_files(photo_of(house.token(), tmp_path))
    expect(telephone.locator("#result")).to_have_attribute("data-state", "valid")
    Image.new("RGB", (400, 400), "grey").save(tmp_path / "grey.png")
    telephone.locator("input[type=file]").set_input_files(tmp_path / "grey.png")
    expect(telephone.locator("[data-say]")).to_contain_text("No se encontró ningún código")
    type_in(telephone, house.token())
    says(telephone, "valid")
    assert "POST" not in sent
    expect(telephone.locator("textarea[name=text]")).to_have_value("")
    installed(telephone)
    kept = telephone.evaluate(KEPT)
    assert (kept["local"], kept["session"], kept["databases"], kept["cookies"]) == (0, 0, 0, "")
    whole = " ".join(kept["texts"])
    assert house.token() not in whole
    assert HOLDER.name not in whole
    assert [name for name in kept["shelves"] if name.startswith("acogida-verifier-")] == kept["shelves"]
    allowed = re.compile(r"/static/(certificates|ui)/|/verificar/(\?language=(es|en)|bundle)$")
    assert [url for url in kept["urls"] if not allowed.search(url)] == []


NO_DETECTOR = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { throw new DOMException("Barcode detection service unavailable.", "NotSupportedError"); }
};"""


def test_a_browser_whose_own_detector_fails_reads_codes_all_the_same(
    house: House, live_server: Any, tmp_path: Path
) -> None:
    with launch(WIDE) as page:
        page.add_init_script(NO_DETECTOR)
        visit(page, live_server)
        page.locator("input[type=file]").set_input_files(photo_of(house.token(), tmp_path))
        expect(page.locator("#result")).to_have_attribute("data-state", "valid")


KEPT = """async () => {
  const shelves = (await caches.keys()).sort();
  const urls = [], texts = [];
  for (const name of shelves) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys()) {
      urls.push(request.url);
      texts.push(await (await shelf.match(request)).text());
    }
  }
  return {shelves, urls, texts, local: localStorage.length, session: sessionStorage.length,
          databases: (await indexedDB.databases()).length, cookies: document.cookie};
}"""


def test_an_answer_goes_away_by_itself_and_when_the_telephone_is_put_down(house: House, live_server: Any) -> None:
    with launch(PHONE, 844) as page:
        page.clock.install()
        visit(page, live_server)
        type_in(page, house.token())
        says(page, "valid")
        page.clock.fast_forward(91_000)
        expect(page.locator("#result")).to_have_count(0)
        type_in(page, house.token())
        says(page, "valid")
        page.evaluate(
            "() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            " document.dispatchEvent(new Event('visibilitychange')); }"
        )
        expect(page.locator("#result")).to_have_count(0)


def test_without_a_network_yesterdays_list_says_so_and_todays_says_revoked(
    house: House, live_server: Any, tmp_path: Path
) -> None:
    ours, now, token = house.authority, house.now, house.token()
    house.serves = ours.bundle(now - DAY)
    with launch(PHONE, 844) as page:
        visit(page, live_server)
        installed(page)
        page.context.set_offline(True)
        page.reload()
        expect(page.locator("body")).to_have_attribute("data-ready", "yes")
        type_in(page, token)
        says(page, "valid", "Válida según la lista de ayer")
        expect(page.locator("#result")).to_have_attribute("data-list", "dated")
        expect(page.locator("#result")).to_contain_text("pudo revocarse después")
        expect(page.locator("[data-list-state]")).to_contain_text("Sirve sin conexión hasta")
        assert (axe(page), overflow(page)) == ([], 0)
        page.get_by_role("link", name="English").click()
        expect(page.locator("body")).to_have_attribute("data-ready", "yes")
        expect(page.locator("h1")).to_have_text("Check a certificate")
        type_in(page, token)
        says(page, "valid", "Valid according to the list from yesterday")

        house.serves = ours.bundle(now, ended=REVOKED)  # revoked today: without a network nobody here knows
        page.get_by_role("button", name="Renew the list").click()
        expect(page.locator("[data-say]")).to_contain_text("No newer list")
        says(page, "valid", "Valid according to the list from yesterday")
        page.context.set_offline(False)
        page.get_by_role("button", name="Renew the list").click()
        says(page, "revoked", "No longer valid")  # what is on the page is judged again

        page.clock.set_fixed_time(now + 9 * DAY)
        page.context.set_offline(True)
        page.reload()
        expect(page.locator("body")).to_have_attribute("data-ready", "yes")
        type_in(page, house.token(status_index=7))
        says(page, "valid", "Genuine; the list is too old")
        expect(page.locator("#result")).to_have_attribute("data-list", "stale")


def test_another_root_and_a_forged_list_are_refused_loudly_and_the_old_list_stays(
    house: House, telephone: Page
) -> None:
    ours, now = house.authority, house.now
    renew = telephone.get_by_role("button", name="Actualizar la lista")
    house.serves = Authority.at(now).bundle(now)
    renew.click()
    expect(telephone.get_by_role("alert")).to_contain_text("Este sitio muestra ahora la clave de otra autoridad")
    assert axe(telephone) == []
    house.serves = rewritten(ours.bundle(now, ended=REVOKED), {"lists": {}})
    renew.click()
    expect(telephone.get_by_role("alert")).to_contain_text("Llegó una lista que la autoridad no firmó")
    type_in(telephone, house.token())
    says(telephone, "valid", "Válida")  # by the list from before
    house.serves = ours.bundle(timezone.now(), ended=SUSPENDED)
    renew.click()
    says(telephone, "suspended", "Suspendida")
    expect(telephone.get_by_role("alert")).to_have_count(0)
    house.serves = ours.bundle(now - DAY)  # replayed: a list from before the suspension
    renew.click()
    expect(telephone.locator("[data-say]")).to_contain_text("No se pudo obtener una lista más nueva")
    says(telephone, "suspended")


def test_a_device_stands_by_the_root_of_its_first_visit(house: House, telephone: Page, live_server: Any) -> None:
    installed(telephone)
    other = Authority.at(house.now)
    house.authority, house.serves = other, other.bundle(house.now)  # the whole site is somebody else's now
    telephone.evaluate(
        "() => caches.keys().then((all) => Promise.all(all.filter((n) => !n.endsWith('-list')).map((n) => caches.delete(n))))"
    )
    visit(telephone, live_server)
    expect(telephone.get_by_role("alert")).to_contain_text("Este sitio muestra ahora la clave de otra autoridad")
    type_in(telephone, other.token(house.now))
    says(telephone, "unknown_issuer")


def test_a_device_whose_clock_is_wrong_is_told_and_revives_nothing(house: House, live_server: Any) -> None:
    with launch(PHONE, 844) as page:
        page.clock.set_fixed_time(house.now - 3 * DAY)
        visit(page, live_server)
        expect(page.get_by_role("alert")).to_contain_text("El reloj de este dispositivo está atrasado")
        type_in(page, house.token(issued_at=house.now - 5 * DAY, expires_at=house.now - DAY))
        says(page, "expired")
        assert axe(page) == []


def test_a_pdf_goes_to_the_server_and_its_answer_looks_the_same(live_server: Any, tmp_path: Path) -> None:
    cast = assemble()
    case = admitted(cast, a_case(cast))
    certificate = actions.make_pdf(queries.of_case(case)[case.principal_id].pk)
    path = tmp_path / "constancia.pdf"
    path.write_bytes(get(certificate.pdf))
    with launch(PHONE, 844) as page:
        visit(page, live_server)
        type_in(page, certificate.token)  # the house's own bundle and certificate, read on the device
        says(page, "valid", "Válida")
        expect(page.locator("#result")).to_contain_text("No está revocada en la lista del")
        page.locator("input[type=file]").set_input_files(path)
        expect(page.locator("#result [data-list-note]")).to_have_count(0)
        says(page, "valid", "Válida")
        expect(page.locator("#result")).to_contain_text("María José Núñez Ibáñez")
        assert (axe(page), overflow(page)) == ([], 0)


def test_the_house_and_the_verifier_leave_each_others_shelves_alone(telephone: Page, live_server: Any) -> None:
    installed(telephone)
    before = set(telephone.evaluate("() => caches.keys()"))
    telephone.goto(f"{live_server.url}/accounts/login/")
    telephone.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    eventually(telephone, "async () => (await caches.keys()).includes('acogida-offline-1')")
    assert before <= set(telephone.evaluate("() => caches.keys()"))
    assert len(before) == 2


def test_it_can_be_installed(telephone: Page) -> None:
    installed(telephone)
    session = telephone.context.new_cdp_session(telephone)
    assert session.send("Page.getAppManifest")["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [e["errorId"] for e in errors if e["errorId"] != "in-incognito"] == []  # test browsers are private windows
