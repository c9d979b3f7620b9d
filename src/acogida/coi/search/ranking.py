"""One order out of two legs, and one list out of several languages. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

# What the best passage by words is worth beside likeness of meaning (cosines of this model lie within about 0.75 to 0.92).
# Measured on public question sets and on this project's own (docs/benchmarks.md): words separate near neighbours. 0.02 to 0.06
# are all better than meaning alone; with more a shared name outweighs the sense where the translation is poor. Rank fusion,
# which forgets by how much, does worse.
WORDS_WEIGHT = 0.04
# For a passage about a country that the question names: many reports say the same of many countries.
COUNTRY_NAMED = 0.02
# A passage in the question's own language is nearer to it than the same words in another, by so much on average (TICO-19).
OWN_LANGUAGE = 0.017


@dataclass(frozen=True)
class Candidate:
    """A passage of one language with its scores: likeness of meaning, BM25 (0: none of the words)."""

    passage: int
    document: Hashable
    language: str
    likeness: float | None
    words: float
    score: float


def fused(likeness: Mapping[int, float], words: Mapping[int, float]) -> dict[int, float]:
    """Scores of one language's passages by both legs. Words are measured by the best of the language. A passage that has no
    vector yet counts as like as the least like that was found. Without any vector, words alone order."""
    best = max(words.values(), default=0.0) or 1.0
    if not likeness:
        return {passage: score / best for passage, score in words.items()}
    least = min(likeness.values())
    return {
        passage: likeness.get(passage, least) + WORDS_WEIGHT * words.get(passage, 0.0) / best
        for passage in likeness.keys() | words.keys()
    }


def best_first(scores: Mapping[int, float]) -> list[int]:
    """Passages by score; the same score by number, so that the same question gives the same answer."""
    return sorted(scores, key=lambda passage: (-scores[passage], passage))


def few_of_each(candidates: Iterable[Candidate], most: int, per_document: int) -> list[Candidate]:
    """The first `most`, no more than `per_document` passages of one document among them."""
    taken: list[Candidate] = []
    counts: dict[Hashable, int] = {}
    for each in candidates:
        if counts.get(each.document, 0) < per_document:
            counts[each.document] = counts.get(each.document, 0) + 1
            taken.append(each)
            if len(taken) == most:
                break
    return taken


def merged(by_language: Mapping[str, Sequence[Candidate]], asked_in: str, most: int) -> list[Candidate]:
    """One list of all languages, best first. A passage in the question's own language is nearer to it than the same words in
    another, however well those answer: `OWN_LANGUAGE` is taken off before they are compared."""
    everything = [each for ranked in by_language.values() for each in ranked]
    return sorted(everything, key=lambda each: (-compared(each, asked_in), each.passage))[:most]


def compared(candidate: Candidate, asked_in: str) -> float:
    """The score by which a candidate is compared with those of other languages."""
    off = OWN_LANGUAGE if candidate.language == asked_in and candidate.likeness is not None else 0.0
    return candidate.score - off
