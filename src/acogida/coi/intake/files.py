"""From bytes to entries: what kind of file it is, by its content, and who reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from acogida.coi.intake.reading import apart, lists, ocr, plain
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.intake.reading.outcome import MOST_BYTES, Read, Unreadable
from acogida.files.media import DOCX, HTML, JSON, PDF, TEXT, sniff_publication

APART = {PDF: "pdf", DOCX: "docx", HTML: "html"}
SUFFIXES = (".txt", ".html", ".htm", ".pdf", ".json", ".docx", ".md", ".xhtml")
Tell = Callable[[int, int], None]


class Opened(NamedTuple):
    """`media_type`: what the bytes are. `entries`: the documents in them; a file that is one document has one. `empty`:
    entries of a series that say nothing."""

    media_type: str
    entries: list[Entry]
    empty: list[Entry]
    is_list: bool


def media_type(data: bytes, name: str) -> str:
    """What the bytes are. Raises Unreadable: empty, too_large, kind, and broken or json where the name promised something
    that is not there."""
    if not data.strip():
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", size=len(data) // 1_000_000, most=MOST_BYTES // 1_000_000)
    found = sniff_publication(data)
    suffix = "." + name.lower().rpartition(".")[2]
    if suffix == ".json" and found != JSON:
        lists.parse(data)  # says where it breaks
        return JSON
    if suffix in (".pdf", ".docx") and found in (TEXT, None):
        raise Unreadable("broken")
    if found is None:
        raise Unreadable("kind")
    return found


def entries(data: bytes, name: str, tell: Tell = lambda done, total: None) -> Opened:
    """The documents in a file. Raises Unreadable."""
    found = media_type(data, name)
    if found == JSON:
        listed = lists.entries(data, name)
        series = [each for each in listed if each.problem == "no_text" and each.external_id and "/" in each.external_id]
        return Opened(found, [each for each in listed if each not in series], series, True)
    as_page = found == TEXT and name.lower().endswith((".html", ".htm", ".xhtml"))
    if found == TEXT and not as_page:
        read = plain.read(data)
    else:
        read = apart.read("html" if as_page else APART[found], data)
    if found == PDF:
        read = ocr.complete(read, data, tell)
    if not read.text.strip():
        raise Unreadable("not_read" if "not_read" in read.notes else "no_text")
    return Opened(found, [one(read, hashlib.sha256(data).hexdigest())], [], False)


def one(read: Read, sha256: str, url: str = "") -> Entry:
    """A file that is one document."""
    return Entry("", "", read.title, read, sha256, url=url)
