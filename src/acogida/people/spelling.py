"""Other spellings of a word that somebody in the register bears: "gonsales" may be "gonzalez", "paco" "francisco"."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from acogida.people import names
from acogida.people.matching.compare import token_levels
from acogida.people.matching.tokens import code
from acogida.people.matching.variants import related
from acogida.people.matching.weights import Level

MOST = 8  # spellings of one word
NEAR = """
SELECT token FROM people_matchtoken WHERE (token %% %(word)s OR sound = %(sound)s) AND token <> %(word)s
ORDER BY similarity(token, %(word)s) DESC, token LIMIT 60
"""
ENOUGH = (Level.NEAR, Level.SPELLING, Level.VARIANT)


def alternatives(text: str) -> list[list[str]]:
    """For each word of a text the word itself and its other spellings; empty when no word has any."""
    groups = [[word, *_spellings(word)] for word in names.fold(text).split()]
    return groups if any(len(group) > 1 for group in groups) else []


def _spellings(word: str) -> Sequence[str]:
    if len(word) < 3 or not word.isalpha():
        return ()
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"word": word, "sound": code(word)})
        near = [token for (token,) in cursor.fetchall()]
    levels = token_levels([word], ["", *near])[0, 1:] if near else []
    alike = [token for token, level in zip(near, levels, strict=True) if level in ENOUGH]
    return list(dict.fromkeys([*sorted(related(word)), *alike]))[:MOST]
