"""What country information is about: topics on three axes, and words that mean the same in several languages. Pure.

Data: `topics.toml` beside this file. A topic's **rings** are sets of words for one concept ("mara", "pandilla", "gang"): search
widens a question by the rings it touches, intake proposes the topics whose words a text uses. Words are compared without accents,
case and plural endings; that is coarse, and only ever proposes.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

AXES = ("section", "element", "profile")
MOST_SYNONYMS = 8
_WORD = re.compile(r"\w+")
_Ring = Mapping[str, tuple[str, ...]]  # language → words


@dataclass(frozen=True)
class Topic:
    """One subject. `labels` by language (es, en, fr, pt, ht); `order` is its place in its axis, from 0."""

    code: str
    axis: str
    labels: Mapping[str, str]
    rings: tuple[_Ring, ...]
    order: int

    def label(self, language: str = "es") -> str:
        """Its name in `language` ("es", "pt-br"), in English otherwise."""
        return self.labels.get(language.split("-")[0].lower()) or self.labels["en"]


def stems(text: str) -> tuple[str, ...]:
    """The words of a text without accents, case, and the endings that only say more than one."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return tuple(map(_stem, _WORD.findall(plain)))


def _stem(word: str) -> str:
    if len(word) < 4:
        return word
    short = word.removesuffix("s").removesuffix("e")
    return f"{short[:-1]}i" if short.endswith("y") else short


@cache
def all_topics() -> Mapping[str, Topic]:
    """Every topic by its code, in the order of the file. Raises ValueError if the file is wrong."""
    raw = tomllib.loads(Path(__file__).with_name("topics.toml").read_text(encoding="utf-8"))["topic"]
    found: dict[str, Topic] = {}
    seen: Counter[str] = Counter()
    for entry in raw:
        code, axis = entry["code"], entry["axis"]
        if axis not in AXES or code in found or not {"es", "en"} <= entry["label"].keys():
            raise ValueError(f"topic {code!r} is not well formed")
        rings = tuple({language: tuple(words) for language, words in ring.items()} for ring in entry["rings"])
        found[code] = Topic(code, axis, entry["label"], rings, seen[axis])
        seen[axis] += 1
    return found


def topics_of(axis: str) -> list[Topic]:
    """The topics of one axis, in order."""
    return [topic for topic in all_topics().values() if topic.axis == axis]


def codes() -> frozenset[str]:
    """Every code there is."""
    return frozenset(all_topics())


def labels(wanted: Iterable[str], language: str = "es") -> list[str]:
    """The names of some topics, in the order of the file; a code nobody knows any more is shown as it is."""
    wanted = set(wanted)
    known = [topic.label(language) for code, topic in all_topics().items() if code in wanted]
    return known + sorted(wanted - codes())


@cache
def _index() -> Mapping[str, tuple[tuple[tuple[str, ...], str, int], ...]]:
    """First stem of a word → (stems of the word, topic, number of the ring)."""
    index: dict[str, dict[tuple[tuple[str, ...], str, int], None]] = {}
    for code, topic in all_topics().items():
        for number, ring in enumerate(topic.rings):
            for words in ring.values():
                for word in words:
                    key = stems(word)
                    index.setdefault(key[0], {})[key, code, number] = None
    return {first: tuple(entries) for first, entries in index.items()}


def _touched(text: str) -> Counter[tuple[str, int]]:
    """Rings whose words the text uses, and how many times."""
    said, index = stems(text), _index()
    found: Counter[tuple[str, int]] = Counter()
    for place, first in enumerate(said):
        hits = {(code, ring) for key, code, ring in index.get(first, ()) if said[place : place + len(key)] == key}
        found.update(hits)
    return found


def expand(text: str, languages: Iterable[str] = ()) -> list[str]:
    """Other words for what `text` asks about: those of the rings it touches that it does not use itself.

    `languages`: only words of these ("es", "en"); all when empty. In the order of the file, each once.
    """
    said, wanted = stems(text), frozenset(languages)
    found: dict[str, None] = {}
    for code, number in sorted(_touched(text)):
        for language, words in all_topics()[code].rings[number].items():
            if not wanted or language in wanted:
                found.update((word, None) for word in words if not _within(stems(word), said))
    return list(found)


def synonyms(text: str, language: str) -> list[str]:
    """The first of `expand` in `language` that are one word: a part of a longer name would mean anything."""
    return [word for word in expand(text, (language,)) if _WORD.fullmatch(word)][:MOST_SYNONYMS]


def _within(word: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[place : place + len(word)] == word for place in range(len(said) - len(word) + 1))


def suggest(text: str, limit: int = 6) -> list[str]:
    """Codes of the topics `text` seems to be about: the most used first, at most `limit`; a proposal for a person to confirm.

    In a long text a topic must stand out: one that is used less than a tenth as often as the first is left out.
    """
    weights: Counter[str] = Counter()
    for (code, _ring), times in _touched(text).items():
        weights[code] += times
    if not weights:
        return []
    order = {code: place for place, code in enumerate(all_topics())}
    floor = max(weights.values()) / 10
    ranked = sorted((-times, order[code], code) for code, times in weights.items() if times >= floor)
    return [code for _times, _place, code in ranked[:limit]]
