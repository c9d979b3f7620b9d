"""Names that are other forms of each other: hypocoristics, romanisations, abbreviations. Data, in `data/*.tsv`. Pure.

A line is a name and its other forms, separated by white space: "francisco  paco pancho kiko". A form may stand on many
lines (beto: alberto, roberto, humberto).
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]]]:
    heads: dict[str, list[str]] = {}
    forms: dict[str, set[str]] = {}
    folder = resources.files("acogida.people.matching") / "data"
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if not path.name.endswith(".tsv"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.partition("#")[0].split()
            for word in words[:1] if len(words) > 1 else ():
                forms.setdefault(word, set()).update(words)
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
