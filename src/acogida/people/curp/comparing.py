"""A CURP beside a person's data: where they differ, in words a clerk understands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from acogida.people.curp.checking import check
from acogida.people.curp.rooting import Holder, Root, expected_root
from acogida.people.curp.tables import ENTITIES, SEX_WORDS
from acogida.people.curp.words import said

# (positions, code of the part)
PARTS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((1,), "first_initial"),
    ((2,), "first_vowel"),
    ((3,), "second_initial"),
    ((4,), "given_initial"),
    ((5, 6), "year"),
    ((7, 8), "month"),
    ((9, 10), "day"),
    ((11,), "sex_part"),
    ((12, 13), "entity_part"),
    ((14,), "first_consonant"),
    ((15,), "second_consonant"),
    ((16,), "given_consonant"),
)


@dataclass(frozen=True)
class Difference:
    """One part that differs: its positions (1-18), its code, what the CURP has and what the data give. A hint
    (`surnames_swapped` …) has no positions: it says what would explain the others."""

    positions: tuple[int, ...]
    code: str
    found: str = ""
    expected: str = ""

    def text(self, language: str) -> str:
        if not self.positions:
            return said(self.code, language)
        part = said(self.code, language)
        found, expected = (self._in_words(letters, language) for letters in (self.found, self.expected))
        return said("differs", language, part=part[0].upper() + part[1:], found=found, expected=expected)

    def _in_words(self, letters: str, language: str) -> str:
        """H (hombre), DF (Ciudad de México); what is short for nothing stays as it is."""
        table = {"sex_part": SEX_WORDS, "entity_part": ENTITIES}.get(self.code, {})
        words = table.get(letters, {}).get("en" if language.startswith("en") else "es")
        return f"{letters} ({words})" if words else letters or "–"


def compare(curp: str, holder: Holder) -> tuple[Difference, ...]:
    """Where `curp` and `holder`'s data differ, by position, then what may explain it; empty when they agree.

    What the rule or the data leave open is no difference. Raises Impossible when no root follows from the data.
    """
    root = expected_root(holder)
    found = list(_differences(curp, root))
    if len(curp) >= 17 and holder.year is not None and curp[16].isdigit() != (holder.year < 2000):
        found.append(Difference((17,), "century", _century(curp[16].isdigit()), _century(holder.year < 2000)))
    return (*found, *_hints(curp, holder, found)) if found else ()


def _differences(curp: str, root: Root) -> list[Difference]:
    found = []
    for positions, code in PARTS:
        slots = slice(positions[0] - 1, positions[-1])
        if not all(root.allows(at, curp[at - 1 : at]) for at in positions):
            found.append(Difference(positions, code, curp[slots], root.text[slots]))
    return found


def _century(before_2000: bool) -> str:
    return "19…" if before_2000 else "20…"


def _hints(curp: str, holder: Holder, found: list[Difference]) -> list[Difference]:
    """What, if it were otherwise, would leave fewer differences of its kind: the mistakes that are common."""
    others: list[tuple[str, Holder]] = []
    if holder.second:
        others.append(("surnames_swapped", replace(holder, first=holder.second, second=holder.first)))
    others.append(("surname_is_given", replace(holder, first=holder.given, given=holder.first)))
    day, month = holder.day, holder.month
    if (
        day
        and month
        and day != month
        and day <= 12
        and (born := check(curp).born)
        and (born.month, born.day) == (day, month)
    ):
        others.append(("day_month_swapped", replace(holder, day=month, month=day)))
    left = {code: len(_differences(curp, expected_root(other))) for code, other in others}
    return [Difference((), code) for code, still in left.items() if still == 0 or still < len(found) - 1]
