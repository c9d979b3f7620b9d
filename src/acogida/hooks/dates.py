"""Civil dates in words, in the languages people are written to. Pure."""

from __future__ import annotations

import datetime as dt

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

CREOLE_MONTHS = "janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm".split()  # not in CLDR
OTHERWISE = "es"


def in_words(day: dt.date, language: str, country: str = "") -> str:
    """3 de abril de 2026 · 3 avril 2026 · 3 April 2026; as that country writes it, where one is given (April 3, 2026).

    A language whose months nobody listed is given the Spanish date.
    """
    short = language.split("-")[0]
    if short == "ht":
        return f"{day.day} {CREOLE_MONTHS[day.month - 1]} {day.year}"
    locale = _locale(f"{short}_{country}") or _locale(short) or Locale.parse(OTHERWISE)
    if locale.language in ("es", "pt"):
        return str(format_date(day, "d 'de' MMMM 'de' y", locale=locale))
    return str(format_date(day, "long" if country else "d MMMM y", locale=locale))


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None
