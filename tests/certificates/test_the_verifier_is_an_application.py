"""What the verifier consists of, and what its page may do: without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from acogida.certificates import verifier
from acogida.certificates.token import State

FOLDER = Path(verifier.__file__).parent / "static" / verifier.FOLDER
pytestmark = pytest.mark.django_db


def listed(name: str) -> list[str] | dict[str, str]:
    text = Client().get("/verificar/worker.js").text
    found = re.search(rf"const {name} = (.+);", text)
    assert found
    return json.loads(found[1])


def test_the_page_may_do_what_it_needs_and_nothing_else():
    page = Client().get("/verificar/")
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";") if part.strip())
    assert policy["default-src"] == "'none'"
    for directive in ("script-src", "worker-src", "manifest-src", "connect-src"):
        assert policy[directive] == "'self'"
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "geolocation=()" in page["Permissions-Policy"]
    for way in (" style=", " onclick=", "<style", "<script>"):
        assert way not in page.text


def test_what_is_kept_on_a_device_is_the_page_as_anybody_gets_it(cast):
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/verificar/?language=es").text == Client().get("/verificar/?language=es").text
    assert "csrf" not in Client().get("/verificar/").text.lower()
    assert not Client().get("/verificar/").cookies


def test_the_worker_keeps_every_file_the_page_and_its_scripts_name():
    files = listed("FILES")
    for path in FOLDER.glob("*.js"):
        for name in re.findall(r"""(?:from|importScripts\(|new URL\()\s*"([^"]+\.js)\"""", path.read_text()):
            assert (path.parent / name).resolve().exists(), (path.name, name)
            assert any(file.endswith("/" + name.lstrip("./")) for file in files), (path.name, name)
    page = Client().get("/verificar/").text
    named = set(re.findall(r"""(?:src|href)="(/static/[^"]+)\"""", page))
    assert named <= set(files)
    for file in files:
        assert finders.find(file.removeprefix("/static/")), file
    assert listed("PAGES") == {"es": "/verificar/?language=es", "en": "/verificar/?language=en"}


def test_a_change_of_any_file_or_text_makes_a_new_version(monkeypatch):
    files = verifier._paths()
    assert {path.name for path in files} >= {path.name for path in FOLDER.iterdir()} | {
        "jsqr.js",
        "acogida.css",
        "theme.js",
    }
    before = verifier.version(["x"])
    assert verifier.version(["x"]) == before
    assert verifier.version(["y"]) != before
    monkeypatch.setattr(verifier, "_paths", lambda: files[1:])
    assert verifier.version(["x"]) != before


@pytest.mark.parametrize(("language", "name"), [("es", "Verificador de constancias"), ("en", "Certificate verifier")])
def test_it_is_called_so_on_a_home_screen(language, name):
    response = Client().get(f"/verificar/manifest.webmanifest?language={language}")
    assert response["Content-Type"] == "application/manifest+json"
    document = response.json()
    assert (document["name"], document["lang"], document["scope"]) == (name, language, "/verificar/")
    assert {(icon["sizes"], icon["purpose"]) for icon in document["icons"]} >= {("192x192", "any"), ("512x512", "any")}
    for icon in document["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_there_are_words_for_every_state():
    assert set(verifier.WORDS) == {str(state) for state in State}
