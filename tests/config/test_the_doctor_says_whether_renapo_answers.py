from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from acogida.config import doctor, environment
from simulators.renapo.service import make
from simulators.server import Simulator
from simulators.store import Store


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    made = make(Store(tmp_path / "renapo.sqlite3"))
    server = made.serve(0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("ACOGIDA_RENAPO_URL", made.address)
    monkeypatch.setenv("ACOGIDA_RENAPO_TOKEN", made.tokens.issue(["pr.person.read"]))
    yield made
    server.shutdown()
    server.server_close()


def found() -> doctor.Finding:
    (finding,) = doctor._population_register()
    return finding


def test_it_answers(register: Simulator) -> None:
    assert (found().state, found().found) == ("ok", f"{register.address} answers")


def test_it_is_down_or_does_not_know_us(register: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    register.outage = True
    assert (found().state, "HTTP 503" in found().found) == ("missing", True)
    register.outage = False
    monkeypatch.setenv("ACOGIDA_RENAPO_TOKEN", "somebody else's")
    assert "token" in found().found
    monkeypatch.setenv("ACOGIDA_RENAPO_URL", "http://127.0.0.1:9")
    assert "does not answer" in found().found


def test_no_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACOGIDA_RENAPO_URL", raising=False)
    monkeypatch.setattr(environment, "DEMO", False)
    assert (found().state, found().found) == ("missing", "no address")
