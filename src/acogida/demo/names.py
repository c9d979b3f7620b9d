"""Names that belong to a person's country, drawn by Zipf's law. Pure; the lists are `data/names.toml`."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

CULTURES = {
    "HN": "honduras", "SV": "salvador", "GT": "guatemala", "NI": "nicaragua", "CU": "cuba", "VE": "venezuela",
    "CO": "colombia", "EC": "ecuador", "HT": "haiti", "BR": "brazil", "AO": "angola", "SN": "senegal",
    "AF": "afghanistan", "CN": "china",
}  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """Words and their cumulative Zipf weights (1, 1/2, 1/3 …, flattened a little: real heads are less steep)."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, text: str) -> Ranked:
        words = tuple(word.strip() for word in text.split(","))
        return cls(words, tuple(itertools.accumulate(1 / (rank + 4) for rank in range(len(words)))))

    def draw(self, random: Random) -> str:
        return random.choices(self.words, cum_weights=self.weights)[0]


@dataclass(frozen=True)
class Culture:
    surnames: int
    eastern: bool
    female: Ranked
    male: Ranked
    surname: Ranked
    child_female: Ranked
    child_male: Ranked

    def given(self, random: Random, sex: str, *, born_on_the_way: bool = False) -> str:
        if born_on_the_way:
            return (self.child_female if sex == "F" else self.child_male).draw(random)
        return (self.female if sex == "F" else self.male).draw(random)

    def surname_pair(self, random: Random) -> tuple[str, str]:
        """First and second surname; the second is empty where people carry one."""
        return self.surname.draw(random), self.surname.draw(random) if self.surnames == 2 else ""

    def childs_surnames(self, father: tuple[str, str] | None, mother: tuple[str, str] | None) -> tuple[str, str]:
        """A child's surnames from its parents': the father's first, then the mother's (or both of the one there is)."""
        first = (father or mother or ("", ""))[0]
        if self.surnames == 1:
            return first, ""
        if father and mother:
            return first, mother[0]
        return father or mother or ("", "")

    def declared(self, given: str, first: str, second: str) -> str:
        """The whole name in the order in which the person says it."""
        parts = (first, second, given) if self.eastern else (given, first, second)
        return " ".join(part for part in parts if part)


@cache
def culture_of(country: str) -> Culture:
    """The naming culture of a country (ISO 3166-1 alpha-2). Raises KeyError for one without lists."""
    lists = tomllib.loads((Path(__file__).parent / "data" / "names.toml").read_text(encoding="utf-8"))
    row = lists[CULTURES[country]]
    return Culture(
        surnames=row["surnames"],
        eastern=row.get("order") == "eastern",
        female=Ranked.of(row["female"]),
        male=Ranked.of(row["male"]),
        surname=Ranked.of(row["surname"]),
        child_female=Ranked.of(row.get("child_female", row["female"])),
        child_male=Ranked.of(row.get("child_male", row["male"])),
    )
