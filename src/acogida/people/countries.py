"""Country and language names as the interface shows them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

OWN_LANGUAGES = {  # what CLDR does not name in Spanish, English or French as the field does
    "ht": {"es": "Criollo haitiano (kreyòl)", "en": "Haitian Creole (Kreyòl)", "fr": "Créole haïtien (kreyòl)"},
    "cab": {"es": "Garífuna", "en": "Garifuna", "fr": "Garifuna"},
    "miq": {"es": "Misquito", "en": "Miskito", "fr": "Miskito"},
    "quc": {"es": "K'iche'", "en": "K'iche'", "fr": "K'iche'"},
    "kek": {"es": "Q'eqchi'", "en": "Q'eqchi'", "fr": "Q'eqchi'"},
    "mam": {"es": "Mam", "en": "Mam", "fr": "Mam"},
}


@lru_cache(maxsize=4)
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.split("-")[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse("es")


def country_name(code: str) -> str:
    """The country's name in the language in force; the code itself when there is none."""
    return _locale(get_language() or "es").territories.get(code, code)


def language_name(code: str) -> str:
    """The language's name in the language in force, with a capital."""
    language = (get_language() or "es").split("-")[0]
    language = language if language in ("en", "fr") else "es"
    if code in OWN_LANGUAGES:
        return OWN_LANGUAGES[code][language]
    return (_locale(language).languages.get(code, code) or code).capitalize()
