"""The CURP by the rule's text (Instructivo normativo, DOF 18-06-2018): root, homonym differentiator, check digit."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

PARTICLES = frozenset("DA DAS DE DEL DER DI DIE DD EL LA LOS LAS LE LES MAC MC VAN VON Y".split())
COMMON = frozenset("MARIA MA. MA JOSE J J.".split())
INCONVENIENT = frozenset(
    """BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI GUEY
    JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO MAME MAMO
    MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO RATA ROBA ROBE
    ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY""".split()
)
STATES = frozenset(
    "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE".split()
)
BORN_ABROAD = "NE"
ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
BEFORE_2000, SINCE_2000 = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def root(given: str, first: str, second: str, born: dt.date, sex: str, state: str = BORN_ABROAD) -> str:
    """The first 16 characters. `sex` is H, M or X; `state` one of STATES. Raises ValueError when no CURP can be made."""
    if sex not in "HMX" or state not in STATES:
        raise ValueError("sex is H, M or X and the state one of the 33 codes")
    name, surname, other = _given_name(given), _surname(first), _surname(second)
    if not name or not surname:
        raise ValueError("a CURP needs a given name and a first surname")
    letters = _usable(surname[0]) + _inner(surname, "AEIOU") + (_usable(other[0]) if other else "X") + _usable(name[0])
    if letters in INCONVENIENT:
        letters = letters[0] + "X" + letters[2:]
    consonants = "".join(_inner(word, "BCDFGHJKLMNÑPQRSTVWXYZ") for word in (surname, other, name))
    return f"{letters}{born:%y%m%d}{sex}{state}{consonants}"


def differentiators(born: dt.date) -> str:
    """Position 17, in the order in which homonyms get them."""
    return BEFORE_2000 if born.year < 2000 else SINCE_2000


def check_digit(seventeen: str) -> str:
    """Position 18."""
    total = sum(ALPHABET.index(character) * (18 - place) for place, character in enumerate(seventeen))
    return str(-total % 10)


def _words(text: str) -> list[str]:
    kept = text.upper().replace("Ñ", "\0")
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return plain.replace("\0", "Ñ").split()


def _without_particles(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in PARTICLES:
        words = words[1:]
    return words


def _surname(text: str) -> str:
    words = _without_particles(_words(text))
    return words[0] if words else ""


def _given_name(text: str) -> str:
    words = _without_particles(_words(text))
    if len(words) > 1 and words[0] in COMMON:
        words = _without_particles(words[1:])
    return words[0] if words else ""


def _usable(character: str) -> str:
    return character if re.fullmatch("[A-Z]", character) else "X"


def _inner(word: str, wanted: str) -> str:
    """The first of `wanted` after the first letter; a sign that comes in its place counts as X."""
    for place, character in enumerate(word[1:]):
        if character in wanted:
            return _usable(character)
        if place == 0 and not character.isalpha():
            return "X"
    return "X"
