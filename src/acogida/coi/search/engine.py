"""Searching: what is left by the filters is ranked by meaning and by words in each language, then put together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from django.db import connection
from django.utils import timezone

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.intake.countries import named_in
from acogida.coi.library import topics
from acogida.coi.search import embedding, meaning, narrowing, translating, vectors, words
from acogida.coi.search.asking import Asking, Prepared, understood
from acogida.coi.search.hydrating import hits
from acogida.coi.search.query import Hit, Query, Results, Searched
from acogida.coi.search.ranking import COUNTRY_NAMED, Candidate, best_first, few_of_each, fused, merged
from acogida.coi.search.translating import Versions
from acogida.languages.detect import AT_CHANCE

CANDIDATES = 100  # of each leg in each language
ABOUT = "SELECT passage_id, document_id, countries FROM coi_indexedpassage WHERE passage_id = ANY(%s)"


@dataclass
class _Side:
    """One language of a search: what is looked for in it, and what each leg says of its candidates."""

    pool: narrowing.Pool
    where: narrowing.Condition
    wanted: words.Asked
    scores: dict[int, float] = field(default_factory=dict)
    likeness: dict[int, float] = field(default_factory=dict)


def search(query: Query, user: User | None, prepared: Prepared | None = None) -> Results:
    """Passages that answer `query` among those `user` may read (None: the command line, which reads all). `prepared`: what many
    questions have made at once (coi.search.batch)."""
    started = time.perf_counter()
    asked = understood(query)
    narrowed = narrowing.condition(asked, user)
    if narrowed is None:
        missing = _missing(asked, Versions(), ())
        nothing = Searched(0, 0, (), timezone.now(), asked.language, ("words",), missing)
        return Results((), searched=nothing, took_ms=_since(started))
    with Asking(asked, prepared) as asking:
        pools = narrowing.pools(narrowed)
        languages = [pool.language for pool in pools]
        asking.translate(languages)
        sides = [_side(asking, narrowed, pool) for pool in pools]
        for side in sides:
            side.scores = words.best(side.wanted, side.where, side.pool.passages, CANDIDATES)
        near = asking.vectors(languages)
    for side in sides:
        _by_meaning(side, near.get(side.pool.language))
    by_language = _ranked(asked, sides)
    everything = [each for ranked in by_language.values() for each in ranked]
    known = hits(asked, everything, [side.wanted for side in sides], visible_documents(user))

    def of(ranked: Sequence[Candidate]) -> tuple[Hit, ...]:
        return tuple(known[each.passage] for each in ranked if each.passage in known)

    searched = Searched(
        documents=sum(pool.documents for pool in pools),
        passages=sum(pool.passages for pool in pools),
        languages=tuple(languages),
        on=timezone.now(),
        language=asked.language,
        engines=(*(["meaning"] if near else []), "words", *asking.versions.engines),
        missing=_missing(asked, asking.versions, languages),
    )
    return Results(
        of(merged(by_language, asked.language, asked.limit)),
        {code: of(ranked) for code, ranked in by_language.items()},
        searched,
        _since(started),
    )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _missing(asked: Query, versions: Versions, languages: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What could not be used for this question, and for which languages."""
    found: list[tuple[str, tuple[str, ...]]] = []
    if untranslated := tuple(code for code in languages if code not in versions.texts):
        found.append(("words:untranslated", untranslated))
    if not vectors.ready():
        found.append(("meaning:no_pgvector", ()))
    elif not embedding.installed():
        found.append(("meaning:no_model", ()))
    elif unknown := tuple(sorted({asked.language, *languages} & set(AT_CHANCE))):
        found.append(("meaning:chance", unknown))
    return tuple(found)


def _side(asking: Asking, narrowed: narrowing.Condition, pool: narrowing.Pool) -> _Side:
    """What is looked for among the passages of one language."""
    asked, language = asking.asked, pool.language
    without = list(asked.without)
    if asked.without and asked.language != language:
        for versions in translating.many(asked.without, asked.language, [language]):
            without += versions.texts.values()
    where = narrowing.with_operators(narrowed, asked, language, without)
    # Words of another language mean nothing here, or something else; only without any vector are names and numbers better
    # than nothing.
    text = asking.versions.texts.get(language) or ("" if asking.by_meaning else asked.text)
    others = topics.synonyms(asked.text, language) if asked.widened else ()
    return _Side(pool, where, words.asked(text, language, others))


def _by_meaning(side: _Side, vector: str | None) -> None:
    """Adds who is near, and to each leg's candidates what the other leg says of them."""
    if vector is None:
        return
    side.likeness = meaning.nearest(vector, side.where, side.pool.passages, CANDIDATES)
    found_by_words = side.scores.keys() - side.likeness.keys()
    side.scores |= words.of_these(side.wanted, side.likeness.keys() - side.scores.keys())
    side.likeness |= meaning.of_these(vector, found_by_words)


def _ranked(asked: Query, sides: Sequence[_Side]) -> dict[str, list[Candidate]]:
    """The best passages of each language."""
    totals = {side.pool.language: fused(side.likeness, side.scores) for side in sides}
    named = named_in(asked.text)
    about = {
        passage: (document, COUNTRY_NAMED if named.intersection(countries) else 0.0)
        for passage, document, countries in _rows(chain.from_iterable(totals.values()))
    }
    ranked = {}
    for side in sides:
        total = {passage: score + about[passage][1] for passage, score in totals[side.pool.language].items()}
        candidates = (
            Candidate(
                passage, about[passage][0], side.pool.language, side.likeness.get(passage), side.scores.get(passage, 0.0),
                total[passage],
            )
            for passage in best_first(total)
        )  # fmt: skip
        ranked[side.pool.language] = few_of_each(candidates, asked.limit, asked.per_document)
    return ranked


def _rows(passages: Iterable[int]) -> list[tuple[int, UUID, list[str]]]:
    """Of each passage its document and countries. One array: hundreds of parameters cost more than the rows."""
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, [list(passages)])
        return cursor.fetchall()
