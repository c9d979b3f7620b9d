"""tools/bootstrap.py: a bare Debian is enough, a second run does nothing, a killed run is repeated."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout with empty lock files: nothing is downloaded."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/bootstrap.py", tmp_path / "tools")
    shutil.copytree(ROOT / "tools/vendor", tmp_path / "tools/vendor")
    (tmp_path / "src/acogida/config/cli").mkdir(parents=True)
    for package in ("acogida", "acogida/config"):
        (tmp_path / "src" / package / "__init__.py").touch()
    (tmp_path / "src/acogida/config/cli/__init__.py").write_text("def main(): print('hello'); return 0\n")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def bootstrap(checkout: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    python = "/usr/bin/python3.11" if Path("/usr/bin/python3.11").exists() else "python3.11"
    return subprocess.run(
        [python, str(checkout / "tools/bootstrap.py"), *words],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_makes_an_environment_with_the_command_and_then_does_nothing(checkout: Path) -> None:
    assert bootstrap(checkout).returncode == 0
    command = checkout / ".venv/bin/acogida"
    bare = {"PATH": os.environ["PATH"]}
    assert subprocess.run([command], env=bare, cwd="/", capture_output=True, text=True).stdout == "hello\n"
    before = (checkout / ".venv/installed.json").stat().st_mtime_ns
    again = bootstrap(checkout)
    assert (again.returncode, again.stderr) == (0, "")
    assert (checkout / ".venv/installed.json").stat().st_mtime_ns == before


def test_a_run_that_was_killed_is_repeated_from_the_start(checkout: Path) -> None:
    bootstrap(checkout)
    (checkout / ".venv/unfinished").touch()
    half_made = checkout / ".venv/lib/half-made"
    half_made.touch()
    assert bootstrap(checkout).returncode == 0
    assert not half_made.exists()
    assert not (checkout / ".venv/unfinished").exists()


def test_a_changed_lock_file_is_installed(checkout: Path) -> None:
    bootstrap(checkout)
    (checkout / "requirements.lock").write_text("# changed\n")
    assert "installing" in bootstrap(checkout).stderr


def test_what_a_developer_installed_serves_make_run_too(checkout: Path) -> None:
    assert bootstrap(checkout, "--dev", PATH=f"{checkout}:{os.environ['PATH']}").returncode == 0
    stamp = json.loads((checkout / ".venv/installed.json").read_text())
    assert "requirements-dev.lock" in stamp
    assert bootstrap(checkout).stderr == ""


def test_packages_that_cannot_be_had_leave_a_message_and_no_stamp(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"nothing==1.0 --hash=sha256:{'0' * 64}\n")
    done = bootstrap(checkout, PIP_NO_INDEX="1")
    assert done.returncode != 0
    assert "could not be installed" in done.stderr
    assert not (checkout / ".venv/installed.json").exists()


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools/bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_another_python_is_refused_with_the_line_to_type(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "sys", SimpleNamespace(version_info=(3, 9), executable="python3.9", exit=sys.exit))
    with pytest.raises(SystemExit, match=r"apt-get install python3\.11"):
        module.check_python()


def test_without_root_it_says_what_is_missing_and_what_that_switches_off(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000)
    module.system_packages(module.FOR_TESTS)
    assert "missing: chromium — without it browser tests are skipped" in capsys.readouterr().err
