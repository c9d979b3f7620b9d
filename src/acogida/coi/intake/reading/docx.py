"""Word documents (DOCX): headings, paragraphs and tables, in their order. Runs in a child process."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from acogida.coi.intake.reading.building import Builder, one_line
from acogida.coi.intake.reading.outcome import Read, Unreadable

MOST_UNPACKED = 200_000_000  # bytes
MOST_FILES = 5000
MOST_RATIO = 300  # XML packs to a twentieth; a bomb to a thousandth


def read(data: bytes) -> Read:
    """The text of a Word document. Raises Unreadable: bomb (before anything is unpacked), encrypted, broken."""
    _no_bomb(data)
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        built = Builder()
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                _table(block, built)
            elif level := _level(block):
                built.heading(level, block.text)
            else:
                built.paragraph(f"• {block.text}" if _listed(block) else block.text)
        about = document.core_properties
        published = about.created.date().isoformat() if about.created else ""
        return built.read(title=one_line(about.title or "")[:500], published=published)
    except Unreadable:
        raise
    except Exception:  # python-docx raises whatever its parts raise
        raise Unreadable("broken") from None


def _no_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("broken") from None
    unpacked = sum(entry.file_size for entry in entries)
    largest = max(
        (entry.file_size / max(1, entry.compress_size) for entry in entries if entry.file_size > 1_000_000), default=0
    )
    if unpacked > MOST_UNPACKED or len(entries) > MOST_FILES or largest > MOST_RATIO:
        raise Unreadable("bomb", unpacked=unpacked // 1_000_000)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")


def _level(paragraph: Any) -> int:
    style = paragraph.style.style_id if paragraph.style is not None else ""
    if style == "Title":
        return 1
    found = re.fullmatch(r"(?:Heading|Ttulo|Titre|Título)\s*(\d)", style or "")
    return int(found.group(1)) if found else 0


def _listed(paragraph: Any) -> bool:
    style = paragraph.style.style_id if paragraph.style is not None else ""
    return bool(re.match("List", style or "")) and bool(paragraph.text.strip())


def _table(table: Any, built: Builder) -> None:
    for row in table.rows:
        seen, cells = set(), []
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once for each column
                seen.add(id(cell._tc))
                cells.append(one_line(cell.text))
        if any(cells):
            built.paragraph(" | ".join(cells))
