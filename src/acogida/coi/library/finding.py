"""Countries from what somebody typed, also misspelt. Pure."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from rapidfuzz import fuzz, process

from acogida.coi.intake.countries import alpha2
from acogida.exchange.nations import fold

ENOUGH = 70  # of 100: "Ondura" is Honduras, "xyz" is nothing
MOST = 8


def guess(text: str) -> list[str]:
    """Codes (ISO 3166-1 alpha-2) of the countries meant by `text`, the likeliest first; one when it is certain, none when
    nothing is like it."""
    text = text.strip()[:80]
    if code := alpha2(text):
        return [code]
    wanted = fold(text)
    if len(wanted) < 3:
        return []
    near = process.extract(wanted, _names(), scorer=fuzz.WRatio, score_cutoff=ENOUGH, limit=MOST * 3)
    return list(dict.fromkeys(key.split("/")[0] for _name, _score, key in near))[:MOST]


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """ "HN/es" → folded name. Both languages of the house: a name is remembered in either."""
    found = {}
    for language in ("es", "en"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and alpha2(code) == code:
                found[f"{code}/{language}"] = fold(name)
    return found
