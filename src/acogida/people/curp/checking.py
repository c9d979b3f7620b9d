"""Whether 18 characters can be a CURP: form, a date that exists in the century position 17 tells, entity, words, check digit."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

from acogida.people.curp.tables import ALPHABET, ENTITIES, INCONVENIENT, SEX_WORDS, SEXES, check_digit
from acogida.people.curp.words import said

LENGTH = 18
CONSONANT = re.compile(r"[B-DF-HJ-NP-TV-Z]")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code of `words` with its parameters."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def text(self, language: str) -> str:
        return said(self.code, language, **self.values)


@dataclass(frozen=True)
class Checked:
    """What was found. `curp` is as it was read (capitals, no spaces); `born` is None when there is no such date."""

    curp: str
    problems: tuple[Problem, ...]
    born: dt.date | None = None

    @property
    def valid(self) -> bool:
        return not self.problems

    def parts(self) -> dict[str, str | None]:
        """The parts of the 18 characters by name, as far as they are there."""
        text = self.curp
        return {
            "letters": text[0:4],
            "birth": text[4:10],
            "birth_date": self.born.isoformat() if self.born else None,
            "sex": text[10:11],
            "entity": text[11:13],
            "consonants": text[13:16],
            "differentiator": text[16:17],
            "check_digit": text[17:18],
            "root": text[:16],
        }

    def meaning(self, language: str) -> dict[str, str | None]:
        """Sex and entity in words."""
        index = "en" if language.startswith("en") else "es"
        sex, entity = SEX_WORDS.get(self.curp[10:11]), ENTITIES.get(self.curp[11:13])
        return {"sex": sex[index] if sex else None, "entity": entity[index] if entity else None}


def read(text: str) -> str:
    """As typed or copied → capitals without spaces, dashes or accents (Ñ stays, to be noticed)."""
    kept = unicodedata.normalize("NFKC", text).upper().replace("Ñ", "\x00")
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return re.sub(r"[\s\-‐-―.·_]", "", plain).replace("\x00", "Ñ")


def check(text: str, *, today: dt.date | None = None) -> Checked:
    """Everything that is wrong with `text` as a CURP; forgives lower case, spaces and accents."""
    curp = read(text)
    if len(curp) != LENGTH:
        return Checked(curp, (Problem("length", {"length": str(len(curp))}),))
    strange = "".join(dict.fromkeys(c for c in curp if c not in ALPHABET or c == "Ñ"))
    if strange:
        return Checked(curp, (Problem("characters", {"found": strange}),))
    born = _born(curp)
    problems = [*_letters(curp), *_birth(curp, born, today or dt.datetime.now(tz=dt.UTC).date())]
    if curp[10] not in SEX_WORDS:
        problems.append(Problem("sex", {"found": curp[10]}))
    if curp[11:13] not in ENTITIES:
        problems.append(Problem("entity", {"found": curp[11:13]}))
    if not all(CONSONANT.fullmatch(c) for c in curp[13:16]):
        problems.append(Problem("consonants", {"found": curp[13:16]}))
    if curp[17] != check_digit(curp[:17]):
        problems.append(Problem("check_digit"))
    return Checked(curp, tuple(problems), born)


def well_formed(curp: str) -> bool:
    """Whether `curp`, exactly as it is (capitals, no spaces), can be a CURP."""
    return read(curp) == curp and check(curp).valid


def belongs_to(curp: str, born: dt.date, sex: str) -> bool:
    """Whether birth date and sex (F, M, X) in the CURP are these."""
    return _born(curp) == born and curp[10] == SEXES.get(sex)


def _letters(curp: str) -> list[Problem]:
    problems = []
    if not curp[:4].isalpha():
        problems.append(Problem("letters"))
    elif curp[1] not in "AEIOUX":
        problems.append(Problem("vowel", {"found": curp[1]}))
    if curp[:4] in INCONVENIENT:
        problems.append(Problem("inconvenient"))
    return problems


def _birth(curp: str, born: dt.date | None, today: dt.date) -> list[Problem]:
    if born is None:
        return [Problem("date", {"found": curp[4:10]})]
    if born > today:
        return [Problem("future", {"found": born.isoformat()})]
    return []


def _born(curp: str) -> dt.date | None:
    """The birth date; position 17 is a digit for births until 1999 and a letter since 2000."""
    if not re.fullmatch(r"\d{6}", curp[4:10], re.ASCII):
        return None
    century = 1900 if curp[16].isdigit() else 2000
    try:
        return dt.date(century + int(curp[4:6]), int(curp[6:8]), int(curp[8:10]))
    except ValueError:
        return None
