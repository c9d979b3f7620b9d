"""What reading a file gives, or why it gives nothing. Pure: it crosses from the child process as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from acogida.coi.intake.passages import Section

MOST_BYTES = 80_000_000  # of a file
MOST_TEXT = 12_000_000  # characters read from it
MOST_PAGES = 2000  # of a PDF
MOST_SECTIONS = 5000


class Unreadable(Exception):
    """A file cannot be read. `code` says why (words.py has a sentence for each), `data` what the sentence names."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


@dataclass
class Read:
    """A file as read. `pages`: from and to of each in `text`; `empty_pages`: those (from 1) without any text, which may be
    pictures of text. `title` and `published` (YYYY-MM-DD) are what the file says of itself."""

    text: str = ""
    sections: list[Section] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    title: str = ""
    published: str = ""
    language: str = ""
    empty_pages: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # codes of what was left out: "outline_cut", "not_read"
    ocr_engine: str = ""
    ocr_confidence: float | None = None

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Read:
        given = json.loads(text)
        given["sections"] = [Section(tuple(each["path"]), each["start"]) for each in given["sections"]]
        given["pages"] = [(first, last) for first, last in given["pages"]]
        return cls(**given)
