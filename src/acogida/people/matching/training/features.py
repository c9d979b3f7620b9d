"""A pair of records as numbers on which its bits are linear: how many tokens stand at each level, what those tokens say, what
has no counterpart, and which level dates, sex and nationality reach. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from acogida.people.matching.compare import (
    COLUMNS,
    GIVEN,
    JOINED_GIVEN,
    JOINED_SURNAMES,
    SURNAMES,
    WIDTH,
    Candidates,
    Detail,
    columns,
    information,
    weigh,
)
from acogida.people.matching.profile import Profile
from acogida.people.matching.weights import Birth, Frequencies, Level, Same, Weights

Matrix = npt.NDArray[np.float32]

SIDES = ("given", "surname")
LEVELS = tuple(level for level in Level if level)
COUNTS = 2 * len(LEVELS)  # at [side, level]: tokens at the level; then as many sums of what they say
NAMES = (
    *(f"{side}.{level.name.lower()}" for side in SIDES for level in LEVELS),
    *(f"{side}.{level.name.lower()}.information" for side in SIDES for level in LEVELS),
    *(f"{side}.{what}" for side in SIDES for what in ("conflict", "missing")),
    "crossed", "aligned",
    *(f"birth.{level.name.lower()}" for level in Birth),
    *(f"sex.{level.name.lower()}" for level in Same),
    *(f"nationality.{level.name.lower()}" for level in Same), "nationality.information",
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(NAMES)}
WIDE = len(NAMES)


def coefficients(weights: Weights) -> npt.NDArray[np.float64]:
    """The bits that each feature is worth under some weights: `features @ coefficients` is their total."""
    found = np.zeros(WIDE)
    for side, table, at in (("given", weights.given, 0), ("surname", weights.surname, 1)):
        for level, weight in table.items():
            found[PLACE[f"{side}.{level.name.lower()}"]] = np.log2(weight.m)
            found[PLACE[f"{side}.{level.name.lower()}.information"]] = weight.share
        found[PLACE[f"{side}.conflict"]] = weights.conflict[at]
        found[PLACE[f"{side}.missing"]] = weights.missing[at]
    found[PLACE["crossed"]], found[PLACE["aligned"]] = weights.crossed, weights.aligned
    for birth in Birth:
        found[PLACE[f"birth.{birth.name.lower()}"]] = weights.birth[birth]
    for same in Same:
        found[PLACE[f"sex.{same.name.lower()}"]] = weights.sex[same]
        found[PLACE[f"nationality.{same.name.lower()}"]] = weights.nationality[same]
    found[PLACE["nationality.information"]] = weights.nationality_share
    return found


def features(query: Profile, among: Candidates, weights: Weights, frequencies: Frequencies) -> tuple[Matrix, Matrix]:
    """(features, whether the names say enough) of a query against candidates."""
    _bits, named, detail = weigh(query, among, weights, frequencies)
    found = np.zeros((len(among), WIDE), dtype=np.float32)
    _names(found, query, among, detail, frequencies)
    rows = np.arange(len(among))
    found[rows, PLACE["aligned"] - detail.crossed.astype(int)] = 1
    found[rows, PLACE["birth.missing"] + detail.birth] = 1
    found[rows, PLACE["sex.missing"] + detail.sex] = 1
    found[rows, PLACE["nationality.missing"] + detail.nationality] = 1
    same = detail.nationality == Same.SAME
    found[:, PLACE["nationality.information"]] = same * frequencies.nationality(query.nationality)
    return found, named.astype(np.float32)


def _names(found: Matrix, query: Profile, among: Candidates, detail: Detail, frequencies: Frequencies) -> None:
    own = columns(query)
    asked = [column for column in range(COLUMNS) if own[column]]
    plain = [row for row, column in enumerate(asked) if column < WIDTH]
    if not plain:
        return
    levels = detail.levels
    value = np.stack([information(own[column], frequencies)[levels[row]] for row, column in enumerate(asked)])
    present = among.names[:, :WIDTH] > 0
    mine, mine_said = _best(levels[plain], value[plain], axis=2)
    theirs, theirs_said = _best(levels[:, :, :WIDTH], value[:, :, :WIDTH], axis=0)
    for column, group in ((JOINED_GIVEN, GIVEN), (JOINED_SURNAMES, SURNAMES)):
        if column in asked:  # their one word is my several
            row = asked.index(column)
            whole, whole_said = _best(levels[row][None], value[row][None], axis=2)
            members = [place for place, at in enumerate(plain) if group.start <= asked[at] < group.stop]
            for place in members:
                better = whole[0] > mine[place]
                mine[place] = np.where(better, whole[0], mine[place])
                mine_said[place] = np.where(better, whole_said[0] / len(members), mine_said[place])
        whole, whole_said = levels[:, :, column].max(axis=0), value[:, :, column].max(axis=0)
        held = np.maximum(present[:, group].sum(axis=1), 1)
        better = (whole[:, None] > theirs[:, group]) & present[:, group]
        theirs[:, group] = np.where(better, whole[:, None], theirs[:, group])
        theirs_said[:, group] = np.where(better, (whole_said / held)[:, None], theirs_said[:, group])
    for side, (name, group) in enumerate(zip(SIDES, (GIVEN, SURNAMES), strict=True)):
        members = [place for place, at in enumerate(plain) if group.start <= asked[at] < group.stop]
        for number, level in enumerate(LEVELS):
            at = side * len(LEVELS) + number
            for matrix, words, about in (
                (mine[members], mine_said[members], 0),
                (theirs[:, group], theirs_said[:, group], 1),
            ):
                here = matrix == level
                found[:, at] += here.sum(axis=about) / 2
                found[:, COUNTS + at] += (here * words).sum(axis=about) / 2
        left = (mine[members] == 0).sum(axis=0)
        left_theirs = (present[:, group] & (theirs[:, group] == 0)).sum(axis=1)
        against = np.minimum(left, left_theirs)
        found[:, PLACE[f"{name}.conflict"]] = against
        found[:, PLACE[f"{name}.missing"]] = np.maximum(left, left_theirs) - against


def _best(levels: npt.NDArray[np.uint8], value: Matrix, axis: int) -> tuple[npt.NDArray[np.uint8], Matrix]:
    """The level that says most along an axis, and what it says."""
    worth = np.where(levels > 0, value * 0.01 + levels, 0)
    at = np.expand_dims(worth.argmax(axis=axis), axis)
    return (
        np.take_along_axis(levels, at, axis).squeeze(axis).copy(),
        np.take_along_axis(value, at, axis).squeeze(axis).astype(np.float32),
    )


def stacked(parts: Sequence[Matrix]) -> Matrix:
    return np.concatenate(parts) if parts else np.zeros((0, WIDE), dtype=np.float32)
