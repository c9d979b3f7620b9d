"""Given names where surnames stand, and the other way round: noticed from the file's own words, never put right. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from acogida.registration.importing.findings import WARNING, Finding
from acogida.registration.importing.folding import bare
from acogida.registration.importing.reading import Entry
from acogida.registration.importing.table import Table

CLEAR = 3  # a word counts for one column when it stands there this many times as often as in the other


def look(entries: Sequence[Entry], table: Table) -> list[Finding]:
    """Rows in which every given name is elsewhere a surname, and every first surname elsewhere a given name."""
    given: Counter[str] = Counter()
    surnames: Counter[str] = Counter()
    split: dict[str, tuple[str, ...]] = {}

    def words(text: str) -> tuple[str, ...]:
        found = split.get(text)
        if found is None:
            found = split[text] = tuple(bare(text).split())
        return found

    for entry in entries:
        given.update(words(entry.given))
        surnames.update(words(entry.first))
        surnames.update(words(entry.second))
    column = table.headers[table.places["given"]]
    return [
        Finding(WARNING, "names_swapped", entry.row, column, entry.name, {})
        for entry in entries
        if entry.first
        and all(_mostly(word, surnames, given) for word in words(entry.given))
        and any(_mostly(word, given, surnames) for word in words(entry.first))
        and not any(_mostly(word, surnames, given) for word in words(entry.first))
    ]


def _mostly(word: str, here: Counter[str], there: Counter[str]) -> bool:
    """Whether a word stands mostly `here`, this row's own use `there` left out."""
    return here[word] >= max(CLEAR * (there[word] - 1), 1)
