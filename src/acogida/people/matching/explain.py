"""Why two records look like one person, or do not: the evidence one by one, with its bits. Pure; `wording` says it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from acogida.people.matching.compare import (
    GIVEN,
    SURNAMES,
    WIDTH,
    Detail,
    columns,
    gather,
    information,
    weigh,
)
from acogida.people.matching.profile import MOST_TOKENS, Profile
from acogida.people.matching.weights import Birth, Frequencies, Level, Same, Weights

RARE, COMMON = 11.0, 6.0  # bits of a name from which it is called rare, up to which common


class Reason(NamedTuple):
    """One piece of evidence. `part`: given, first_surname, second_surname, name, birth, sex, nationality, order;
    `what`: a level in lower case, or "conflict", "missing", "crossed"; `rarity`: "rare", "common" or "";
    `bits`: for (positive) or against."""

    part: str
    what: str
    rarity: str
    bits: float


def reasons(query: Profile, candidate: Profile, weights: Weights, frequencies: Frequencies) -> list[Reason]:
    """The evidence between two profiles, strongest first."""
    among = gather([candidate])
    _bits, _named, detail = weigh(query, among, weights, frequencies)
    found = [*_names(query, candidate, detail, weights, frequencies), *_rest(detail, query, weights, frequencies)]
    return sorted(found, key=lambda reason: -abs(reason.bits))


def _names(
    query: Profile, candidate: Profile, detail: Detail, weights: Weights, frequencies: Frequencies
) -> list[Reason]:
    own, theirs = columns(query), columns(candidate)
    asked = [column for column in range(len(own)) if own[column]]
    rows = {column: row for row, column in enumerate(asked)}
    level = detail.levels[:, 0, :]
    if own == theirs:
        total = sum(float(information(own[column], frequencies)[Level.EXACT]) for column in asked if column < WIDTH)
        return [Reason("name", "exact", _rarity(total / max(1, len(query.names))), float(detail.name_bits[0]))]
    found: list[Reason] = []
    for column in asked:
        if column >= WIDTH:
            continue
        best = int(np.argmax(level[rows[column]]))
        what = Level(int(level[rows[column], best]))
        table = weights.given if column < MOST_TOKENS else weights.surname
        if what:
            said = float(information(own[column], frequencies)[what])
            found.append(Reason(_part(column), what.name.lower(), _rarity(said), max(table[what].bits(said), 0.05)))
    for side, group in enumerate((GIVEN, SURNAMES)):
        mine = [column for column in asked if group.start <= column < group.stop]
        left = [column for column in mine if not level[rows[column]].any()]
        other = [column for column in range(group.start, group.stop) if theirs[column]]
        left_theirs = [column for column in other if not level[:, column].any()]
        against = min(len(left), len(left_theirs))
        for place in range(max(len(left), len(left_theirs))):
            column = (left if len(left) >= len(left_theirs) else left_theirs)[place]
            if place < against:
                found.append(Reason(_part(column), "conflict", "", weights.conflict[side]))
            else:
                found.append(Reason(_part(column), "missing", "", weights.missing[side]))
    if detail.crossed[0]:
        found.append(Reason("order", "crossed", "", weights.crossed))
    return found


def _rest(detail: Detail, query: Profile, weights: Weights, frequencies: Frequencies) -> list[Reason]:
    found = []
    birth, sex, nationality = Birth(int(detail.birth[0])), Same(int(detail.sex[0])), Same(int(detail.nationality[0]))
    if birth:
        found.append(Reason("birth", birth.name.lower(), "", weights.birth[birth]))
    if sex:
        found.append(Reason("sex", sex.name.lower(), "", weights.sex[sex]))
    if nationality:
        said = weights.nationality_share * frequencies.nationality(query.nationality) if nationality == Same.SAME else 0
        found.append(Reason("nationality", nationality.name.lower(), "", weights.nationality[nationality] + said))
    return found


def _part(column: int) -> str:
    if column < MOST_TOKENS:
        return "given"
    return "first_surname" if column == MOST_TOKENS else "second_surname"


def _rarity(bits: float) -> str:
    return "rare" if bits >= RARE else "common" if bits <= COMMON else ""
