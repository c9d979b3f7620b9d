"""What one edition says that another does not, sentence by sentence. Pure.

Sentences are compared as they stand, without blanks: one that was moved counts as taken out and put in. Where one takes the place
of another that is much like it, the words that changed are shown within it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from acogida.languages.sentences import split

ALIKE = 0.5  # of 1: share of words in common from which a sentence counts as changed
NEAR = 12  # so many old sentences are looked at for the one that a new sentence was
AROUND = 1  # unchanged sentences shown before and after a change
MOST = 40_000  # sentences of both together that are compared one by one; longer texts are compared by their lines


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # one sentence that became another
    SKIPPED = "skipped"  # so many unchanged ones


@dataclass(frozen=True)
class Piece:
    """Sentences that share one fate. `count`: how many; of a changed one `words` says what stayed, went and came."""

    change: Change
    text: str
    count: int
    words: tuple[tuple[Change, str], ...] = ()


@dataclass(frozen=True)
class Difference:
    """Pieces in the order of the new edition, with what was removed where it stood; how many sentences came, went, changed."""

    pieces: Sequence[Piece]
    added: int
    removed: int
    changed: int
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
    unchanged = 0
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (tag, i, j, k, end) in enumerate(blocks):
        if tag == "equal":
            unchanged += j - i
            pieces += _same(list(old[i:j]), first=at == 0, last=at == len(blocks) - 1)
        else:
            pieces += _replaced(list(old[i:j]), list(new[k:end]))

    def count(change: Change) -> int:
        return sum(piece.count for piece in pieces if piece.change == change)

    return Difference(pieces, count(Change.ADDED), count(Change.REMOVED), count(Change.CHANGED), unchanged)


def _replaced(old: list[str], new: list[str]) -> list[Piece]:
    """What took the place of what: each new sentence with the first of the old ones left that it is much like."""
    pieces: list[Piece] = []
    start = 0
    for sentence in new:
        near = range(start, min(len(old), start + NEAR))
        like = next((at for at in near if _like(old[at], sentence)), None)
        if like is None:
            pieces.append(Piece(Change.ADDED, sentence, 1))
            continue
        pieces += [Piece(Change.REMOVED, gone, 1) for gone in old[start:like]]
        pieces.append(Piece(Change.CHANGED, sentence, 1, _words(old[like], sentence)))
        start = like + 1
    pieces += [Piece(Change.REMOVED, gone, 1) for gone in old[start:]]
    return _joined(pieces)


def _like(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _words(old: str, new: str) -> tuple[tuple[Change, str], ...]:
    """What stayed, went and came, in the order of the new sentence."""
    before, after = old.split(), new.split()
    found: list[tuple[Change, str]] = []
    for tag, i, j, k, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((Change.SAME, " ".join(before[i:j])))
            continue
        found += [(Change.REMOVED, " ".join(before[i:j]))] if j > i else []
        found += [(Change.ADDED, " ".join(after[k:end]))] if end > k else []
    return tuple(found)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one fate in one piece; what was removed before what was added in its place."""
    joined: list[Piece] = []
    for change, run in groupby(pieces, key=lambda piece: piece.change):
        if change == Change.CHANGED:
            joined += run
        else:
            same = list(run)
            joined.append(Piece(change, " ".join(piece.text for piece in same), len(same)))
    for at in range(len(joined) - 1):
        if (joined[at].change, joined[at + 1].change) == (Change.ADDED, Change.REMOVED):
            joined[at], joined[at + 1] = joined[at + 1], joined[at]
    return joined


def _same(found: list[str], *, first: bool, last: bool) -> list[Piece]:
    """Unchanged sentences: those beside a change, and how many there are between."""
    before = [] if first else found[:AROUND]
    after = [] if last else found[max(len(before), len(found) - AROUND) :]
    hidden = len(found) - len(before) - len(after)
    pieces = [Piece(Change.SAME, " ".join(before), len(before))] if before else []
    if hidden:
        pieces.append(Piece(Change.SKIPPED, "", hidden))
    return [*pieces, *([Piece(Change.SAME, " ".join(after), len(after))] if after else [])]
