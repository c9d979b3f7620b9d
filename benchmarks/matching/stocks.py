"""Names by origin: frequent ones by Zipf's law, a rare tail composed of the origin's syllables. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

RARE = 0.13  # share of surnames that hardly anybody else bears
FLAT = 3.0  # real heads are less steep than 1/rank

Words = list[str]


@dataclass(frozen=True)
class Origin:
    """Where a person's names come from. `stock` names the lists, `nations` who bears them and how often."""

    name: str
    stock: str
    share: float
    nations: dict[str, float]


# About who asked Mexico for asylum in 2021–2025; children of Haitians were often born in Brazil or Chile.
ORIGINS = (
    Origin("spanish", "central_america", 0.33, {"HN": 0.56, "SV": 0.19, "GT": 0.17, "NI": 0.08}),
    Origin("spanish", "cuba", 0.16, {"CU": 1.0}),
    Origin("spanish", "south_america", 0.11, {"VE": 0.6, "CO": 0.22, "EC": 0.12, "PE": 0.06}),
    Origin("maya_garifuna", "maya_garifuna", 0.05, {"GT": 0.6, "HN": 0.3, "BZ": 0.1}),
    Origin("haitian", "haitian", 0.21, {"HT": 0.84, "BR": 0.06, "CL": 0.08, "DO": 0.02}),
    Origin("arabic", "arabic", 0.02, {"SY": 0.4, "YE": 0.35, "EG": 0.1, "IQ": 0.1, "MA": 0.05}),
    Origin("persian", "persian", 0.025, {"AF": 0.8, "IR": 0.2}),
    Origin("chinese", "chinese", 0.02, {"CN": 1.0}),
    Origin("russian", "russian", 0.02, {"RU": 0.7, "UA": 0.25, "BY": 0.05}),
    Origin("african", "africa", 0.025, {"SN": 0.3, "CD": 0.25, "CM": 0.2, "GN": 0.15, "GH": 0.1}),
    Origin("lusophone", "angola", 0.01, {"AO": 1.0}),
    Origin("lusophone", "brazil", 0.02, {"BR": 1.0}),
)


@cache
def tables(file: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / file).read_text("utf-8"))


def listed(text: str) -> Words:
    return list(dict.fromkeys(word.strip() for word in text.split(",")))


def zipf(size: int) -> np.ndarray:
    weights = 1.0 / (np.arange(size) + FLAT)
    return weights / weights.sum()


class Stock:
    """Draws many names at once from one stock.

    Args:
        name: a table of `names.toml`.
        rng: where chance comes from; every draw moves it on.
    """

    def __init__(self, name: str, rng: np.random.Generator) -> None:
        table = tables("names.toml")[name]
        self.rng = rng
        self.syllables = bool(table.get("syllables"))
        self.compound = bool(table.get("compound"))
        self.gendered = bool(table.get("gendered"))
        self.two_surnames = int(table.get("surnames", 1)) == 2
        self.names = {"F": listed(table["female"]), "M": listed(table["male"])}
        self.surname = listed(table["surname"]) if "surname" in table else []
        self.rare = [part.split() for part in table["rare"].split("|")] if "rare" in table else []

    def pick(self, words: Words, size: int) -> Words:
        return [words[at] for at in self.rng.choice(len(words), size, p=zipf(len(words)))]

    def surnames(self, size: int) -> Words:
        if self.syllables:
            return [word.capitalize() for word in self.pick(self.surname, size)]
        drawn = self.pick(self.surname, size)
        for at in np.flatnonzero(self.rng.random(size) < RARE):
            drawn[at] = self._rare()
        return drawn

    def _rare(self) -> str:
        first, middle, last = self.rare
        take = self.rng.integers
        word = first[take(len(first))] + (middle[take(len(middle))] if self.rng.random() < 0.7 else "")
        return word + last[take(len(last))]

    def given(self, sex: str, size: int) -> Words:
        """Given names as people write them: one or two (or two syllables run together)."""
        drawn, more = self.pick(self.names[sex], size), self.pick(self.names[sex], size)
        chance = self.rng.random((2, size))
        if self.syllables:
            return [
                (one + two).capitalize() if p < 0.75 and one != two else one.capitalize()
                for one, two, p in zip(drawn, more, chance[0], strict=True)
            ]
        double = 0.62 if self.two_surnames else 0.34 if self.compound else 0.12
        found = []
        for one, two, p, q in zip(drawn, more, chance[0], chance[1], strict=True):
            if p >= double or one == two:
                found.append(one)
            else:
                found.append(f"{one}-{two}" if self.compound and q < 0.4 else f"{one} {two}")
        return found


def feminine(surname: str) -> str:
    """A Russian woman's form of a surname: Ivanova, Dostoyevskaya.

    >>> [feminine(name) for name in ("Ivanov", "Kuzmin", "Belsky", "Shevchenko")]
    ['Ivanova', 'Kuzmina', 'Belskaya', 'Shevchenko']
    """
    if surname.endswith(("ov", "ev", "yov", "in", "yn")):
        return surname + "a"
    return surname[:-1] + "aya" if surname.endswith("sky") else surname
