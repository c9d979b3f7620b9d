"""Searching: what is left by the filters is ranked by meaning and by words in each language, then put together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.search import embedding, meaning, narrowing, translating, vectors, words
from acogida.coi.search.hydrating import hits
from acogida.coi.search.query import Hit, Query, Results, Searched, base, read
from acogida.coi.search.ranking import Candidate, best_first, few_of_each, fused, merged
from acogida.languages.detect import AT_CHANCE, UNKNOWN, language_of

CANDIDATES = 100  # of each leg in each language


@dataclass
class Prepared:
    """What a question needs that many can have made together."""

    vector: str | None = None
    versions: translating.Versions | None = None


@dataclass
class Legs:
    """What a question can be searched by, here and now."""

    vector: str | None = None  # the question as pgvector reads it
    versions: translating.Versions = field(default_factory=translating.Versions)
    missing: dict[str, list[str]] = field(default_factory=dict)  # what and why → languages

    def lacks(self, what: str, language: str = "") -> None:
        self.missing.setdefault(what, []).extend([language] if language else [])


def search(query: Query, user: User | None, prepared: Prepared | None = None) -> Results:
    """Passages that answer `query` among those `user` may read (None: the command line, which reads all). `prepared`: what many
    questions have made at once (coi.search.batch)."""
    started = time.perf_counter()
    asked = understood(query)
    narrowed = narrowing.condition(asked, user)
    pools = narrowing.pools(narrowed) if narrowed else []
    legs = _legs(asked, pools, prepared or Prepared())
    by_language: dict[str, list[Candidate]] = {}
    found_words: dict[str, words.Asked] = {}
    for pool in pools:
        assert narrowed is not None
        found_words[pool.language], by_language[pool.language] = _ranked(asked, legs, narrowed, pool)
    everything = [each for ranked in by_language.values() for each in ranked]
    known = hits(asked, everything, found_words, visible_documents(user))

    def of(ranked: Sequence[Candidate]) -> tuple[Hit, ...]:
        return tuple(known[each.passage] for each in ranked if each.passage in known)

    searched = Searched(
        documents=sum(pool.documents for pool in pools),
        passages=sum(pool.passages for pool in pools),
        languages=tuple(pool.language for pool in pools),
        on=timezone.now(),
        language=asked.language,
        engines=(*(["meaning"] if legs.vector else []), "words", *legs.versions.engines),
        missing=tuple((what, tuple(languages)) for what, languages in legs.missing.items()),
    )
    return Results(
        of(merged(by_language, asked.language, asked.limit)),
        {code: of(ranked) for code, ranked in by_language.items()},
        searched,
        round((time.perf_counter() - started) * 1000, 1),
    )


def spoken(text: str) -> str:
    """The language of a question; Spanish where it cannot be told."""
    code = language_of(text).code
    return "es" if code == UNKNOWN else base(code)


def understood(query: Query) -> Query:
    """The query with its operators told apart and the language of its text."""
    asked = read(query)
    return replace(asked, language=base(asked.language) or spoken(asked.text))


def _legs(asked: Query, pools: Sequence[narrowing.Pool], prepared: Prepared) -> Legs:
    legs = Legs()
    languages = [pool.language for pool in pools]
    legs.versions = prepared.versions or translating.in_languages(asked.text, asked.language, languages)
    for language in languages:
        if language not in legs.versions.texts:
            legs.lacks("words:untranslated", language)
    if not asked.text:
        return legs
    if not vectors.ready():
        legs.lacks("meaning:no_pgvector")
    elif not embedding.installed():
        legs.lacks("meaning:no_model")
    else:
        legs.vector = prepared.vector or vectors.literal(embedding.questions([asked.text])[0])
        for language in {asked.language, *languages}:
            if language in AT_CHANCE:
                legs.lacks("meaning:chance", language)
    return legs


def _ranked(
    asked: Query, legs: Legs, narrowed: narrowing.Condition, pool: narrowing.Pool
) -> tuple[words.Asked, list[Candidate]]:
    """The best passages of one language."""
    without = list(asked.without)
    if asked.language != pool.language and pool.language in legs.versions.texts:
        for word in asked.without:
            without += translating.in_languages(word, asked.language, [pool.language]).texts.values()
    where = narrowing.with_operators(narrowed, asked, pool.language, without)
    # Words of another language mean nothing here, or something else; only without any vector are names and numbers better
    # than nothing.
    text = legs.versions.texts.get(pool.language) or ("" if legs.vector else asked.text)
    wanted = words.asked(text, pool.language)
    likeness = meaning.nearest(legs.vector, where, pool.passages, CANDIDATES) if legs.vector else {}
    scores = words.best(wanted, where, CANDIDATES, likeness)
    if legs.vector:
        likeness |= meaning.of_these(legs.vector, scores.keys() - likeness.keys())
    total = fused(likeness, scores)
    documents = _documents(total)
    candidates = [
        Candidate(p, documents[p], pool.language, likeness.get(p), scores.get(p, 0.0), total[p])
        for p in best_first(total)
    ]
    return wanted, few_of_each(candidates, asked.limit, asked.per_document)


def _documents(passages: Any) -> dict[int, Any]:
    from acogida.coi.models import IndexedPassage

    return dict(IndexedPassage.objects.filter(pk__in=list(passages)).values_list("passage_id", "document_id"))
