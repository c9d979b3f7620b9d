"""Ports: a busy one is refused with advice, simulators step aside, and never onto each other."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from acogida.config import environment
from acogida.config.serve import house, ports


@pytest.fixture
def busy() -> Iterator[socket.socket]:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        yield squatter


def test_a_busy_port_is_refused_with_the_next_one_as_advice(busy: socket.socket) -> None:
    port = busy.getsockname()[1]
    with pytest.raises(ports.Busy, match=rf"port {port} on 127\.0\.0\.1 cannot be used(.|\n)*--port {port + 1}"):
        ports.check_free("127.0.0.1", port)


def test_a_busy_or_promised_port_is_passed_over(busy: socket.socket) -> None:
    port = busy.getsockname()[1]
    first = ports.first_free("127.0.0.1", port)
    assert first > port
    assert ports.first_free("127.0.0.1", port, {first}) > first


def test_every_program_of_the_demonstration_gets_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "_installed", lambda module: True)
    for name in environment.SIMULATORS:
        monkeypatch.delenv(f"ACOGIDA_{name.upper()}_URL", raising=False)
    monkeypatch.setattr(ports, "check_free", _taken(8091))
    programs = house.programs(house.Plan(port=8093, demo=True))
    simulators = {child.name: child.command[-1] for child in programs if child.name.startswith("simulator")}
    assert simulators == {
        "simulator renapo": "8092", "simulator inm": "8094", "simulator sre": "8095", "simulator ppnna": "8096",
    }  # fmt: skip
    web = next(child for child in programs if child.name == "web")
    assert web.environment["ACOGIDA_RENAPO_URL"] == "http://127.0.0.1:8092"
    assert web.environment["ACOGIDA_INM_URL"] == "http://127.0.0.1:8094"


def test_without_the_demonstration_there_are_no_simulators(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [child.name for child in house.programs(house.Plan())]
    assert names == ["web", "worker"]


def _taken(port: int) -> object:
    def check(host: str, candidate: int) -> None:
        if candidate == port:
            raise ports.Busy("taken")

    return check
