#!/usr/bin/env python3
"""Make the environment in .venv from the hash-locked lock file. Standard library only; runs on a bare Debian 12.

    python3.11 tools/bootstrap.py          what `make run` needs
    python3.11 tools/bootstrap.py --dev    what `make test` needs, with Debian packages where that is allowed

A second run with the same lock file does nothing and takes a moment. A run that was killed is repeated.
Debian's python3-venv is not needed: the environment is made without pip, and pip's own wheel lies in tools/vendor.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
UNFINISHED = VENV / "unfinished"
LOWEST, HIGHEST = (3, 11), (3, 13)  # the lock file has wheels for these
PYTHON_ADVICE = "On Debian 12 or Ubuntu:  sudo apt-get install python3.11"

# Debian package -> (the program or file it brings, what is switched off without it)
MODES, TESSDATA = "/usr/share/apertium/modes", "/usr/share/tesseract-ocr/5/tessdata"
DEBIAN = {
    "apertium": ("apertium", "nothing is translated by machine"),
    "apertium-eng-spa": (f"{MODES}/eng-spa.mode", "nothing is translated from English by machine"),
    "apertium-fr-es": (f"{MODES}/fr-es.mode", "nothing is translated from French by machine"),
    "apertium-es-pt": (f"{MODES}/pt-es.mode", "nothing is translated from Portuguese by machine"),
    "tesseract-ocr": ("tesseract", "scanned documents are kept without their text"),
    "tesseract-ocr-spa": (f"{TESSDATA}/spa.traineddata", "scans in Spanish are read badly"),
}
FOR_TESTS = {
    "chromium": ("chromium", "browser tests are skipped"),
    "poppler-utils": ("pdftoppm", "tests that read letters with a second PDF reader are skipped"),
}

LAUNCHER = """#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0")")/python" "$0" "$@"
' '''
import sys

from acogida.config.cli import main

sys.exit(main())
"""


def say(text: str) -> None:
    """Progress for people, at once and on standard error."""
    print(f"acogida: {text}", file=sys.stderr, flush=True)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted(dev: bool) -> dict[str, str]:
    """The stamp of a complete environment: Python's version, this folder, and the hashes of the lock files."""
    stamp = {
        "python": ".".join(map(str, sys.version_info[:2])),
        "folder": str(ROOT),
        "launcher": hashlib.sha256(LAUNCHER.encode()).hexdigest(),
        "requirements.lock": digest(ROOT / "requirements.lock"),
    }
    return {**stamp, "requirements-dev.lock": digest(ROOT / "requirements-dev.lock")} if dev else stamp


def installed() -> dict[str, str]:
    """The stamp of what is there; empty when nothing whole is."""
    if UNFINISHED.exists() or not (VENV / "bin" / "python").exists():
        return {}
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def check_python() -> None:
    """Stop with advice on a Python the lock file is not made for."""
    version = sys.version_info[:2]
    if not LOWEST <= version <= HIGHEST:
        found = ".".join(map(str, version))
        sys.exit(f"acogida: Python 3.11 is needed, this is {found} ({sys.executable}).\n{PYTHON_ADVICE}")


def make_venv(have: dict[str, str], want: dict[str, str]) -> None:
    """An empty environment, made anew when the old one was left half-made, is of another Python, or was moved."""
    kept = have.get("python") == want["python"] and have.get("folder") == want["folder"]
    if VENV.exists() and not kept:
        say("removing an unfinished or outdated .venv")
        shutil.rmtree(VENV)
    if not (VENV / "bin" / "python").exists():
        say(f"making .venv with Python {sys.version.split()[0]}")
        done = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
        if done.returncode:
            sys.exit(f"acogida: the environment could not be made.\n{PYTHON_ADVICE}")


def install(lock: Path) -> None:
    """Install exactly what the lock file names, with a line of progress for each package."""
    pip = next((ROOT / "tools" / "vendor").glob("pip-*.whl"))
    total = len(re.findall(r"(?m)^[A-Za-z0-9].*==", lock.read_text()))
    say(f"installing {total} packages from {lock.name}")
    command = [
        *(str(VENV / "bin" / "python"), str(pip / "pip"), "install", "--require-hashes", "--no-deps"),
        *("--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"),
        *("--retries", "5", "--timeout", "60", "--progress-bar", "off", "-r", str(lock)),
    ]
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PIP_TARGET")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        count = 0
        tail: list[str] = []
        for line in process.stdout:
            tail = [*tail[-20:], line]
            if found := re.match(r"(Collecting|Processing|Requirement already satisfied:) ([^ ;]+)", line):
                count += 1
                say(f"  [{count}/{total}] {found[2]}")
            elif line.startswith("Installing collected packages"):
                say("  all here; unpacking (this takes up to a minute) …")
    if process.returncode:
        sys.exit("".join(tail) + "acogida: the packages could not be installed. Is the network there? Then run again.")


def write_links() -> None:
    """Put the source tree on the environment's path, and the `acogida` command into it."""
    folder = next((VENV / "lib").glob("python3.*/site-packages"))
    (folder / "acogida.pth").write_text(f"{ROOT / 'src'}\n{ROOT}\n")
    launcher = VENV / "bin" / "acogida"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


def environment(dev: bool) -> None:
    """Make or complete .venv."""
    want, have = wanted(dev), installed()
    if all(have.get(key) == value for key, value in want.items()):
        return
    start = time.monotonic()
    make_venv(have, want)
    UNFINISHED.touch()
    install(ROOT / ("requirements-dev.lock" if dev else "requirements.lock"))
    write_links()
    same = have.get("requirements.lock") == want["requirements.lock"]
    STAMP.write_text(json.dumps({**(have if same else {}), **want}, indent=1))
    UNFINISHED.unlink()
    say(f"environment ready ({time.monotonic() - start:.0f} s)")


def lacking(packages: dict[str, tuple[str, str]]) -> list[str]:
    """Those whose program or file is not there."""
    return [package for package, (brings, _) in packages.items() if not (shutil.which(brings) or Path(brings).exists())]


def system_packages(wanted: dict[str, tuple[str, str]]) -> None:
    """Install Debian packages that are missing, where that is allowed; else say exactly what is missing."""
    missing = lacking(wanted)
    if not missing:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"] if may_sudo() else None
    if prefix is not None and shutil.which("apt-get"):
        say(f"installing Debian packages: {' '.join(missing)}")
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
        subprocess.run([*apt, "update", "-q"], stdout=sys.stderr)
        subprocess.run([*apt, "install", "-y", "-q", "--no-install-recommends", *missing], stdout=sys.stderr)
        missing = lacking(wanted)
    for package in missing:
        say(f"missing: {package} — without it {wanted[package][1]}. To have it:  sudo apt-get install {package}")


def may_sudo() -> bool:
    """Whether sudo works without a password."""
    sudo = shutil.which("sudo")
    return bool(sudo) and subprocess.run([str(sudo), "-n", "true"], capture_output=True).returncode == 0


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    arguments = parser.parse_args()
    check_python()
    environment(arguments.dev)
    system_packages(DEBIAN | FOR_TESTS if arguments.dev else DEBIAN)


if __name__ == "__main__":
    main()
