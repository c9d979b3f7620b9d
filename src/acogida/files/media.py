"""What kind of file bytes are, by their bytes and not by what the sender says."""

from __future__ import annotations

import io
import json
import re
import zipfile

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
PACK = "application/zip"  # a pack of country information, as the COI unit makes them
ALLOWED = frozenset({JPEG, PNG, WEBP, PDF})  # what people bring
KEPT = ALLOWED | {PACK}
HTML, TEXT, JSON = "text/html", "text/plain", "application/json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGES = frozenset({JPEG, PNG, WEBP})
PUBLICATIONS = frozenset({PDF, HTML, TEXT, JSON, DOCX})  # what others publish: kept as it came, never shown as a page

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h[1-6])\b[^>]*>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(data: bytes) -> str | None:
    """The media type of `data` if it is a picture or a PDF, else None."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04") and data[30:40] == b"index.json":  # the name of its first member
        return PACK
    if b"%PDF-" in data[:1024]:  # ISO 32000-1 annex H.3.4.1: readers look in the first 1024 bytes
        return PDF
    return None


def sniff_publication(data: bytes) -> str | None:
    """The media type of `data` if it is of a kind in which others publish, else None."""
    known = sniff(data)
    if known is not None:
        return known if known in PUBLICATIONS else None
    if data.startswith(b"PK\x03\x04"):
        return DOCX if _is_docx(data) else None
    begin = data.removeprefix(b"\xef\xbb\xbf")[:4096].lstrip()
    if begin[:1] in (b"{", b"[") and _is_json(data):
        return JSON
    if begin.startswith(b"<") and _PAGE.search(begin):
        return HTML
    return TEXT if data and _is_text(data) else None


def _is_docx(data: bytes) -> bool:
    """A Word document without programs in it (a document with macros has a part of its own for them)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any("vbaProject" in name for name in names)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        return True  # nested beyond measure, and JSON so far: whoever reads it says so
    except ValueError:
        return False
    return True


def _is_text(data: bytes) -> bool:
    """Readable in some encoding: no control characters but those of lines and pages."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return not _CONTROL.search(data.decode("utf-16"))
        except UnicodeDecodeError:
            return False
    return not _CONTROL.search(data.decode("latin-1"))
