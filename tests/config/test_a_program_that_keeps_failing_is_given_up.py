"""The supervisor restarts what ends, more slowly each time, and stops when that is hopeless."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from acogida.config.serve import child as module
from acogida.config.serve.child import Child, GaveUp


def watch_until(child: Child, condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():  # type: ignore[operator]
        child.watch()
        time.sleep(0.01)


def test_a_needed_program_that_fails_again_and_again_stops_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACK_OFF", (0.01, 0.02))
    said: list[str] = []
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, said.append)
    child.start()
    with pytest.raises(GaveUp, match="web ended with code 3 3 times"):
        watch_until(child, lambda: False)
    assert said == [
        "web ended with code 3; starting it again in 0.01 s",
        "web ended with code 3; starting it again in 0.02 s",
    ]


def test_a_program_that_is_not_needed_stays_down_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACK_OFF", ())
    said: list[str] = []
    child = Child("simulator", [sys.executable, "-c", "raise SystemExit(1)"], os.environ, said.append, needed=False)
    child.start()
    watch_until(child, lambda: child.over)
    child.watch()
    assert "stays down; the rest goes on" in said[-1]


def test_what_a_killed_program_had_started_is_swept_away(tmp_path: Path) -> None:
    told = tmp_path / "grandchild"
    code = (
        "import subprocess, pathlib, time; p = subprocess.Popen(['sleep', '300']); "
        f"pathlib.Path({str(told)!r}).write_text(str(p.pid)); time.sleep(300)"
    )
    child = Child("web", [sys.executable, "-c", code], os.environ, lambda text: None)
    child.start()
    watch_until(child, lambda: told.exists() and told.read_text())
    grandchild = int(told.read_text())
    assert child.process is not None
    child.process.kill()
    watch_until(child, lambda: child.process is None)
    try:
        state = Path(f"/proc/{grandchild}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        state = "gone"
    assert state in ("Z", "gone")
    child.over = True


def test_a_program_deaf_to_requests_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code = (
        "import signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(300)"
    )
    said: list[str] = []
    child = Child("worker", [sys.executable, "-c", code], os.environ, said.append)
    child.start()
    watch_until(child, ready.exists)
    start = time.monotonic()
    child.stop(0.3)
    assert time.monotonic() - start < 100  # it would sleep for three times as long
    assert said == ["worker does not stop; killing it"]
