"""How common names, sounds and nationalities are in a list of profiles. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from acogida.people.matching.profile import Profile
from acogida.people.matching.tokens import code
from acogida.people.matching.weights import Frequencies


def frequencies_of(profiles: Iterable[Profile]) -> Frequencies:
    """Shares of tokens, sounds and nationalities, as the program's index keeps them."""
    tokens: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    people = 0
    for each in profiles:
        tokens.update(each.names)
        countries[each.nationality] += 1
        people += 1
    sounds: Counter[str] = Counter()
    for token, count in tokens.items():
        sounds[code(token)] += count
    total = max(1, sum(tokens.values()))
    return Frequencies(
        {token: count / total for token, count in tokens.items()},
        {sound: count / total for sound, count in sounds.items()},
        {country: count / max(1, people) for country, count in countries.items() if country},
        total,
    )
