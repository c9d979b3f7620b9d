"""PDF files: text page by page, outline as sections. Runs in a child process: PDF readers have had faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium

from acogida.coi.intake.reading.building import Builder, clean, one_line
from acogida.coi.intake.reading.outcome import MOST_PAGES, Read, Unreadable

MOST_ITEMS = 2000  # of an outline
FEWEST = 12  # letters: a page with fewer is a picture, perhaps with a page number on it
DPI = 300
MOST_PIXELS = 40_000_000  # of a page drawn for OCR: A3 at 300 dpi is 17 million


def read(data: bytes) -> Read:
    """The text of a PDF. Raises Unreadable: encrypted, broken, too_many_pages."""
    document = _opened(data)
    count = len(document)
    if count > MOST_PAGES:
        raise Unreadable("too_many_pages", pages=count, most=MOST_PAGES)
    raw = [_page_text(document, n) for n in range(count)]
    running = _running(raw)
    built, empty = Builder(), []
    for number, lines in enumerate(raw, 1):
        kept = [line for n, line in enumerate(lines) if not _runs(lines, n, running)]
        if sum(map(str.isalnum, "".join(kept))) < FEWEST:
            empty.append(number)
        built.paragraph(_paragraphs(kept))
        built.page()
    found = built.read(title=_meta(document, "Title"), published=_date(document), empty_pages=empty)
    for path, page, title in _outline(document):
        if page < len(found.pages):
            start, end = found.pages[page]
            at = _place(found.text, title, start, end)
            built.section_at(path, at)
    return found


def draw(data: bytes, number: int) -> bytes:
    """A page (from 1) as a grey picture (PNG) of 300 dots an inch, for OCR."""
    import io

    page = _opened(data)[number - 1]
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def _opened(data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
        len(document)
    except pdfium.PdfiumError as problem:
        raise Unreadable("encrypted" if "password" in str(problem).lower() else "broken") from None
    return document


def _page_text(document: Any, number: int) -> list[str]:
    try:
        page = document[number]
        text = page.get_textpage().get_text_range()
        page.close()
    except pdfium.PdfiumError:
        return []  # one broken page of many: it counts as empty
    # pdfium marks a hyphen at the end of a line with U+0002 or U+FFFE and joins the line to the next.
    text = re.sub(r"[-\u00ad]?[\u0002\ufffe]\s*", "", text)
    return clean(text).split("\n")


def _same(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip().casefold())


def _running(pages: list[list[str]]) -> set[str]:
    """Lines at the head or the foot of more than half of the pages, but for their numbers."""
    if len(pages) < 4:
        return set()
    counted = Counter(line for page in pages for line in {_same(page[n]) for n in _edges(page)} if line)
    return {line for line, times in counted.items() if times > len(pages) / 2}


def _edges(lines: list[str]) -> set[int]:
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return {*filled[:2], *filled[-2:]}


def _runs(lines: list[str], n: int, running: set[str]) -> bool:
    return bool(running) and n in _edges(lines) and _same(lines[n]) in running


def _paragraphs(lines: list[str]) -> str:
    """Lines joined to paragraphs: one ends at an empty line, or where a line that ends a sentence is clearly shorter than
    the others."""
    width = max((len(line) for line in lines), default=0)
    parts: list[str] = []
    fresh = True
    for line in lines:
        if not line.strip():
            fresh = True
            continue
        if fresh:
            parts.append(line)
        elif parts[-1].endswith("-") and line[:1].islower() and parts[-1][-2:-1].isalpha():
            parts[-1] = parts[-1][:-1] + line
        else:
            parts[-1] = f"{parts[-1]} {line}"
        fresh = len(line) < width * 0.8 and line.rstrip().endswith((".", ":", "!", "?", "”", ")"))
    return "\n\n".join(parts)


def _meta(document: Any, key: str) -> str:
    try:
        value = one_line(document.get_metadata_value(key))[:500]
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return ""
    named_by_a_program = re.search(r"(?i)^(untitled|microsoft word|sin t[ií]tulo)|\.(docx?|pdf|indd|qxd|rtf)$", value)
    return "" if named_by_a_program else value


def _date(document: Any) -> str:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", _meta(document, "CreationDate"))
    return "-".join(found.groups()) if found else ""


def _outline(document: Any) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """Its items as (path, page from 0, title), in the order of their pages."""
    path: list[str] = []
    items = []
    try:
        for n, item in enumerate(document.get_toc(max_depth=6)):
            if n >= MOST_ITEMS:
                break
            title, dest = one_line(item.get_title())[:200], item.get_dest()
            page = dest.get_index() if dest is not None else None
            path = [*path[: item.level], title]
            if title and page is not None:
                items.append((tuple(part for part in path if part), page, title))
    except (pdfium.PdfiumError, UnicodeDecodeError, RecursionError):
        return
    yield from sorted(items, key=lambda item: item[1])


def _place(text: str, title: str, start: int, end: int) -> int:
    words = [re.escape(word) for word in title.split()]
    found = re.compile(r"\s+".join(words), re.IGNORECASE).search(text, start, end) if words else None
    return found.start() if found else start
