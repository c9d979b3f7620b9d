"""What is asked and what is answered. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from acogida.coi.intake.reading.building import one_line

QUOTED = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]')
EXCLUDED = re.compile(r"(?<![^\s(])[-−–](?=[^\W\d_])([\w’'-]+)")
LONGEST = 2_000  # letters of a question: more than the model reads, and far less than what keeps a translator busy for minutes
EXCLUDED_PHRASE = re.compile(r'(?<![^\s(])[-−–]["“«]([^"“”«»]+)["”»]')


@dataclass(frozen=True)
class Query:
    """A question and what narrows it. Empty means: not narrowed.

    `text`: as typed; quotation marks and minus signs in it are read as `phrases` and `without`. `language`: of the text, BCP
    47; recognised when empty. `languages`: of the passages. `countries`: ISO 3166-1 alpha-2. `sources`: ids of sources.
    `limit`: hits in all and hits of each language; `per_document`: passages of one document at most. `widened`: other words of
    the topics for the same are looked for, too.
    """

    text: str
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    not_countries: tuple[str, ...] = ()
    sources: tuple[UUID, ...] = ()
    not_sources: tuple[UUID, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    current_only: bool = True
    limit: int = 10
    per_document: int = 2
    language: str = ""
    widened: bool = False


@dataclass(frozen=True)
class Why:
    """Why a passage is among the hits. `code`: meaning; words (data: the words found in it, in its language); phrase (the
    phrases); country (codes of countries the question names or was narrowed to); topic (codes)."""

    code: str
    data: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A passage that answers. `score` compares hits of one language, and roughly those of several."""

    passage_id: int
    version_id: UUID
    document_id: UUID
    external_id: str
    title: str
    page: int | None
    section: tuple[str, ...]
    text: str
    header: str
    language: str
    country: str
    score: float
    why: tuple[Why, ...]
    confirmed: bool
    current: bool
    published_on: date | None
    source: str


@dataclass(frozen=True)
class Searched:
    """What was looked through, so that an answer without hits is read rightly.

    `engines`: meaning, words, and `apertium …` by direction. `missing`: (what, why, languages) that could not be used:
    meaning:no_model, meaning:no_pgvector, meaning:not_yet (passages still to be indexed), meaning:chance (languages the model
    does not know), words:untranslated (languages the question could not be translated into).
    """

    documents: int
    passages: int
    languages: tuple[str, ...]
    on: datetime
    language: str  # the question's
    engines: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Results:
    """`hits`: the best of all languages; `by_language`: the best of each."""

    hits: tuple[Hit, ...]
    by_language: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    searched: Searched | None = None
    took_ms: float = 0.0


def read(query: Query) -> Query:
    """The same query with the operators of its text told apart: what is quoted must occur and is asked for, what follows a
    minus sign must not occur. Composed and without what is not seen, as passages are."""
    without = list(query.without)

    def excluded(found: re.Match[str]) -> str:
        without.append(found[1].strip())
        return " "

    text = EXCLUDED_PHRASE.sub(excluded, one_line(query.text[:LONGEST]))
    phrases = [*query.phrases, *(found.strip() for found in QUOTED.findall(text))]
    text = QUOTED.sub(r" \1 ", text)
    text = EXCLUDED.sub(excluded, text)
    words = " ".join(text.split())
    if not words and query.phrases:
        words = " ".join(query.phrases)
    return replace(
        query,
        text=words,
        phrases=tuple(dict.fromkeys(filter(None, phrases))),
        without=tuple(dict.fromkeys(filter(None, without))),
    )


def base(language: str) -> str:
    """The language without its region: "es" of "es-MX"."""
    return language.partition("-")[0].lower()
