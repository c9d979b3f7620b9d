"""What kind of file bytes are, by their first bytes and not by what the sender says."""

from __future__ import annotations

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
PACK = "application/zip"  # a pack of country information, as the COI unit makes them
ALLOWED = frozenset({JPEG, PNG, WEBP, PDF})  # what people bring
KEPT = ALLOWED | {PACK}
IMAGES = frozenset({JPEG, PNG, WEBP})


def sniff(data: bytes) -> str | None:
    """The media type of `data` if it is one we keep, else None."""
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
