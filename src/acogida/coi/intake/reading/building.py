"""Putting a text together from headings and paragraphs, while its sections and pages are noted. Pure."""

from __future__ import annotations

import re
import unicodedata

from acogida.coi.intake.passages import Section
from acogida.coi.intake.reading.outcome import MOST_SECTIONS, MOST_TEXT, Read, Unreadable

# What PostgreSQL cannot keep, what nobody sees, and what turns the direction of a line round.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_BLANKS = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """In composed form (NFC), blanks folded, without what is not seen; line breaks stay, at most two together."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n\n")
    text = _BLANKS.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


def one_line(text: str) -> str:
    """The same in one line."""
    return " ".join(clean(text).split())


class Builder:
    """Takes a document from its beginning to its end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._path: list[tuple[int, str]] = []
        self._bare: list[int] = []  # where headings begin under which nothing stands yet
        self.sections: list[Section] = []
        self.pages: list[tuple[int, int]] = []
        self._page_from = 0
        self._resumed = False

    def heading(self, level: int, text: str) -> None:
        """A heading of a level (1 the outermost): it begins a section, and stands in the text. Under a heading with nothing
        below it, the next deeper section begins with that heading."""
        text = one_line(text)[:500]
        if not text:
            return
        deeper = bool(self._path) and level > self._path[-1][0]
        if not deeper:
            self._bare = []
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, text[:200]))
        self._resumed = False
        start = self._add(text)
        self._bare.append(start)
        path = tuple(part for _level, part in self._path)
        if deeper and len(self._bare) > 1 and self.sections:
            self.sections[-1] = Section(path, self._bare[0])
        elif len(self.sections) < MOST_SECTIONS:
            self.sections.append(Section(path, start))

    def paragraph(self, text: str) -> int:
        """A paragraph, or several with empty lines between; where it begins."""
        text = clean(text)
        if not text:
            return self._length
        self._bare = []
        start = self._add(text)
        if self._resumed:
            self.section_at(tuple(part for _level, part in self._path), start)
            self._resumed = False
        return start

    def close(self, level: int) -> None:
        """The end of a section of a level: what follows belongs to the one around it."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
            self._resumed = True

    def page(self) -> None:
        """The end of a page."""
        self.pages.append((self._page_from, self._length))
        self._page_from = self._length + 2 if self._length else 0

    def section_at(self, path: tuple[str, ...], start: int) -> None:
        """A section that is known otherwise than by its heading, such as by an outline; in order."""
        if len(self.sections) < MOST_SECTIONS and (not self.sections or start >= self.sections[-1].start):
            self.sections.append(Section(tuple(part[:200] for part in path), start))

    def _add(self, text: str) -> int:
        start = self._length + (2 if self._length else 0)
        if start + len(text) > MOST_TEXT:
            raise Unreadable("too_much_text", most=MOST_TEXT // 1_000_000)
        self._parts.append(text)
        self._length = start + len(text)
        return start

    @property
    def length(self) -> int:
        return self._length

    def read(self, **more: object) -> Read:
        """All of it."""
        last = [(first, max(first, to)) for first, to in self.pages]
        return Read(text="\n\n".join(self._parts), sections=self.sections, pages=last, **more)  # type: ignore[arg-type]
