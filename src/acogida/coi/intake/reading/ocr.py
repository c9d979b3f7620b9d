"""Pages that are pictures of text, read by Tesseract.

300 dpi and Sauvola's local thresholds (`thresholding_method=2`): on noisy scans the one option that decides between a
tenth of a per cent and most of the letters being wrong.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from acogida.coi.intake.passages import Section
from acogida.coi.intake.reading import apart
from acogida.coi.intake.reading.building import Builder
from acogida.coi.intake.reading.outcome import Read, Unreadable

WANTED = ("spa", "eng", "fra", "por")
AT_ONCE = 8  # pages drawn in one go
MOST_PAGES = 500  # of one file; the rest stays unread, and that is said
PATIENCE = 180  # seconds for a page
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Engine:
    """Tesseract as installed here."""

    path: str
    version: str
    languages: str

    @property
    def name(self) -> str:
        return f"tesseract {self.version} {self.languages}"


@lru_cache(maxsize=1)
def engine() -> Engine | None:
    """What is installed; None where pages cannot be read."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        version = _run([path, "--version"]).split("\n")[0].removeprefix("tesseract ").strip()
        known = _run([path, "--list-langs"]).split()
    except (OSError, subprocess.SubprocessError):
        return None
    languages = "+".join(code for code in WANTED if code in known)
    return Engine(path, version, languages) if languages else None


def complete(read: Read, data: bytes, tell: Tell = lambda done, total: None) -> Read:
    """`read` with the text of the pages that had none. Without an engine they stay as they are and the note "not_read" says
    so."""
    known = engine()
    if not read.empty_pages:
        return read
    if known is None:
        return replace(read, notes=[*read.notes, "not_read"])
    pages, texts, words = read.empty_pages[:MOST_PAGES], dict[int, str](), list[float]()
    with tempfile.TemporaryDirectory(prefix="acogida-ocr-") as folder:
        for at in range(0, len(pages), AT_ONCE):
            part = pages[at : at + AT_ONCE]
            apart.draw(data, part, Path(folder))
            for number in part:
                picture = Path(folder) / f"{number}.png"
                texts[number], sure = _page(known, picture)
                words += sure
                picture.unlink()
                tell(len(texts), len(pages))
    unread = [number for number in read.empty_pages if number not in texts]
    found = with_texts(read, texts)
    found.empty_pages = unread
    found.notes = [*read.notes, *(["not_read"] if unread else [])]
    found.ocr_engine, found.ocr_confidence = known.name, round(sum(words) / len(words), 1) if words else None
    return found


def _run(command: Sequence[str], patience: float = 20) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(
        command, capture_output=True, stdin=subprocess.DEVNULL, timeout=patience, check=True, env=environment
    )
    return done.stdout.decode("utf-8", "replace")


def _page(known: Engine, picture: Path) -> tuple[str, list[float]]:
    command = [
        known.path, str(picture), "stdout", "-l", known.languages, "--dpi", "300",
        "-c", "thresholding_method=2", "tsv",
    ]  # fmt: skip
    try:
        return of_table(_run(command, PATIENCE))
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow", seconds=PATIENCE) from None
    except subprocess.CalledProcessError:
        return "", []


def of_table(table: str) -> tuple[str, list[float]]:
    """The text of Tesseract's TSV, by paragraphs, and how sure it is of each word (0 to 100)."""
    paragraphs: dict[tuple[str, str], list[str]] = {}
    sure = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()
        if row.get("level") == "5" and word:
            paragraphs.setdefault((row["block_num"], row["par_num"]), []).append(word)
            sure.append(float(row["conf"]))
    return "\n\n".join(" ".join(words).replace("- ", "-") for words in paragraphs.values()), sure


def with_texts(read: Read, texts: dict[int, str]) -> Read:
    """`read` with other text for some pages; its sections stay where they were in theirs."""
    built, sections = Builder(), list(read.sections)
    for number, (start, end) in enumerate(read.pages, 1):
        begin = built.length + (2 if built.length else 0)
        own = texts.get(number)
        built.paragraph(read.text[start:end] if own is None else own)
        built.page()
        while sections and sections[0].start < max(end, start + 1):
            section: Section = sections.pop(0)
            built.section_at(section.path, min(built.length, begin + (0 if own is not None else section.start - start)))
    found = built.read()
    return replace(read, text=found.text, pages=found.pages, sections=found.sections)
