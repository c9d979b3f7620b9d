"""Which characters the fonts of letters can show. Pure: a PDF/A must not hold a character without a glyph."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
SUFFIXES = (".ttf", ".otf")
# Of Unicode's Default_Ignorable_Code_Point, what texts hold.
IGNORED = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF),
)  # fmt: skip


def missing(text: str) -> list[str]:
    """The characters of `text` that no font of ours can show, each once; none for an ordinary Latin text, at once."""
    if text.isascii() and text.isprintable():
        return []
    return [char for char in dict.fromkeys(text) if ord(char) not in covered() and not _invisible(char)]


def shown(text: str) -> str:
    """`text` as a letter can print it: a character without a glyph stands as its code, "[U+1F600]", so that nobody takes
    the text for whole; control characters go."""
    absent = set(missing(text))
    return "".join(f"[U+{ord(char):04X}]" if char in absent else char for char in text if not _control(char))


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Every character some font shows."""
    points: set[int] = set()
    for path in sorted(FONTS.iterdir()):
        if path.suffix in SUFFIXES:
            for first, last in _ranges(path.read_bytes()):
                points.update(range(first, last + 1))
    return frozenset(points)


def _invisible(char: str) -> bool:
    """Spaces, joiners, marks of direction and of variants need no glyph: the shaping takes them."""
    return (
        char in "\n\t"
        or any(first <= ord(char) <= last for first, last in IGNORED)
        or (unicodedata.category(char) == "Zs" and char != "\u1680")
        or _control(char)
    )


def _control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and char not in "\n\t"


def _ranges(font: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of characters in a font's `cmap` (OpenType 1.9, formats 4 and 12); glyph 0 is "none" and left out."""
    tables = struct.unpack_from(">H", font, 4)[0]
    rows = (struct.unpack_from(">4sIII", font, 12 + 16 * each) for each in range(tables))
    start = next(offset for tag, _sum, offset, _length in rows if tag == b"cmap")
    for each in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * each)[0]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
                yield first, last
        elif form == 4:
            yield from _segments(font, at)


def _segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    places = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, places)
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if first == 0xFFFF:
            continue
        if not offsets[index]:
            for point in range(first, last + 1):
                if (point + deltas[index]) & 0xFFFF:
                    yield point, point
            continue
        for point in range(first, last + 1):
            place = places + 2 * index + offsets[index] + 2 * (point - first)
            if struct.unpack_from(">H", font, place)[0]:
                yield point, point
