"""How common names are in the register: what the weights need to know of each name asked about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg

from acogida.people.matching.ordinary import COMPATRIOTS, LEAST_POPULATION, NAMESAKES, SMALL
from acogida.people.matching.profile import Profile
from acogida.people.matching.reading import psycopg_connection
from acogida.people.matching.sinitic import chinese, readings
from acogida.people.matching.store import PROFILES, TOKENS
from acogida.people.matching.tokens import code
from acogida.people.matching.variants import heads
from acogida.people.matching.weights import Frequencies

COUNTS = """
SELECT token, count FROM people_matchtoken WHERE token = ANY(%(tokens)s::text[])
UNION ALL
SELECT sound, count FROM people_matchsound WHERE (part, sound) IN (SELECT each, each FROM unnest(%(sounds)s::text[]) each)
"""


def shares(asked: Collection[Profile], cursor: Any = None) -> tuple[Frequencies, int]:
    """The frequencies of the names and nationalities of these profiles, and among how many persons one of them could be
    confused."""
    tokens = {token for each in asked for token in each.names}
    read = {token for each in asked if chinese(each.names, each.nationality) for token in each.names}
    tokens |= {head for token in tokens for head in heads(token)} | {one for token in read for one in readings(token)}
    sounds = {code(token) for token in tokens}
    countries = {each.nationality for each in asked if each.nationality}
    cursor = cursor or psycopg.Cursor(psycopg_connection())
    cursor.execute(COUNTS, {"tokens": [PROFILES, TOKENS, *tokens, *countries], "sounds": [*sounds]})
    counts = dict(cursor.fetchall())
    population = max(counts.get(PROFILES, 1), LEAST_POPULATION)
    names, people = counts.get(TOKENS, 0) + SMALL, counts.get(PROFILES, 0) + SMALL
    found = Frequencies(
        {name: (counts.get(name, 0) + NAMESAKES) / names for name in tokens},
        {name: (counts.get(name, 0) + NAMESAKES) / names for name in sounds},
        {name: (counts.get(name, 0) + COMPATRIOTS) / people for name in countries},
        names,
    )
    return found, population
