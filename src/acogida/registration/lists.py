"""Countries and languages by name, in the reader's language and Spanish alphabetical order. Pure."""

from __future__ import annotations

from functools import lru_cache

import pycountry
from babel import Locale

from acogida.people.names import sort_key

STATELESS = "XA"  # people.Nationality keeps statelessness under this code
# Asked for most at the counters of Mexico, 2019–2025, by COMAR's published figures: first in the list, so that one
# key finds them.
FREQUENT_COUNTRIES = ("HN", "HT", "CU", "SV", "VE", "GT", "NI", "CO", "EC", "BR", "CL", "AF", "SN", "AO")
FREQUENT_LANGUAGES = ("es", "ht", "en", "fr", "pt")
# Spoken by people who ask for protection in Mexico; names that CLDR lacks are given here (Spanish, English).
LANGUAGES = (
    "es ht en fr pt cab miq bzj kek quc mam ixl kjb cac jac acr cak tzh tzo cmn yue ar ru uk fa prs ps uz ne bn ur hi "
    "pa si ta so am ti wo ff ln kg sw tr vi ky arn ay qu gn hy ka ro de it pl yo ig ha ee ak tw bm sgn"
).split()
OWN_NAMES = {
    "cab": ("garífuna", "Garifuna"),
    "miq": ("misquito", "Miskito"),
    "bzj": ("criollo de Belice", "Belize Kriol"),
    "kek": ("q'eqchi'", "Q'eqchi'"),
    "quc": ("k'iche'", "K'iche'"),
    "mam": ("mam", "Mam"),
    "ixl": ("ixil", "Ixil"),
    "kjb": ("q'anjob'al", "Q'anjob'al"),
    "cac": ("chuj", "Chuj"),
    "jac": ("popti'", "Popti'"),
    "acr": ("achí", "Achi"),
    "cak": ("kaqchikel", "Kaqchikel"),
    "tzh": ("tseltal", "Tzeltal"),
    "tzo": ("tsotsil", "Tzotzil"),
    "cmn": ("chino mandarín", "Mandarin Chinese"),
    "yue": ("chino cantonés", "Cantonese"),
    "prs": ("darí", "Dari"),
    "sgn": ("lengua de señas", "Sign language"),
    "ht": ("criollo haitiano (kreyòl)", "Haitian Creole (Kreyòl)"),
}


def _english(language: str) -> bool:
    return language.startswith("en")


@lru_cache(maxsize=8)
def countries(language: str) -> dict[str, str]:
    """ISO 3166-1 alpha-2 code → name, in alphabetical order; statelessness last."""
    names = Locale("en" if _english(language) else "es").territories
    found = {country.alpha_2: str(names.get(country.alpha_2, country.name)) for country in pycountry.countries}
    ordered = dict(sorted(found.items(), key=lambda item: sort_key(item[1])))
    return {**ordered, STATELESS: "Stateless" if _english(language) else "Sin nacionalidad (apátrida)"}


@lru_cache(maxsize=8)
def languages(language: str) -> dict[str, str]:
    """Language code (BCP 47) → name, in alphabetical order."""
    names = Locale("en" if _english(language) else "es").languages
    found = {}
    for code in LANGUAGES:
        own = OWN_NAMES.get(code)
        name = own[1 if _english(language) else 0] if own else str(names.get(code, code))
        found[code] = name[:1].upper() + name[1:]
    return dict(sorted(found.items(), key=lambda item: sort_key(item[1])))
