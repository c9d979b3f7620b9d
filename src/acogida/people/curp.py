"""The form of a CURP, to catch an answer that cannot be one. Pure. Only RENAPO assigns; nothing here makes a CURP.

Structure and check digit: Instructivo normativo para la asignación de la CURP (DOF 18-06-2018, 18-10-2021). The digit
misses about one typing error in five: a well-formed CURP proves nobody's identity.
"""

from __future__ import annotations

import datetime as dt
import re

ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
FORM = re.compile(r"[A-Z]{4}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\d")
SEXES = {"F": "M", "M": "H", "X": "X"}


def well_formed(curp: str) -> bool:
    """Whether the 18 characters have the form of a CURP and its check digit fits."""
    if not FORM.fullmatch(curp):
        return False
    total = sum(ALPHABET.index(character) * (18 - place) for place, character in enumerate(curp[:17]))
    return curp[17] == str(-total % 10)


def belongs_to(curp: str, born: dt.date, sex: str) -> bool:
    """Whether birth date and sex (F, M, X) in the CURP are these."""
    century_fits = curp[16].isdigit() == (born.year < 2000)
    return curp[4:10] == f"{born:%y%m%d}" and curp[10] == SEXES.get(sex) and century_fits
