"""What a question needs before anything is looked up: itself in each language that is searched, and its vectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

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
        each.vectors = _of_languages(query.text, each.versions, languages, rows)


def _of_languages(
    text: str, versions: translating.Versions, languages: Sequence[str], rows: Mapping[str, Any]
) -> dict[str, str]:
    """The vector to look a question up by among passages of each language; `rows`: of texts."""
    found: dict[str, str] = {}
    if (own := rows.get(text)) is not None:
        for language in languages:
            other = rows.get(versions.texts.get(language, ""), own)
            mixed = own if other is own else (1 - TRANSLATED) * own + TRANSLATED * other
            found[language] = vectors.literal(mixed / np.linalg.norm(mixed))
    return found


class Asking:
    """One question while it is answered: its vectors are made on threads of their own while the database is asked for its
    words, or were made before (`prepared`). To be closed (`with`)."""

    def __init__(self, asked: Query, prepared: Prepared | None) -> None:
        self.asked, self._prepared = asked, prepared
        self.versions = prepared.versions if prepared else translating.Versions()
        self.by_meaning = bool(asked.text) and (bool(prepared.vectors) if prepared else indexing.by_meaning())
        self._threads = ThreadPoolExecutor(indexing.cores())
        self._rows: dict[str, Future[Any]] = {}
        self._embed(asked.text)

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def translate(self, languages: Sequence[str]) -> None:
        """Put it into these languages. On this thread: an engine may want the database (the firewall's journal)."""
        if self._prepared is None:
            self.versions = translating.many([self.asked.text], self.asked.language, languages)[0]
            for text in self.versions.texts.values():
                self._embed(text)

    def vectors(self, languages: Sequence[str]) -> dict[str, str]:
        """By language of the passages; empty where meaning cannot be used. Waits for them."""
        if self._prepared is not None:
            return self._prepared.vectors
        rows = {text: coming.result() for text, coming in self._rows.items()}
        return _of_languages(self.asked.text, self.versions, languages, rows)

    def _embed(self, text: str) -> None:
        if self.by_meaning and self._prepared is None and text and text not in self._rows:
            self._rows[text] = self._threads.submit(_row, text)


def _row(text: str) -> Any:
    return embedding.questions([text])[0]
