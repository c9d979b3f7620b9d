"""Cutting a text into passages. Pure.

A passage is what search finds and a decision cites: at most 120 words (longer ones are slower to index and found less
well), within one section, ending with a sentence where that is possible, and standing at known characters of the text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WORDS = 120
LETTERS = 1600  # a passage in a script without spaces, or an endless "word", ends here
Sentences = Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section begins, with its headings, outermost first; it ends where the next begins."""

    path: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage: `text[start:end]`. Pages count from 1; None where the document has none."""

    start: int
    end: int
    section: tuple[str, ...] = ()
    page_from: int | None = None
    page_to: int | None = None


def simple_sentences(text: str) -> list[tuple[int, int]]:
    """Sentences by their marks; what knows a language's abbreviations is better."""
    ends = [match.end() for match in re.finditer(r"[.!?…。！？][\"'”’»)\]]*(?=\s)|\n{2,}", text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def cut(
    text: str,
    sections: Sequence[Section] = (),
    pages: Sequence[Sequence[int]] = (),
    words: int = WORDS,
    sentences: Sentences = simple_sentences,
) -> list[Cut]:
    """The passages of `text`, in order: together every character but blanks, none twice.

    `sections`: where they begin, in order; before the first there is none. `pages`: from and to of each, in characters.
    """
    bounds = [Section((), 0), *sections]
    ends = [*(section.start for section in bounds[1:]), len(text)]
    begins = [page[0] for page in pages]
    found = []
    for section, end in zip(bounds, ends, strict=True):
        for start, stop in _packed(text, section.start, end, words, sentences):
            found.append(Cut(start, stop, section.path, _page(begins, start), _page(begins, stop - 1)))
    return found


def _page(begins: list[int], at: int) -> int | None:
    return max(1, bisect.bisect_right(begins, at)) if begins else None


def _packed(text: str, start: int, end: int, words: int, sentences: Sentences) -> list[tuple[int, int]]:
    """Pieces of a section put together to passages of about the same length, none of them over the limit."""
    pieces = [piece for span in _sentences(text, start, end, sentences) for piece in _short(text, *span, words)]
    left = sum(count for *_span, count in pieces)
    found: list[tuple[int, int]] = []
    begin, last, held = 0, 0, 0
    goal = _share(left, words)
    for from_, to, count in pieces:
        fits = held + count <= words and to - begin <= LETTERS
        if held and not (fits and held + count / 2 <= goal):
            found.append((begin, last))
            left -= held
            goal, held = _share(left, words), 0
        if not held:
            begin = from_
        held, last = held + count, to
    return [*found, (begin, last)] if held else found


def _share(left: int, words: int) -> float:
    return left / max(1, -(-left // words))


def _sentences(text: str, start: int, end: int, sentences: Sentences) -> list[tuple[int, int]]:
    """The sentences of a section without the blanks around them; a paragraph ends a sentence."""
    found, part = [], text[start:end]
    for paragraph in re.finditer(r"\S(?:.|\n(?!\s*\n))*", part):
        at, inside = paragraph.start(), paragraph.group()
        here = 0
        for from_, to in [*sentences(inside), (len(inside), len(inside))]:
            # Whatever a splitter leaves out between two sentences goes with the one before it, or stands alone.
            for lower, upper in ((here, from_), (max(here, from_), to)):
                if bare := inside[lower:upper].strip():
                    begin = lower + inside[lower:upper].index(bare[0])
                    found.append((start + at + begin, start + at + begin + len(bare)))
            here = max(here, to)
    return found


def _short(text: str, start: int, end: int, words: int) -> list[tuple[int, int, int]]:
    """A sentence with its number of words; a longer one in parts, at a clause where there is one."""
    spans = [
        (start + word.start() + at, min(start + word.start() + at + LETTERS, start + word.end()))
        for word in re.finditer(r"\S+", text[start:end])
        for at in range(0, word.end() - word.start(), LETTERS)
    ]
    found = []
    while spans:
        most = min(words, len(spans))
        while most > 1 and spans[most - 1][1] - spans[0][0] > LETTERS:
            most -= 1
        if most < len(spans):
            clauses = [n + 1 for n in range(most // 2, most) if text[spans[n][1] - 1] in ";:,—"]
            most = clauses[-1] if clauses else most
        found.append((spans[0][0], spans[most - 1][1], most))
        spans = spans[most:]
    return found
