"""The keys under which a person is filed, and those under which she is looked for. Pure.

A key is a hash of two facts that few persons share: two sounds of her name, or one sound and a part of her birth date,
or the whole date. One fact alone (a name, a sex, a nationality, 1 January) is never a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, pairwise

from acogida.people.matching.profile import Profile
from acogida.people.matching.sinitic import chinese, readings
from acogida.people.matching.tokens import code
from acogida.people.matching.variants import heads

MOST_FORMS = 4  # sounds of one token: its own and those of the full names it may stand for


def hashed(*facts: object) -> int:
    """A signed 64-bit number, the same on every machine."""
    text = "\x1f".join(map(str, facts)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=65536)
def forms(token: str) -> tuple[str, ...]:
    """The sounds under which a token is filed."""
    return tuple(dict.fromkeys((code(token), *(code(head) for head in heads(token)))))[:MOST_FORMS]


def keys(of: Profile) -> frozenset[int]:
    """The keys to file a profile under, and those to look it up by."""
    sounds = [forms(token) for token in dict.fromkeys(of.names) if len(token) > 1]
    found = {*_pairs(sounds), *_dated(sounds, of), *_date(of)}
    if chinese(of.names, of.nationality):
        read = [readings(syllable) or (syllable,) for syllable in dict.fromkeys(of.names)]
        found.update((*_pairs(read), *_dated(read, of)))
    return frozenset(found)


def _pair(one: str, other: str) -> int:
    return hashed("n", *sorted((one, other)))


def _pairs(sounds: Sequence[tuple[str, ...]]) -> Iterable[int]:
    for these, those in combinations(sounds, 2):
        for one in these:
            for other in those:
                yield _pair(one, other)
    if len(sounds) == 1:  # a single name: two of the same would be no rarer, so it is filed with nothing
        for one in sounds[0]:
            yield hashed("1", one)


def _dated(sounds: Sequence[tuple[str, ...]], of: Profile) -> Iterable[int]:
    for these in sounds:
        for one in these:
            if of.year:
                yield hashed("y", one, of.year)
            if of.month and of.day and not of.new_year:
                yield hashed("d", one, *sorted((of.month, of.day)))


def _date(of: Profile) -> Iterable[int]:
    if of.whole_date and not of.new_year:
        yield hashed("w", of.year, *sorted((of.month, of.day)))
    if of.date_text:
        yield hashed("t", of.date_text)


def deletions(sound: str) -> frozenset[str]:
    """A sound and what is left of it without one letter: two sounds are neighbours when they share one of these."""
    return frozenset((sound, *(sound[:place] + sound[place + 1 :] for place in range(len(sound)) if len(sound) > 2)))


def deep_keys(of: Profile, near: Mapping[str, Iterable[str]]) -> frozenset[int]:
    """Further keys, for whoever was not found: sounds one letter away (`near`: sound → neighbours in use), names
    written together or apart, and a year a little wrong."""
    names = [token for token in dict.fromkeys(of.names) if len(token) > 1]
    sounds = [forms(token) for token in names]
    found: set[int] = set()
    for place, these in enumerate(sounds):
        wider = {other for one in these for other in near.get(one, ())} - set(these)
        others = [sound for index, those in enumerate(sounds) if index != place for sound in those]
        for one in wider:
            found.update(_pair(one, other) for other in others)
            found.update(_dated([(one,)], of))
            if len(sounds) == 1:
                found.add(hashed("1", one))
        if of.year:
            found.update(hashed("y", one, year) for one in these for year in _near_years(of.year))
    for group in (of.given, of.surnames):
        for one, other in pairwise(group):
            joined = code(one + other)
            found.update(_dated([(joined,)], of))
            rest = [sound for token in names if token not in (one, other) for sound in forms(token)]
            found.update(_pair(joined, sound) for sound in rest)
    for token in names:
        if len(token) < 6:
            continue
        for cut in range(3, len(token) - 2):
            one, other = code(token[:cut]), code(token[cut:])
            found.add(_pair(one, other))
            found.update(_dated([(one,), (other,)], of) if of.whole_date else ())
    return frozenset(found) - keys(of)


def _near_years(year: int) -> Iterable[int]:
    digits = str(year)
    swapped = int(digits[:2] + digits[3] + digits[2]) if len(digits) == 4 else year
    return {year - 10, year - 2, year - 1, year + 1, year + 2, year + 10, swapped} - {year}
