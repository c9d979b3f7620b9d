"""Countries as publications name them. Pure.

Codes are ISO 3166-1, with XK for Kosovo, as CLDR and statistics use it.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pycountry
from babel import Locale, UnknownLocaleError

from acogida.exchange import nations

LANGUAGES = ("en", "es", "fr", "pt")
NOT_STATES = {"EU", "UN", "ZZ", "XA", "XB", "QO", "EZ"}
# Names in reports that no list has: former ones, and those of the United States' own usage.
ALSO = {
    "burma": "MM", "czech republic": "CZ", "republica checa": "CZ", "kyrgyz republic": "KG", "slovak republic": "SK",
    "republic of the congo": "CG", "congo republic of the": "CG", "congo brazzaville": "CG", "republica del congo": "CG",
    "democratic republic of the congo": "CD", "congo democratic republic of the": "CD", "congo kinshasa": "CD",
    "drc": "CD", "dr congo": "CD", "republica democratica del congo": "CD", "holy see": "VA", "macau": "MO",
    "macedonia": "MK", "swaziland": "SZ", "cape verde": "CV", "east timor": "TL", "ivory coast": "CI",
    "cote d ivoire": "CI", "israel west bank and gaza": "IL", "west bank and gaza": "PS", "west bank": "PS",
    "gaza strip": "PS", "korea north": "KP", "korea south": "KR", "north korea": "KP", "south korea": "KR",
    "corea del norte": "KP", "corea del sur": "KR", "usa": "US", "eua": "US", "ee uu": "US", "uk": "GB",
    "great britain": "GB", "kosovo": "XK", "rks": "XK", "turkey": "TR", "turkiye": "TR", "micronesia": "FM",
    "birmania": "MM", "the bahamas": "BS", "the gambia": "GM",
}  # fmt: skip


def alpha2(text: str) -> str | None:
    """The code of the country that `text` is the code or the name of, in Spanish, English, French or Portuguese, also
    turned round ("Bahamas, The"; "Congo, Democratic Republic of the") or with something in brackets behind; else None."""
    return _alpha2(text.strip()) if text and len(text) <= 120 else None


@lru_cache(maxsize=8192)
def _alpha2(text: str) -> str | None:
    names = _names()
    if re.fullmatch("[A-Za-z]{2,3}", text) and (code := _codes().get(text.upper())):
        return code
    bare = re.sub(r"[(\[].*?[)\]]", " ", text)
    last, comma, first = bare.rpartition(",")
    for form in (text, bare, f"{first} {last}" if comma else "", re.sub(r"(?i)^\s*(the|la|el|los|las)\s+", "", bare)):
        if form and (code := names.get(_plain(form))):
            return code
    return None


def alpha3(code: str) -> str:
    """The three letters that commands and packs print: "HN" → "HND". An unknown code comes back as it is."""
    if code.upper() == "XK":
        return "XKX"
    found = pycountry.countries.get(alpha_2=code.upper())
    return str(found.alpha_3) if found else code


def name(code: str, language: str = "es") -> str:
    """The country's name in `language` (BCP 47; Spanish where CLDR has none in it); an unknown code as it is."""
    return str(_territories(language.split("-")[0]).get(code.upper(), code))


def named_in(text: str) -> set[str]:
    """The countries a text names, by their names or their people's. A name that several share (Congo, Guinea) counts for
    none of them."""
    return {next(iter(found)) for found in nations.mentions(text) if len(found) == 1}


@lru_cache(maxsize=16)
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale.parse("es").territories)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", nations.fold(text).replace("’", "'")))


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    found = {code: code for code in _territories("en") if re.fullmatch("[A-Z]{2}", code) and code not in NOT_STATES}
    for country in pycountry.countries:
        found[country.alpha_2] = found[country.alpha_3] = country.alpha_2
    return {**found, "XKX": "XK", "RKS": "XK", "UK": "GB"}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, word in _territories(language).items():
            if re.fullmatch("[A-Z]{2}", code) and code not in NOT_STATES:
                names.setdefault(_plain(word), code)
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if word := getattr(country, field, ""):
                names.setdefault(_plain(word), country.alpha_2)
                last, comma, first = word.rpartition(",")
                if comma:  # "Bolivia, Plurinational State of"
                    names.setdefault(_plain(f"{first} {last}"), country.alpha_2)
    return {**names, **ALSO}
