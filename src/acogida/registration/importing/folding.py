"""Words compared as people mean them: without accents, case, punctuation and repeated spaces. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OTHERS = re.compile(r"[^0-9A-ZÑ]+")


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """Upper case, no accents (Ñ stays), one space between words.

    >>> plain(" Congo,  r.d. "), plain("NOMBRE(S)"), plain("Español")
    ('CONGO R D', 'NOMBRE S', 'ESPAÑOL')
    """
    letters = text.upper()
    if not letters.isascii():
        marked = unicodedata.normalize("NFC", letters).replace("Ñ", "\0")
        bare_ones = "".join([c for c in unicodedata.normalize("NFD", marked) if not unicodedata.combining(c)])
        letters = bare_ones.replace("\0", "Ñ")
    return _OTHERS.sub(" ", letters).strip()


def bare(text: str) -> str:
    """As `plain`, Ñ too without its tilde, for those who typed none."""
    return plain(text).replace("Ñ", "N")
