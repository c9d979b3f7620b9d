"""Names that are other forms of each other: hypocoristics, spellings in other languages. Data, in `data/`. Pure.

Each table says its columns in its first lines. A form may stand on many lines (beto: alberto, roberto, humberto).
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

# file and how many columns stand before the name: hypocoristics say whose they are first
TABLES = (("hypocoristics.tsv", 1), ("spellings.tsv", 0))


def rows(file: str, before: int = 0) -> list[list[str]]:
    """The words of each line of a table, without comments and without the first `before` columns."""
    text = (resources.files("acogida.people.matching") / "data" / file).read_text(encoding="utf-8")
    lines = (line.partition("#")[0].split()[before:] for line in text.splitlines())
    return [line for line in lines if len(line) > 1]


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]]]:
    heads: dict[str, list[str]] = {}
    forms: dict[str, set[str]] = {}
    for file, before in TABLES:
        for words in rows(file, before):
            forms.setdefault(words[0], set()).update(words)
            for word in words:
                if words[0] not in heads.setdefault(word, []):
                    heads[word].append(words[0])
    return {word: tuple(found) for word, found in heads.items()}, {
        head: frozenset(all_) for head, all_ in forms.items()
    }


def heads(token: str) -> tuple[str, ...]:
    """The full names a token may be a form of; empty when it is in no table."""
    return _tables()[0].get(token, ())


@lru_cache(maxsize=65536)
def related(token: str) -> frozenset[str]:
    """Every token that may be the same name: other forms of each name this is a form of; the token itself is not in it."""
    known, forms = _tables()
    found = {form for head in known.get(token, ()) for form in forms.get(head, ())}
    return frozenset(found - {token})
