"""What the memory holds for a sentence: the very sentence, or one like it."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.postgres.search import TrigramSimilarity
from rapidfuzz import fuzz

from acogida.languages.models import MemoryUnit
from acogida.languages.terms.queries import in_language

CANDIDATES = 20  # by trigrams, from the index; then scored word for word
ENOUGH = 70.0  # of 100; below that a translator is faster from nothing
LONGEST = 2000  # characters looked up


class Match(NamedTuple):
    """A unit of the memory for a sentence. `score`: 100 is the very sentence."""

    unit: uuid.UUID
    source: str
    target: str
    score: float
    origin: str


def folded(text: str) -> str:
    """A sentence as the memory compares it: one form of accents, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(text: str) -> str:
    """The hash under which a sentence is kept."""
    return hashlib.sha256(folded(text).encode()).hexdigest()


def exact(texts: Iterable[str], source: str, target: str) -> dict[str, str]:
    """For those of `texts` the memory holds word for word: the translation kept last."""
    keys = {key(text): text for text in texts}
    rows = MemoryUnit.objects.filter(
        in_language("source_language", source), in_language("target_language", target), source_sha256__in=list(keys)
    )
    return {keys[row.source_sha256]: row.target for row in rows.order_by("created_at")}


def matches(text: str, source: str, target: str, limit: int = 3, enough: float = ENOUGH) -> list[Match]:
    """Units whose source is `text` or like it, best first; at most `limit`, one for each translation."""
    wanted = folded(text)[:LONGEST]
    if not wanted:
        return []
    rows = (
        MemoryUnit.objects.filter(in_language("source_language", source), in_language("target_language", target))
        .filter(source__trigram_similar=wanted)
        .annotate(alike=TrigramSimilarity("source", wanted))
        .order_by("-alike", "-created_at")[:CANDIDATES]
    )
    found = {}
    for row in rows:
        score = round(fuzz.ratio(wanted.lower(), folded(row.source).lower()), 1)
        if score >= enough and row.target not in found:
            found[row.target] = Match(row.pk, row.source, row.target, score, row.origin)
    return sorted(found.values(), key=lambda match: -match.score)[:limit]
