"""Finding rows by words: every word typed begins one of the row's words, in any order. The index is PostgreSQL's full text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet

from acogida.people import names

CONFIG = "simple"  # names are not Spanish words: no stemming, no stop words
SERIAL_DIGITS = 5  # of case numbers: whoever types 42 means 00042
FIELD = "search_text"


def index(name: str) -> GinIndex:
    """The index over a table's folded words."""
    return GinIndex(SearchVector(FIELD, config=CONFIG), name=name)


def having(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The rows that answer to every word of `text`; none for a text without words."""
    return having_any(rows, [[word] for word in names.fold(text).split()])


def having_any(rows: QuerySet[Any], wanted: Sequence[Sequence[str]]) -> QuerySet[Any]:
    """The rows that answer to one of each group of folded words; none for no groups."""
    if not wanted:
        return rows.none()
    groups = [f"({' | '.join(map(_begins, group))})" for group in wanted]
    query = SearchQuery(" & ".join(groups), search_type="raw", config=CONFIG)
    return rows.alias(words=SearchVector(FIELD, config=CONFIG)).filter(words=query)


def _begins(word: str) -> str:
    padded = word.zfill(SERIAL_DIGITS)
    return f"({word}:* | {padded}:*)" if word.isdecimal() and padded != word else f"{word}:*"
