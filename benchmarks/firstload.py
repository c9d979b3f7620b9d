"""What a first visit weighs: the page and everything it names, as sent over the line."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from benchmarks.throughput import ask

NAMED = re.compile(r"""<(?:link|script|img|source)\b[^>]*?\b(?:href|src)=["']([^"'#]+)["']""")
IN_STYLE = re.compile(r"""url\(["']?([^"')#]+)["']?\)|@import\s+["']([^"']+)["']""")
FONT_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
RANGE = re.compile(r"unicode-range:\s*([^;}]+)")
IN_SCRIPT = re.compile(r"""(?:import|from)\s*\(?["'](\.[^"']+\.js)["']""")


def kilobytes(port: int, path: str, cookie: str = "") -> dict[str, float]:
    """kB by address, compressed as the server sends them, of `path` and all it names; of the fonts that styles name,
    those a browser fetches because the page has characters of their range."""
    sizes: dict[str, float] = {}
    page = ""
    waiting = [path]
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        status, _head, body = ask(port, address, cookie, accept="br, gzip")
        sizes[address] = len(body) / 1000 if status == 200 else 0.0
        if status != 200 or address.endswith((".woff2", ".svg", ".png", ".ico")):
            continue
        plain = ask(port, address, cookie)[2].decode("utf-8", "replace")
        page = page or plain
        for found in _named(address, plain, page, first=address == path):
            if not urlsplit(found).netloc:
                waiting.append(found)
    return sizes


def _named(address: str, text: str, page: str, *, first: bool) -> list[str]:
    if first:
        found = [match for match in NAMED.findall(text) if "/static/" in match]
    elif address.endswith(".css"):
        text = FONT_FACE.sub(lambda face: face[0] if _in_use(face[1], page) else "", text)
        found = [a or b for a, b in IN_STYLE.findall(text) if not (a or b).startswith("data:")]
    else:
        found = IN_SCRIPT.findall(text)
    return [urljoin(address, one).split("?")[0] for one in found]


def _in_use(face: str, page: str) -> bool:
    """Whether a font face covers any character of the page: browsers leave the others where they are."""
    given = RANGE.search(face)
    if given is None:
        return True
    ranges = []
    for part in given[1].replace("U+", "").replace("u+", "").split(","):
        low, _dash, high = part.strip().replace("?", "0").partition("-")
        ranges.append((int(low, 16), int(high or part.strip().replace("?", "F"), 16)))
    return any(low <= ord(character) <= high for character in set(page) for low, high in ranges)
