"""In which encoding a file is written, and what separates its cells. Pure.

`charset-normalizer` weighs the candidates; three checks of our own come first or after, because a register is a hard
case for it (short capital words, few accents): a byte order mark, strict UTF-8, and whether what comes out are the letters
that names in Latin America are written with.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass

from charset_normalizer import from_bytes

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ("cp1252", "mac_roman", "cp850", "cp437", "iso8859_15")
NAMES = {"cp1252": "windows-1252", "utf-8-sig": "utf-8", "iso8859_15": "iso-8859-15", "mac_roman": "macintosh"}
ENCODINGS = ("utf-8", "utf-16", *ONE_BYTE)  # what may be chosen instead
USUAL = frozenset("áéíóúñüÁÉÍÓÚÑÜàâçèêëîïôûùÀÂÇÈÊËÎÏÔÛÙãõÃÕäöÄÖßøØåÅòìÒÌ¿¡º°ª–—’‘“”«»")
ASCII = bytes(range(128))
SAMPLE = 400_000  # bytes looked at for the candidates; all are decoded in the end


class NotText(ValueError):
    """The bytes are no text with separators. `code` says what they are: empty, workbook, pdf, binary; or `encoding`, when
    people chose one that does not exist."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Detected:
    """How to read a file, and how sure that is: `certain` (a mark, or strict UTF-8), `likely`, or `chosen` by people."""

    encoding: str  # as Python calls it
    separator: str
    sure: str = "likely"

    @property
    def encoding_name(self) -> str:
        return NAMES.get(self.encoding, self.encoding)

    @property
    def separator_name(self) -> str:
        return SEPARATORS.get(self.separator, self.separator)


def detect(data: bytes, *, encoding: str = "", separator: str = "") -> Detected:
    """Encoding and separator of a file; what people chose stands. Raises NotText."""
    _refuse(data)
    sure = "chosen"
    if encoding and not _reads(encoding, data):
        raise NotText("encoding")
    if not encoding:
        encoding, sure = _encoding(data)
    return Detected(encoding, separator or _separator(decode(data[:SAMPLE], encoding, whole=False)), sure)


def decode(data: bytes, encoding: str, *, whole: bool = True) -> str:
    """The text. A byte that the encoding does not know becomes U+FFFD, which the reading reports by row."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data, whole)
    return text.removeprefix("\ufeff").replace("\0", "")


def _reads(encoding: str, data: bytes) -> bool:
    """Whether there is such an encoding of text, and it can be that of this file."""
    try:
        return isinstance(decode(data[:SAMPLE], encoding, whole=False), str)
    except (LookupError, UnicodeError, AssertionError, TypeError, ValueError):  # codecs of anything but text, too
        return False


def _refuse(data: bytes) -> None:
    if not data.strip():
        raise NotText("empty")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotText("workbook")
    if data.startswith(b"%PDF-"):
        raise NotText("pdf")
    if not data.startswith(tuple(mark for mark, _name in MARKS)) and data[:4096].count(0) > 0 and not _wide(data):
        raise NotText("binary")


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of Latin text is zero."""
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    half = len(data[:4096]) // 2
    return "utf-16-le" if odd > half * 0.8 else "utf-16-be" if even > half * 0.8 else ""


def _encoding(data: bytes) -> tuple[str, str]:
    for mark, name in MARKS:
        if data.startswith(mark):
            return name, "certain"
    if wide := _wide(data):
        return wide, "likely"
    try:
        data.decode("utf-8")
        return "utf-8", "certain"
    except UnicodeDecodeError:
        pass
    best = max(ONE_BYTE, key=lambda name: (_letters(data, name), -ONE_BYTE.index(name)))
    weighed = from_bytes(data[:SAMPLE], cp_isolation=list(ONE_BYTE)).best()
    guess = codecs.lookup(weighed.encoding).name if weighed else ""
    if _letters(data, best) >= 0.9:
        return best, "certain" if guess == best and _letters(data, best) == 1 else "likely"
    return guess or best, "likely"


def _letters(data: bytes, encoding: str) -> float:
    """The share of what is not ASCII that names and remarks are written with."""
    foreign = Counter(data[:SAMPLE].translate(None, ASCII))
    usual = sum(n for byte, n in foreign.items() if bytes([byte]).decode(encoding, "replace") in USUAL)
    return usual / max(sum(foreign.values()), 1)


def _separator(text: str) -> str:
    """What separates the cells: with it the rows have the same number of cells, more than one."""
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and first[4:5] in SEPARATORS:
        return first[4]
    head = "\n".join(text.splitlines()[:200])
    best, score = ";", 0.0
    for candidate in SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(head), delimiter=candidate) if row)
        width, often = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        found = (often / max(sum(widths.values()), 1)) * min(width, 12) if width > 1 else 0.0
        if found > score:
            best, score = candidate, found
    return best
