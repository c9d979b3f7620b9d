"""Which words of a passage were asked for. Pure.

Words are compared by their beginning, without accents: "extorsión" marks "extorsiones". It is only shown, never ranked by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

SHORTEST = 3
STEM = 4  # letters that must be the same at least
ENDING = 3  # letters an ending may take away
_WORD = re.compile(r"[^\W_]+")
# Words that say nothing alone, in the languages questions are asked in.
STOP = frozenset(
    """a al ante con contra cual cuales como de del desde donde el ella en entre es esta este esto hay ha han la las le lo los mas muy no o
    para pero por porque que quien se ser si sin sobre son su sus tiene un una uno y ya
    an and are as at be been by for from has have how if in into is it its not of on or that the their there these they this to was
    were what when where which who why with au aux avec dans des du elle et il ils je les leur mais ne nous ont ou par pas plus pour qu
    qui sa ses sur une vous com da das do dos e em mas na nas nao nos os ou pela pelo sao ao""".split()
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage; `found`: it was asked for."""

    text: str
    found: bool = False


def folded(text: str) -> str:
    """Without accents and capitals, letter for letter (as long as `text`)."""
    return "".join(_letter(c) for c in text)


def _letter(char: str) -> str:
    plain = unicodedata.normalize("NFD", char)[:1].casefold()
    return plain if len(plain) == 1 else char


def words_of(text: str) -> list[str]:
    """The words of a question that are worth marking, folded."""
    return [word for word in _WORD.findall(folded(text)) if len(word) >= SHORTEST and word not in STOP]


def alike(one: str, other: str) -> bool:
    """Whether two folded words are the same but for their endings."""
    if one == other:
        return True
    least = max(STEM, max(len(one), len(other)) - ENDING)
    return one[:least] == other[:least] if min(len(one), len(other)) >= least else False


def pieces(text: str, words: Collection[str] = (), phrases: Collection[str] = ()) -> list[Piece]:
    """`text` cut into what was asked for and what stands between; together they are `text`."""
    plain = folded(text)
    asked = {word for each in words for word in words_of(each)}
    spans = [match.span() for match in _WORD.finditer(plain) if any(alike(match.group(), word) for word in asked)]
    for phrase in phrases:
        parts = [re.escape(part) for part in folded(phrase).split()]
        if parts:
            spans += [match.span() for match in re.finditer(r"\s+".join(parts), plain)]
    cut: list[Piece] = []
    at = 0
    for start, end in _joined(spans):
        if start > at:
            cut.append(Piece(text[at:start]))
        cut.append(Piece(text[start:end], found=True))
        at = end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return cut


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
