"""What one edition says that another does not, sentence by sentence. Pure.

Sentences are compared as they stand, without blanks: one that was moved counts as taken out and put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from acogida.languages.sentences import split

AROUND = 1  # unchanged sentences shown before and after a change
MOST = 40_000  # sentences of both together that are compared one by one; longer texts are compared by their lines


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    SKIPPED = "skipped"  # so many unchanged ones


@dataclass(frozen=True)
class Piece:
    """Sentences that share one fate. `count`: how many."""

    change: Change
    text: str
    count: int


@dataclass(frozen=True)
class Difference:
    """Pieces in the order of the new edition, with what was removed where it stood; how many sentences came and went."""

    pieces: Sequence[Piece]
    added: int
    removed: int
    unchanged: int


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text, blanks folded; where there are too many, its lines."""
    if len(text) > MOST * 60:
        return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return [" ".join(text[start:end].split()) for start, end in split(text, language or "en")]


def between(old: str, new: str, language: str) -> Difference:
    """What changed from one text to another of the same language."""
    return compare(sentences(old, language), sentences(new, language))


def compare(old: Sequence[str], new: Sequence[str]) -> Difference:
    """The same for sentences."""
    pieces: list[Piece] = []
    added = removed = unchanged = 0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = matcher.get_opcodes()
    for at, (_tag, i, j, k, end) in enumerate(blocks):
        if _tag == "equal":
            unchanged += j - i
            pieces += _same(list(old[i:j]), first=at == 0, last=at == len(blocks) - 1)
            continue
        if j > i:
            removed += j - i
            pieces.append(Piece(Change.REMOVED, " ".join(old[i:j]), j - i))
        if end > k:
            added += end - k
            pieces.append(Piece(Change.ADDED, " ".join(new[k:end]), end - k))
    return Difference(pieces, added, removed, unchanged)


def _same(found: list[str], *, first: bool, last: bool) -> list[Piece]:
    """Unchanged sentences: those beside a change, and how many there are between."""
    before = [] if first else found[:AROUND]
    after = [] if last else found[max(len(before), len(found) - AROUND) :]
    hidden = len(found) - len(before) - len(after)
    pieces = [Piece(Change.SAME, " ".join(before), len(before))] if before else []
    if hidden:
        pieces.append(Piece(Change.SKIPPED, "", hidden))
    return [*pieces, *([Piece(Change.SAME, " ".join(after), len(after))] if after else [])]
