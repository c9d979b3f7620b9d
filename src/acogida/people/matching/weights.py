"""The weights of evidence: how often a thing agrees when two records are of one person (m) and when they are not (u).

Data in `weights/<version>.json`, with where they were learned. A weight is log2(m / u), in bits (Fellegi and Sunter,
1969). For names u is the share of people who bear the name, so that a rare name weighs more. Pure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

VERSION = "3"  # of the weights in force
# Where nationalities are not known, nothing tells whether two persons' names go together: taken one by one (record 14).
PLAIN = "2"
MOST_BITS = 15.0  # what one name can say at most, however rare
LEAST_BITS = 1.0


class Level(IntEnum):
    """How near two tokens of names are."""

    NONE = 0
    INITIAL = 1  # "J." and "José"
    SOUND = 2  # the same sound, written quite differently
    NEAR = 3  # a letter or two apart
    SPELLING = 4  # the same sound, a letter or two apart
    ROMANISED = 5  # Chinese syllables that may be one: Zhang, Cheung
    VARIANT = 6  # a known other form: Paco, Francisco
    EXACT = 7


class Birth(IntEnum):
    """How two dates of birth stand to each other."""

    MISSING = 0
    SAME = 1
    SAME_NEW_YEAR = 2  # both 1 January of one year: the year is known, the rest was not
    SWAPPED = 3  # day and month
    YEAR_AND_PART = 4  # same year, and same month or same day
    YEAR_UNKNOWN_REST = 5  # same year; one of them says no more (or says 1 January)
    DAY_NEAR_YEAR = 6  # same day and month, a year mistaken
    DAY_MONTH = 7  # same day and month, another year
    YEAR = 8  # same year, another day and month
    NEAR_YEAR = 9  # one year apart
    DIFFERENT = 10
    SAME_TEXT = 11  # no date either of them, but written alike


class Same(IntEnum):
    """Sex, nationality."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2


NAME_LEVELS = {level.name.lower(): level for level in Level if level}


@dataclass(frozen=True)
class NameWeight:
    """`m`: how often it is so for one person's tokens. u = 2 ** -(share · bits of the name)."""

    m: float
    share: float

    def bits(self, information: float) -> float:
        return math.log2(self.m) + self.share * information


@dataclass(frozen=True)
class Weights:
    """One version of the weights; see the file for what was learned where."""

    version: str
    given: Mapping[Level, NameWeight]
    surname: Mapping[Level, NameWeight]
    conflict: tuple[
        float, float
    ]  # bits for a given name, a surname, that has no counterpart though there is one to have
    missing: tuple[float, float]  # bits for one that the other record simply lacks
    crossed: float  # bits when given names and surnames stand in each other's place
    aligned: float
    birth: Mapping[Birth, float]
    sex: Mapping[Same, float]
    nationality: Mapping[Same, float]  # SAME: what is added to share · bits of the nationality
    nationality_share: float
    slope: float  # calibration: log2 odds = slope · (bits + prior) + offset
    offset: float
    duplicates: float  # how many records of one person there are, on average, beside each
    possible: float  # probability from which a pair is shown to somebody
    automatic: float  # probability from which it is next to certain (a person still decides)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def probability(self, bits: Any, population: int) -> Any:
        """How likely it is that two records are of one person. `bits` may be an array; `population` is how many
        records there are to be confused with."""
        odds = self.slope * (bits + math.log2(self.duplicates / max(population, 100))) + self.offset
        return 1.0 / (1.0 + 2.0**-odds)


def _names(raw: Mapping[str, Any]) -> dict[Level, NameWeight]:
    return {NAME_LEVELS[name]: NameWeight(float(each["m"]), float(each["share"])) for name, each in raw.items()}


def _bits(raw: Mapping[str, Any], levels: type[IntEnum]) -> dict[Any, float]:
    """Bits of a closed set of levels, from m and u."""
    found = {levels[name.upper()]: math.log2(float(each["m"]) / float(each["u"])) for name, each in raw.items()}
    return {level: found.get(level, 0.0) for level in levels}


def _nationality(raw: Mapping[str, Any]) -> dict[Any, float]:
    """`known` is what is taken off wherever both nationalities are known: names of one country go together, and those of
    compatriots agree oftener than their shares of the whole register say."""
    known = float(raw.get("known", 0.0))
    return {
        Same.MISSING: 0.0,
        Same.SAME: math.log2(float(raw["same"]["m"])) + known,
        Same.DIFFERENT: _log(raw["different"]) + known,
    }


def _log(each: Mapping[str, Any]) -> float:
    return math.log2(float(each["m"]) / float(each["u"]))


def parse(raw: Mapping[str, Any]) -> Weights:
    """Weights from the content of a file. Raises KeyError or ValueError when something lacks or is no share."""
    given, surname, order = raw["given"], raw["surname"], raw["order"]
    return Weights(
        version=str(raw["version"]),
        given=_names(given["levels"]),
        surname=_names(surname["levels"]),
        conflict=(_log(given["conflict"]), _log(surname["conflict"])),
        missing=(_log(given["missing"]), _log(surname["missing"])),
        crossed=_log(order["crossed"]),
        aligned=_log(order["aligned"]),
        birth=_bits(raw["birth"], Birth),
        sex=_bits(raw["sex"], Same),
        nationality=_nationality(raw["nationality"]),
        nationality_share=float(raw["nationality"]["same"]["share"]),
        slope=float(raw["calibration"]["slope"]),
        offset=float(raw["calibration"]["offset"]),
        duplicates=float(raw["duplicates"]),
        possible=float(raw["thresholds"]["possible"]),
        automatic=float(raw["thresholds"]["automatic"]),
        provenance=dict(raw.get("provenance", {})),
    )  # fmt: skip


def read(version: str = VERSION) -> dict[str, Any]:
    """The content of the file of a version. Raises FileNotFoundError when there is none."""
    folder = resources.files("acogida.people.matching") / "weights"
    try:
        content: dict[str, Any] = json.loads((folder / f"{version}.json").read_text(encoding="utf-8"))
    except OSError:
        raise FileNotFoundError(f"there are no weights “{version}”") from None
    return content


def fitting(stated: float) -> str:
    """The version for a list of which a share (0 to 1) of the records state a nationality."""
    return VERSION if stated >= 0.5 else PLAIN


@cache
def load(version: str = VERSION) -> Weights:
    """The weights of a version. Raises FileNotFoundError when there is none."""
    return parse(read(version))


@dataclass(frozen=True)
class Frequencies:
    """What share of names a token, and a sound, is; what share of people a nationality is. Unknown ones are rare."""

    tokens: Mapping[str, float] = field(default_factory=dict)
    sounds: Mapping[str, float] = field(default_factory=dict)
    nationalities: Mapping[str, float] = field(default_factory=dict)
    total: int = 0  # how many tokens were counted

    def token(self, token: str) -> float:
        """Bits: how much it says that somebody bears this name."""
        return self._bits(self.tokens.get(token, 0.0))

    def sound(self, sound: str) -> float:
        return self._bits(self.sounds.get(sound, 0.0))

    def nationality(self, country: str) -> float:
        share = self.nationalities.get(country, 0.0)
        return -math.log2(min(max(share, 0.002), 1.0))

    def _bits(self, share: float) -> float:
        least = 0.5 / max(self.total, 1000)
        return min(max(-math.log2(max(share, least)), LEAST_BITS), MOST_BITS)
