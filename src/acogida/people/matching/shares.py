"""How common names are in the register: what the weights need to know of each name asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import psycopg

from acogida.people.matching.ordinary import COMPATRIOTS, LEAST_POPULATION, NAMESAKES, SMALL
from acogida.people.matching.profile import Profile
from acogida.people.matching.reading import psycopg_connection
from acogida.people.matching.sinitic import chinese, readings
from acogida.people.matching.store import PROFILES, TOKENS
from acogida.people.matching.tokens import code
from acogida.people.matching.variants import heads
from acogida.people.matching.weights import Frequencies

# How many bear each name, how many names sound so; with `Names.parameters`.
COUNTS = """
SELECT token, count FROM people_matchtoken WHERE token = ANY(%(tokens)s::text[])
UNION ALL
SELECT sound, count FROM people_matchsound WHERE (part, sound) IN (SELECT each, each FROM unnest(%(sounds)s::text[]) each)
"""


class Names:
    """The names, their sounds and the countries whose commonness some profiles need to be weighed."""

    def __init__(self, asked: Collection[Profile]) -> None:
        tokens = {token for each in asked for token in each.names}
        read = {token for each in asked if chinese(each.names, each.nationality) for token in each.names}
        tokens |= {head for token in tokens for head in heads(token)} | {
            one for token in read for one in readings(token)
        }
        self.tokens = tokens
        self.sounds = {code(token) for token in tokens}
        self.countries = {each.nationality for each in asked if each.nationality}

    @property
    def parameters(self) -> dict[str, list[str]]:
        return {"tokens": [PROFILES, TOKENS, *self.tokens, *self.countries], "sounds": [*self.sounds]}

    def frequencies(self, counts: Mapping[str, int]) -> tuple[Frequencies, int]:
        """What the counts mean, and among how many persons one could be confused."""
        population = max(counts.get(PROFILES, 1), LEAST_POPULATION)
        names, people = counts.get(TOKENS, 0) + SMALL, counts.get(PROFILES, 0) + SMALL
        found = Frequencies(
            {name: (counts.get(name, 0) + NAMESAKES) / names for name in self.tokens},
            {name: (counts.get(name, 0) + NAMESAKES) / names for name in self.sounds},
            {name: (counts.get(name, 0) + COMPATRIOTS) / people for name in self.countries},
            names,
        )
        return found, population


def shares(asked: Collection[Profile]) -> tuple[Frequencies, int]:
    """The frequencies of the names and nationalities of these profiles, and among how many persons one of them could be
    confused."""
    names = Names(asked)
    with psycopg.Cursor(psycopg_connection()) as cursor:
        cursor.execute(COUNTS, names.parameters)
        return names.frequencies(dict(cursor.fetchall()))
