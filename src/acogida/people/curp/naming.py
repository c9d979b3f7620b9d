"""From a name as written to the letters the rule takes from it, by one reading of what the rule leaves open.

The rule's text leaves four things open. A `Reading` chooses; `rooting` tries all of them and reports where they differ.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from acogida.people.curp.tables import COMMON, COMMON_UNLISTED, CONSONANTS, PARTICLES, VOWELS

U_DIAERESIS = "\x01"  # stands for Ü while it is not decided what to do with it
_MARKS = str.maketrans({"Ñ": "\x00", "Ü": U_DIAERESIS})
# Latin letters that no accent explains, with how they are written without them.
FOREIGN = {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "T", "ẞ": "S", "Æ": "A", "Œ": "O", "Ħ": "H", "Ŧ": "T", "Ə": "A"}  # fmt: skip
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´ʻʿʾ"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


class Sign(Enum):
    """What a sign inside a word does when the scan meets it after other letters (AL-HASSAN)."""

    PASSED = "passed"  # it is no vowel and no consonant: the scan goes on
    COUNTS = "counts"  # it takes part, and gives X
    PARTS = "parts"  # it parts the word in two


@dataclass(frozen=True)
class Reading:
    """One way to read what the rule leaves open; the first of each is the one that is shown."""

    sign: Sign = Sign.PASSED
    diaeresis_is_sign: bool = False  # Ü: U, or a special character
    common_once: bool = True  # "the second word" even if that is a common name too
    unlisted_common: bool = True  # M. and M stand for María
    foreign_is_sign: bool = False  # Ø: O, or a special character


def spelled(text: str) -> str:
    """Capital letters without accents, Ñ and Ü kept, one space between words that have a letter.

    >>> spelled(" Peña  güemes, -")
    'PEÑA G\\x01EMES'
    """
    # ´ and the like are apostrophes here: compatibility forms would turn them into a space and an accent
    joined = unicodedata.normalize("NFC", text.translate(_APOSTROPHES | _DASHES))
    kept = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", joined)).upper().translate(_MARKS)
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    words = plain.replace("\x00", "Ñ").replace(",", " ").split()
    return " ".join(word for word in words if any(c.isalpha() or c == U_DIAERESIS for c in word))


def in_latin(words: str) -> bool:
    """Whether every letter is one that a CURP can be made from."""
    return all("A" <= c <= "Z" or c == "Ñ" or c in FOREIGN or not c.isalpha() for c in words)


def surname_word(words: str, reading: Reading) -> str:
    """The word of a (compound) surname that counts; empty when there is none."""
    return _first(_without_particles(_parted(words, reading)))


def given_word(words: str, reading: Reading) -> str:
    """The word of a (compound) given name that counts; empty when there is none."""
    left = _without_particles(_parted(words, reading))
    common = COMMON | COMMON_UNLISTED if reading.unlisted_common else COMMON
    while len(left) > 1 and left[0] in common:
        left = _without_particles(left[1:])
        if reading.common_once:
            break
    return _first(left)


def initial(word: str, reading: Reading) -> str:
    """The first letter; X for none, for Ñ and for a sign."""
    return _usable(word[0], reading) if word else "X"


def inner_vowel(word: str, reading: Reading) -> str:
    return _inner(word, VOWELS, reading)


def inner_consonant(word: str, reading: Reading) -> str:
    return _inner(word, CONSONANTS, reading)


def _parted(words: str, reading: Reading) -> list[str]:
    if reading.sign is not Sign.PARTS:
        return words.split()
    parts = re.sub(r"\.(?=\S)", ". ", words.replace("-", " ")).split()  # MA.LUISA is MA. LUISA
    return [part for part in parts if any(_letter(c, reading) for c in part)]


def _without_particles(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in PARTICLES:
        words = words[1:]
    return words


def _first(words: list[str]) -> str:
    return words[0] if words else ""


def _letter(character: str, reading: Reading) -> str:
    """The letter that counts for a character; empty when it is a sign."""
    if character == U_DIAERESIS:
        return "" if reading.diaeresis_is_sign else "U"
    if "A" <= character <= "Z" or character == "Ñ":
        return character
    if character in FOREIGN and not reading.foreign_is_sign:
        return FOREIGN[character]
    return ""


def _usable(character: str, reading: Reading) -> str:
    letter = _letter(character, reading)
    return letter if letter and letter != "Ñ" else "X"


def _inner(word: str, wanted: frozenset[str], reading: Reading) -> str:
    """The first of `wanted` after the first letter. A sign right after the first letter gives X (D/AMICO: DX);
    further on it depends on the reading."""
    for place, character in enumerate(word[1:]):
        letter = _letter(character, reading)
        if letter in wanted:
            return _usable(character, reading)
        if not letter and (place == 0 or reading.sign is Sign.COUNTS):
            return "X"
    return "X"
