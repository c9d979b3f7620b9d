"""Faults of machines: a program killed, hanging, or talking nonsense; a service that is gone. Each is survived, or said in words."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.config import doctor
from acogida.languages import engines
from acogida.languages.engines import Unavailable, stream
from acogida.languages.engines.apertium import MODES, NAMES, Apertium, commands
from acogida.languages.engines.pipe import ENDED, NOT_STARTED, TIME_OUT, Broken, Chain
from acogida.languages.engines.service import APY, Service

ECHO = """
import sys, os, time
data = b""
while True:
    chunk = os.read(0, 65536)
    if not chunk:
        break
    data += chunk
    while b"\\0" in data:
        one, data = data.split(b"\\0", 1)
        if one == b"hang": time.sleep(300)
        if one == b"die": os._exit(1)
        os.write(1, (b"\\xff\\xfe" if one.startswith(b"garble") else one.upper()) + b"\\0")
"""


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    """Three programs, each of which passes on what it reads in capitals."""
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    made = Chain([[sys.executable, "-S", str(script)]] * 3)
    yield made
    made.close()


def test_many_requests_go_through_one_warm_chain(chain: Chain) -> None:
    assert chain.ask(["one", "", "two"], 20) == ["ONE", "", "TWO"]
    pids = chain.pids()
    long = "x" * 400_000  # more than the pipes hold
    assert chain.ask([long], 20) == [long.upper()]
    assert chain.pids() == pids and len(pids) == 3


def test_a_killed_program_is_started_again(chain: Chain) -> None:
    chain.ask(["one"], 20)
    for place in range(3):
        os.kill(chain.pids()[place], signal.SIGKILL)
        assert chain.ask(["two"], 20) == ["TWO"], place


def test_a_text_that_kills_the_programs_is_refused_and_the_next_goes_through(chain: Chain) -> None:
    with pytest.raises(Broken) as broken:
        chain.ask(["die"], 20)
    assert broken.value.why == ENDED
    assert chain.ask(["one"], 20) == ["ONE"]


def test_a_hanging_program_is_ended_in_time(chain: Chain) -> None:
    chain.ask(["one"], 20)
    begun = time.monotonic()
    with pytest.raises(Broken) as broken:
        chain.ask(["hang"], 0.5)
    assert broken.value.why == TIME_OUT and time.monotonic() - begun < 100
    assert not chain.pids()


def test_a_program_that_is_not_there_is_said() -> None:
    with pytest.raises(Broken) as broken:
        Chain([["/nowhere/lt-proc"]]).ask(["one"], 5)
    assert broken.value.why == NOT_STARTED


def test_an_engine_says_in_words_what_failed(tmp_path: Path) -> None:
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    (tmp_path / "eng-spa.mode").write_text(f"'{sys.executable}' '{script}' $1 | '{sys.executable}' '{script}' $2\n")
    engine = Apertium(modes=tmp_path, seconds=20)
    # The mode's programs are asked to flush at each NUL; this one takes no options.
    engine._chains["en", "es"] = Chain([[sys.executable, "-S", str(script)]])
    assert engine.pairs() == {("en", "es")}
    assert engine.translate(["one"], "en", "es")[0].text == "ONE"
    with pytest.raises(Unavailable) as problem:
        engine.translate(["garble"], "en", "es")
    assert problem.value.why == "garbled" and "en" in str(problem.value)
    engine.close()


def test_a_mode_is_kept_running_and_marks_what_it_does_not_know() -> None:
    mode = "lt-proc 'a b.bin' | apertium-tagger -g $2 'x.prob' | lt-proc $1 'y.bin'"
    assert commands(mode) == [
        ["lt-proc", "-z", "a b.bin"], ["apertium-tagger", "-z", "-g", "x.prob"], ["lt-proc", "-z", "-g", "y.bin"],
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_no_word_passes_the_stream_unchanged(text: str) -> None:
    """A pipeline that changes nothing gives the text back: escaping hides nothing and marks are not invented."""
    plain = text.replace("\0", " ")
    assert stream.decode(stream.encode(text)) == (plain, ())


def test_marks_of_the_stream_are_taken_off_and_their_words_told() -> None:
    assert stream.decode("El *claimant huyó de @foo #bar[\\*]x.[]") == (
        "El claimant huyó de foo bar*x",
        ("claimant", "foo"),
    )


class Handler(BaseHTTPRequestHandler):
    """Plays LibreTranslate and APY."""

    answers: Any = None

    def do_GET(self) -> None:
        self._say(type(self).answers(self.path, None))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._say(type(self).answers(self.path, body))

    def _say(self, answer: Any) -> None:
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(403 if data == b"no" else 200)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: Any) -> None:
        pass


@contextmanager
def serving(answers: Any) -> Iterator[str]:
    """The address of a service that answers so."""
    handler = type("One", (Handler,), {"answers": staticmethod(answers)})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def libre(path: str, body: Any) -> Any:
    if path == "/languages":
        return [{"code": "ht", "targets": ["es", "en", "ht"]}]
    texts = body["q"]
    if "garble" in texts:
        return {"translatedText": "one text for many"}
    return b"no" if "refuse" in texts else {"translatedText": [text.upper() for text in texts]}


def test_a_service_of_the_authority_can_do_what_is_not_installed() -> None:
    with serving(libre) as base:
        service = Service(base, key="k")
        assert service.pairs() == {("ht", "es"), ("ht", "en")}
        assert [one.text for one in service.translate(["moun", "kay"], "ht", "es")] == ["MOUN", "KAY"]
        for text, why in (("garble", "garbled"), ("refuse", "refused")):
            with pytest.raises(Unavailable) as problem:
                service.translate([text], "ht", "es")
            assert problem.value.why == why
    with pytest.raises(Unavailable) as problem:
        service.translate(["moun"], "ht", "es")
    assert problem.value.why == "unreachable"
    assert Service(base).pairs() == frozenset(), "a service that is gone offers nothing"


@pytest.mark.parametrize("kind", ["libretranslate", APY])
def test_a_service_the_firewall_refuses_hears_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from acogida.exchange import gateway
    from acogida.exchange.firewall import Refusal, Verdict

    judged: list[tuple[str, str]] = []
    heard: list[str] = []

    def refused(host: str, text: str) -> Verdict:
        judged.append((host, text))
        return Verdict(Refusal.MISSION)

    monkeypatch.setattr(gateway, "to_a_search", refused)
    with serving(lambda path, _body: heard.append(path)) as base, pytest.raises(Unavailable) as problem:
        Service(base, kind).translate(["moun"], "ht", "es")
    assert problem.value.why == "refused"
    assert (judged, heard) == ([("127.0.0.1", "moun")], [])


def test_apertiums_own_service_is_spoken_to_in_its_codes() -> None:
    def apy(path: str, _body: Any) -> Any:
        if path.startswith("/listPairs"):
            return {"responseData": [{"sourceLanguage": "eng", "targetLanguage": "spa"}]}
        assert "langpair=eng%7Cspa" in path
        return {"responseData": {"translatedText": "Hola"}, "responseStatus": 200}

    with serving(apy) as base:
        service = Service(base, APY)
        assert service.pairs() == {("en", "es")}
        assert service.translate(["Hello"], "en", "es")[0].text == "Hola"


def test_the_setting_chooses_and_without_any_it_is_said() -> None:
    with override_settings(TRANSLATION_ENGINES=["tests.languages.machine:Dictionary"]):
        assert engines.translate(["the police"], "en-US", "es-MX") == ["La policía"]
        with pytest.raises(Unavailable, match="ht"):
            engines.translate(["moun"], "ht", "es")
    with override_settings(TRANSLATION_ENGINES=[]):
        assert engines.available("en", "es") is None


@pytest.mark.skipif(not (MODES / "eng-spa.mode").exists(), reason="apertium-eng-spa is not installed")
class TestApertiumItself:
    """The programs as Debian packages them."""

    engine = Apertium()

    def test_it_translates_marks_and_survives_kill_9(self) -> None:
        (draft,) = self.engine.translate(["The police threatened the claimant on 3 May 2023."], "en", "es")
        assert "policía" in draft.text.lower() and "3 de mayo de 2023" in draft.text and draft.unknown == ("claimant",)
        chain = self.engine.chain("en", "es")
        for place in (0, 5, -1):
            os.kill(chain.pids()[place], signal.SIGKILL)
            assert self.engine.translate(["The house."], "en", "es")[0].text == "La casa."

    @settings(max_examples=25, deadline=None)
    @given(st.text(alphabet="ab é.,;()[]{}<>@#*^$/\\~+-_|&%\n\t\u200b中ا😀", min_size=1, max_size=25))
    def test_no_character_upsets_it(self, text: str) -> None:
        (draft,) = self.engine.translate([text], "en", "es")
        signs = "()[]{}<>@#*^$/\\~+|&%😀"
        assert [char for char in draft.text if char in signs] == [char for char in text if char in signs]

    def test_every_pair_of_the_names_is_a_mode_of_its_package(self) -> None:
        assert self.engine.pairs() <= set(NAMES) and self.engine.version[0].isdigit()


def test_the_doctor_says_what_is_not_translated_and_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "Apertium", lambda: Apertium(modes=tmp_path))
    monkeypatch.setenv("ACOGIDA_TRANSLATION_ENGINES", "apertium service")
    monkeypatch.delenv("ACOGIDA_TRANSLATION_SERVICE_URL", raising=False)
    found = {one.name: one for one in doctor._translation()}
    assert found["translation fr → es"].state == "missing" and "apertium-fr-es" in found["translation fr → es"].advice
    assert found["translation service"].found == "no address" and len(found) == len(NAMES) + 1
