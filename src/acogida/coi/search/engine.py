"""Searching: what is left by the filters is ranked by meaning and by words in each language, then put together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.intake.countries import named_in
from acogida.coi.models import IndexedPassage
from acogida.coi.search import embedding, indexing, meaning, narrowing, translating, vectors, words
from acogida.coi.search.asking import Prepared, prepare, understood
from acogida.coi.search.hydrating import hits
from acogida.coi.search.query import Hit, Query, Results, Searched
from acogida.coi.search.ranking import COUNTRY_NAMED, Candidate, best_first, few_of_each, fused, merged
from acogida.languages.detect import AT_CHANCE

CANDIDATES = 100  # of each leg in each language


def search(query: Query, user: User | None, prepared: Prepared | None = None) -> Results:
    """Passages that answer `query` among those `user` may read (None: the command line, which reads all). `prepared`: what many
    questions have made at once (coi.search.batch)."""
    started = time.perf_counter()
    asked = understood(query)
    narrowed = narrowing.condition(asked, user)
    pools = narrowing.pools(narrowed) if narrowed else []
    languages = [pool.language for pool in pools]
    legs = prepared or prepare([asked], languages, indexing.cores())[0]
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
        languages=tuple(languages),
        on=timezone.now(),
        language=asked.language,
        engines=(*(["meaning"] if legs.vectors else []), "words", *legs.versions.engines),
        missing=_missing(asked, legs, languages),
    )
    return Results(
        of(merged(by_language, asked.language, asked.limit)),
        {code: of(ranked) for code, ranked in by_language.items()},
        searched,
        round((time.perf_counter() - started) * 1000, 1),
    )


def _missing(asked: Query, legs: Prepared, languages: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What could not be used for this question, and for which languages."""
    found: list[tuple[str, tuple[str, ...]]] = []
    if untranslated := tuple(code for code in languages if code not in legs.versions.texts):
        found.append(("words:untranslated", untranslated))
    if not vectors.ready():
        found.append(("meaning:no_pgvector", ()))
    elif not embedding.installed():
        found.append(("meaning:no_model", ()))
    elif unknown := tuple(sorted({asked.language, *languages} & set(AT_CHANCE))):
        found.append(("meaning:chance", unknown))
    return tuple(found)


def _ranked(
    asked: Query, legs: Prepared, narrowed: narrowing.Condition, pool: narrowing.Pool
) -> tuple[words.Asked, list[Candidate]]:
    """The best passages of one language."""
    without = list(asked.without)
    if asked.without and asked.language != pool.language:
        for versions in translating.many(asked.without, asked.language, [pool.language]):
            without += versions.texts.values()
    where = narrowing.with_operators(narrowed, asked, pool.language, without)
    vector = legs.vectors.get(pool.language)
    # Words of another language mean nothing here, or something else; only without any vector are names and numbers better
    # than nothing.
    text = legs.versions.texts.get(pool.language) or ("" if vector else asked.text)
    wanted = words.asked(text, pool.language)
    likeness = meaning.nearest(vector, where, pool.passages, CANDIDATES) if vector else {}
    scores = words.best(wanted, where, CANDIDATES, likeness)
    if vector:
        likeness |= meaning.of_these(vector, scores.keys() - likeness.keys())
    total = fused(likeness, scores)
    named = named_in(asked.text)
    documents = {}
    for passage, document, countries in _rows(total):
        documents[passage] = document
        if named.intersection(countries):
            total[passage] += COUNTRY_NAMED
    candidates = [
        Candidate(p, documents[p], pool.language, likeness.get(p), scores.get(p, 0.0), total[p])
        for p in best_first(total)
    ]
    return wanted, few_of_each(candidates, asked.limit, asked.per_document)


def _rows(passages: Iterable[int]) -> Any:
    return IndexedPassage.objects.filter(pk__in=list(passages)).values_list("passage_id", "document_id", "countries")
