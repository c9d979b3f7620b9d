"""Text to and from the stream that Apertium's programs speak among themselves. Pure.

In that stream `[ … ]` holds what is no text ("superblank") and passes untouched, `\\` escapes, and a word carries a mark in
front when something failed: `*` not in the dictionary, `@` no translation, `#` no such form (wiki.apertium.org/wiki/Apertium_stream_format).
"""

from __future__ import annotations

import re

END = ".[]"  # what apertium-destxt puts behind a text, so that the tagger sees where the sentence ends
# Of meaning in the stream, or swallowed on the way: they travel as superblanks.
KEPT = frozenset("[]\\^$/<>{}@*#~+\n\r\t")
ESCAPED = frozenset("[]\\^$/<>{}@")  # even there: apertium-pretransfer dies of a bare ^
# A superblank, an escaped character, or a mark and the word it stands before.
TOKEN = re.compile(r"\[((?:\\.|[^\]\\])*)\]|\\(.)|([*@#])(?=\S)([\w'’-]*)", re.DOTALL)
UNESCAPE = re.compile(r"\\(.)", re.DOTALL)


def encode(text: str) -> str:
    """`text` as one request of a null-flushed pipeline, without the NUL behind it."""
    out: list[str] = []
    kept = ""
    for char in text.replace("\0", " "):
        if char in KEPT:
            kept += "\\" + char if char in ESCAPED else char
            continue
        if kept:
            out.append(f"[{kept}]")
            kept = ""
        out.append(char)
    return "".join(out) + (f"[{kept}]" if kept else "") + END


def decode(answer: str) -> tuple[str, tuple[str, ...]]:
    """The text of one answer, and the words in it that the machine did not know, in order."""
    unknown: list[str] = []

    def plain(match: re.Match[str]) -> str:
        blank, escaped, mark, word = match.groups()
        if blank is not None:
            return UNESCAPE.sub(r"\1", blank)
        if escaped is not None:
            return escaped
        if word and mark in "*@" and word not in unknown:
            unknown.append(word)
        return word

    body = answer.removesuffix(END)
    return TOKEN.sub(plain, body), tuple(unknown)
