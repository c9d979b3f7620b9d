"""Apertium, as Debian packages it: rules and dictionaries, no network, no weights. A drafting aid, not a translator."""

from __future__ import annotations

import atexit
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from acogida.languages.engines import stream
from acogida.languages.engines.base import GARBLED, Draft, Unavailable
from acogida.languages.engines.pipe import Broken, Chain

MODES = Path("/usr/share/apertium/modes")
# Each pair's mode, and Debian's package that holds it.
PACKAGES = {
    ("en", "es"): ("eng-spa", "apertium-eng-spa"),
    ("es", "en"): ("spa-eng", "apertium-eng-spa"),
    ("fr", "es"): ("fr-es", "apertium-fr-es"),
    ("es", "fr"): ("es-fr", "apertium-fr-es"),
    ("pt", "es"): ("pt-es", "apertium-es-pt"),
    ("es", "pt"): ("es-pt", "apertium-es-pt"),
}
NAMES = {pair: mode for pair, (mode, _package) in PACKAGES.items()}
DOUBLED, BEFORE_STOP = re.compile(r"(?<=\S)  +(?=\S)"), re.compile(r" +(?=[.,;:](?:\s|$))")
COMPOUND = re.compile(r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)-[a-z]")
SWALLOWED = re.compile(
    r"\b([^\W\d_]{3,})de(\d+|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|treinta)\b"
)
# On a busy core a pair does some 5,000 characters a second; ten times that patience, and time to start.
SECONDS, CHARACTERS_A_SECOND = 15.0, 500.0


def commands(mode: str) -> list[list[str]]:
    """The programs of a mode file, to be kept running (`-z`: answer at each NUL) and to mark what they do not know (`-g`)."""
    line = mode.strip().replace("$1", "-g").replace("$2", "")
    parts = [shlex.split(part) for part in line.split("|")]
    return [[name, "-z", *arguments] for name, *arguments in parts]


class Apertium:
    """The engine. `modes`: the folder of mode files; each pair is one chain of programs, started at first use."""

    name = "apertium"

    def __init__(self, modes: Path = MODES, seconds: float = SECONDS) -> None:
        self.modes, self.seconds = modes, seconds
        self._chains: dict[tuple[str, str], Chain] = {}
        self._lock = threading.Lock()
        atexit.register(self.close)

    @cached_property
    def version(self) -> str:
        """Of the programs: "3.8.3"."""
        program = shutil.which("apertium")
        if program is None:
            return ""
        told = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=10, check=False)
        words = (told.stdout or told.stderr).split()
        return words[-1] if words else ""

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Those whose mode is installed."""
        return frozenset(pair for pair, name in NAMES.items() if (self.modes / f"{name}.mode").is_file())

    def chain(self, source: str, target: str) -> Chain:
        """The running programs of a pair."""
        with self._lock:
            if (source, target) not in self._chains:
                mode = (self.modes / f"{NAMES[source, target]}.mode").read_text(encoding="utf-8")
                self._chains[source, target] = Chain(commands(mode))
            return self._chains[source, target]

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Draft]:
        """See Engine."""
        chain = self.chain(source, target)
        requests = [stream.encode(text) for text in texts]
        patience = self.seconds + sum(map(len, requests)) / CHARACTERS_A_SECOND
        try:
            answers = chain.ask(requests, patience)
        except Broken as broken:
            raise Unavailable((source, target), broken.why) from None
        drafts = []
        for text, answer in zip(texts, answers, strict=True):
            if ("\ufffd" in answer and "\ufffd" not in text) or (text.strip() and not answer.strip()):
                chain.close()
                raise Unavailable((source, target), GARBLED)
            drafts.append(_as_begun(text, *stream.decode(answer)) if text.strip() else Draft(text))
        return drafts

    def close(self) -> None:
        """End all programs."""
        for chain in list(self._chains.values()):
            chain.close()


def _as_begun(source: str, text: str, unknown: tuple[str, ...]) -> Draft:
    """Without the blanks that dropped words leave behind, and with those that a compound swallowed ("plazodecinco")."""
    if not source[:1].isspace():
        text = text.lstrip()
    if "  " not in source:
        text = DOUBLED.sub(" ", text)
    if not BEFORE_STOP.search(source):
        text = BEFORE_STOP.sub("", text)
    if COMPOUND.search(source):
        text = SWALLOWED.sub(r"\1 de \2", text)
    return Draft(text, unknown)
