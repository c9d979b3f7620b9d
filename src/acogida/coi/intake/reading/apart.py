"""Reading in a process of its own, so that a hostile file costs a refusal and nothing else. Pure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from acogida.coi.intake.reading.outcome import Read, Unreadable

PATIENCE = 120.0  # seconds by the clock
_ROOT = str(Path(__file__).resolve().parents[4])


def read(kind: str, data: bytes, patience: float = PATIENCE) -> Read:
    """A file of `kind` (pdf, html, docx) as read by the child. Raises Unreadable, also when the child was ended."""
    return Read.from_json(_answer(["read", kind], data, patience)["read"])


def draw(data: bytes, numbers: Sequence[int], folder: Path, patience: float = PATIENCE) -> None:
    """Pages of a PDF (from 1) as pictures FOLDER/number.png. Raises Unreadable."""
    _answer(["draw", str(folder), *map(str, numbers)], data, patience)


def _command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "acogida.coi.intake.reading", *arguments]


def _answer(arguments: list[str], data: bytes, patience: float) -> dict[str, str]:
    known = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:  # files: a pipe has no limit of size
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(
            _command(arguments), stdin=given, stdout=out, stderr=subprocess.DEVNULL, env={**known, "PYTHONPATH": _ROOT},
            start_new_session=True,
        )  # fmt: skip
        try:
            code = child.wait(patience)
        except subprocess.TimeoutExpired:
            raise Unreadable("too_slow", seconds=int(patience)) from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if code:
            raise Unreadable(_ended(code), seconds=int(patience))
        out.seek(0)
        answer: dict[str, str] = json.loads(out.read())
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"], **dict(answer["data"]))  # type: ignore[arg-type]
    return answer


def _ended(code: int) -> str:
    """Why a child ended otherwise than by itself."""
    reasons = {-signal.SIGXCPU: "too_slow", -signal.SIGXFSZ: "too_much_text", -signal.SIGKILL: "too_slow"}
    return reasons.get(code, "broken")
