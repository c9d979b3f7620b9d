"""Plain text, in whatever encoding it was saved. Pure."""

from __future__ import annotations

import codecs
import re

from acogida.coi.intake.reading.building import Builder, clean, one_line
from acogida.coi.intake.reading.outcome import Read

LONGEST_TITLE = 160
WESTERN = frozenset("áéíóúüñàèìòùâêîôûäëïöçãõœÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇÃÕŒ¿¡«»“”‘’–—…°ºª€§·\xa0")


def decode(data: bytes, declared: str = "") -> str:
    """Bytes as text: by their byte order mark, as UTF-8 when they are, as declared, else as they look. Never fails: what
    cannot be read becomes the replacement character."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace")
    for name in ("utf-8", declared):
        if name:
            try:
                return data.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    if _is_western(data):
        return data.decode("cp1252")
    from charset_normalizer import from_bytes  # slow to load, seldom needed

    best = from_bytes(data[:100_000]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _is_western(data: bytes) -> bool:
    """Windows-1252 by its letters: a detector takes a short Spanish text for a Central European one, whose bytes it shares."""
    try:
        foreign = [sign for sign in data[:100_000].decode("cp1252") if sign > "\x7f"]
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return bool(foreign) and sum(sign in WESTERN for sign in foreign) >= 0.9 * len(foreign)


def read(data: bytes) -> Read:
    """The text, its first line proposed as its title when it looks like one."""
    built = Builder()
    built.paragraph(unwrapped(clean(decode(data))))
    return built.read(title=title_of(built.read().text))


def title_of(text: str) -> str:
    """The first line, when it is short and does not end like a sentence."""
    first = one_line(text[: LONGEST_TITLE * 2].partition("\n")[0])
    return first if len(first) <= LONGEST_TITLE and not first.endswith((".", ";", ",", ":")) else ""


def unwrapped(text: str) -> str:
    """Lines that were broken to fit a width are joined again to paragraphs."""
    lines = text.split("\n")
    long = [len(line) for line in lines if line]
    if len(long) < 4 or max(long) > 120 or sorted(long)[len(long) // 2] < 50:
        return text
    width = max(long)
    parts: list[str] = []
    for line in lines:
        before = parts[-1] if parts else ""
        last = before.rpartition("\n")[2]
        if before and line and last and len(last) > width * 0.7 and not re.match(r"[-•*\d]", line):
            parts[-1] = f"{before} {line}"
        else:
            parts.append(line)
    return "\n".join(parts)
