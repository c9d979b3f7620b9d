"""Folding names so that accents, case and order do not hide anybody. Pure."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_OTHER = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "'": "", "’": "", "`": ""})


def fold(text: str) -> str:
    """Lower case, no accents, one space between the distinct words, in order of first appearance.

    >>> fold("PEÑA  Núñez, María-José")
    'pena nunez maria jose'
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    plain = plain.translate(_OTHER)
    if not plain.isascii():  # a name in another script is also found by its Latin letters
        plain = f"{plain} {anyascii(plain).lower()}"
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(dict.fromkeys(words))


def sort_key(text: str) -> str:
    """Spanish alphabetical order under a plain byte collation: Ñ after N, accents ignored.

    >>> sorted(["Nz", "Ñáñez", "Oz", "Águila"], key=sort_key)
    ['Águila', 'Nz', 'Ñáñez', 'Oz']
    """
    marked = unicodedata.normalize("NFC", text.lower()).replace("ñ", "n~")
    return "".join(c for c in unicodedata.normalize("NFD", marked) if not unicodedata.combining(c))


def full_declared(given: str, first: str, second: str) -> str:
    return " ".join(part for part in (given, first, second) if part).strip()
