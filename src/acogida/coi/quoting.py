"""Where a quotation stands in a text, word for word. Pure.

What a decision quotes must be what the document says. What is forgiven is what copying does to a text and no reader would
call a change: blanks, the shape of quotation marks, and the hyphen at the end of a line. Letters, accents, case, digits and
every other sign must be the same, and a quotation begins and ends with whole words: "he fled" is not in "she fled".
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4000  # characters of a quotation; longer is a copy of the document

SINGLE = "'\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"
DOUBLE = '"\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb'
HYPHEN = "-\u2010\u2011"
SOFT = "\u00ad"  # soft hyphen: not there unless a line breaks

_BROKEN = rf"(?:{SOFT}\s*|[{HYPHEN}]\s+)?"  # a word cut at the end of a line, where the quotation has it whole
_TOKEN = re.compile(rf"(?P<cut>(?<=\w)(?:{SOFT}\s*|[{HYPHEN}]\s+)(?=\w))|(?P<blank>\s+)|(?P<sign>.)", re.DOTALL)


def locate(text: str, quote: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where `quote` first stands in `text[start:end]`: `text[from:to]` are then the document's own words, which are what is
    printed. None when they do not stand there, when the quotation has no word in it, or when it is longer than LONGEST."""
    wanted = quote.strip()
    if not re.search(r"\w", wanted) or len(wanted) > LONGEST:
        return None
    stop = len(text) if end is None else end
    for form in dict.fromkeys((wanted, unicodedata.normalize("NFC", wanted), unicodedata.normalize("NFD", wanted))):
        if found := _pattern(form).search(text, start, stop):
            if found.end() < len(text) and _cuts_a_word(text, found.end()):
                continue  # the window ended within a word
            return found.start(), found.end()
    return None


def occurs(text: str, quote: str) -> bool:
    """Whether `quote` stands in `text`."""
    return locate(text, quote) is not None


def exact(text: str, quote: str, start: int = 0, end: int | None = None) -> str | None:
    """The words of `text` that `quote` names, as they stand there."""
    found = locate(text, quote, start, end)
    return text[found[0] : found[1]] if found else None


def _cuts_a_word(text: str, at: int) -> bool:
    return bool(re.match(r"\w", text[at - 1]) and re.match(r"\w", text[at]))


def _pattern(quote: str) -> re.Pattern[str]:
    parts = [r"(?<!\w)" if re.match(r"\w", quote) else ""]
    before = ""
    for token in _TOKEN.finditer(quote):
        sign, after = token.group(), quote[token.end() : token.end() + 1]
        if token.lastgroup == "cut":
            # "perse- cution", "well- known", "short- and": with or without its hyphen and its blank
            parts.append(rf"{SOFT}?[{HYPHEN}]?\s*")
        elif token.lastgroup == "blank":
            parts.append(r"\s+")
        else:
            if before and re.match(r"\w", sign) and re.match(r"\w", before):
                parts.append(_BROKEN)
            parts.append(_sign(sign))
            if sign in HYPHEN and re.match(r"\w", before) and re.match(r"\w", after):
                parts.append(r"\s*")  # "well-known" cut at its own hyphen
        before = sign if token.lastgroup == "sign" else ""
    parts.append(r"(?!\w)" if re.match(r"\w", quote[-1]) else "")
    return re.compile("".join(parts))


def _sign(sign: str) -> str:
    if sign in SINGLE:
        return f"[{SINGLE}]"
    if sign in DOUBLE:
        return f"[{DOUBLE}]"
    if sign in HYPHEN:
        return f"[{HYPHEN}]"
    return re.escape(sign)
