"""What a question needs before anything is looked up: itself in each language that is searched, and its vectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from acogida.coi.search import embedding, indexing, translating, vectors
from acogida.coi.search.query import Query, base, read
from acogida.languages.detect import UNKNOWN, language_of

# In a language that is not its own, a question is looked up half by its own vector and half by its translation's: each errs
# in its own way (dense alone: five points more of first places on three sets of questions).
TRANSLATED = 0.5


@dataclass
class Prepared:
    """`vectors` by language of the passages, as pgvector reads them; empty where meaning cannot be used."""

    vectors: dict[str, str] = field(default_factory=dict)
    versions: translating.Versions = field(default_factory=translating.Versions)


def understood(query: Query) -> Query:
    """The query with its operators told apart and the language of its text."""
    asked = read(query)
    return replace(asked, language=base(asked.language) or spoken(asked.text))


def spoken(text: str) -> str:
    """The language of a question; Spanish where it cannot be told."""
    code = language_of(text).code
    return "es" if code == UNKNOWN else base(code)


def prepare(asked: Sequence[Query], languages: Sequence[str], cores: int = 1) -> list[Prepared]:
    """What these questions need to be looked up among passages of `languages`, made together."""
    made = [Prepared() for _query in asked]
    groups: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for number, query in enumerate(asked):
        groups[query.language, tuple(map(base, query.languages)) or tuple(languages)].append(number)
    for (source, targets), numbers in groups.items():
        versions = translating.many([asked[number].text for number in numbers], source, targets)
        for number, version in zip(numbers, versions, strict=True):
            made[number].versions = version
    if indexing.by_meaning():
        _embed(asked, made, languages, cores)
    return made


def _embed(asked: Sequence[Query], made: Sequence[Prepared], languages: Sequence[str], cores: int) -> None:
    texts = {query.text for query in asked} | {text for each in made for text in each.versions.texts.values()}
    ordered = sorted(texts - {""})
    rows = dict(zip(ordered, embedding.questions(ordered, cores), strict=True))
    for query, each in zip(asked, made, strict=True):
        if (own := rows.get(query.text)) is None:
            continue
        for language in languages:
            other = rows.get(each.versions.texts.get(language, ""), own)
            mixed = own if other is own else (1 - TRANSLATED) * own + TRANSLATED * other
            each.vectors[language] = vectors.literal(mixed / np.linalg.norm(mixed))
