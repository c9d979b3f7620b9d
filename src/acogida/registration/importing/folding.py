"""Words compared as people mean them: without accents, case, punctuation and repeated spaces. Pure."""

from __future__ import annotations

import re
import unicodedata

_OTHERS = re.compile(r"[^0-9A-ZÑ]+")


def plain(text: str) -> str:
    """Upper case, no accents (Ñ stays), one space between words.

    >>> plain(" Congo,  r.d. "), plain("NOMBRE(S)"), plain("Español")
    ('CONGO R D', 'NOMBRE S', 'ESPAÑOL')
    """
    marked = unicodedata.normalize("NFC", text.upper()).replace("Ñ", "\0")
    letters = "".join(c for c in unicodedata.normalize("NFD", marked) if not unicodedata.combining(c))
    return _OTHERS.sub(" ", letters.replace("\0", "Ñ")).strip()


def bare(text: str) -> str:
    """As `plain`, Ñ too without its tilde, for those who typed none."""
    return plain(text).replace("Ñ", "N")
