"""Numbers of cases and persons in a text: what a pack, which other authorities read, must never hold. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from string import Formatter

GAP = r"[\s\-_./–—]{0,3}"
CURP = re.compile(r"(?<![A-Z0-9])[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d(?![A-Z0-9])")
PARTS = {"office": r"[A-Z]{2,6}", "year": r"\d{4}", "number": r"\d{3,9}"}


@lru_cache(maxsize=8)
def _number(pattern: str) -> re.Pattern[str]:
    """The regular expression of an authority's case numbers, whatever stands between their parts."""
    made = ""
    for literal, field, _spec, _conversion in Formatter().parse(pattern):
        words = [re.escape(word) for word in re.split(r"[\W_]+", literal.upper()) if word]
        starts, ends = bool(re.match(r"[\W_]", literal)), bool(re.search(r"[\W_]\Z", literal))
        between = GAP.join(words)
        made += (GAP if starts else "") + between + (GAP if ends and words else "")
        made += PARTS.get(field or "", "")
    return re.compile(rf"(?<![A-Z0-9]){made}(?!\d)")


def found(text: str, pattern: str) -> list[str]:
    """The numbers of cases (by the authority's `pattern`) and of persons (CURP) that stand in `text`, as they stand there."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if unicodedata.category(c) != "Cf")
    return [match.group().strip() for search in (_number(pattern), CURP) for match in search.finditer(folded)]
