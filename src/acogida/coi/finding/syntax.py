"""What is typed into the search box: words, and operators that the page shows as chips. Pure.

"derecho de piso" -fútbol país:Honduras -fuente:"La Prensa" tipo:annual tema:gender idioma:en desde:2024 hasta:2025-06

The same few marks write a chip down where it must be kept: in the page's form and in a saved search.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

PHRASE, WORD = "phrase", "word"
COUNTRY, SOURCE, KIND, TOPIC, LANGUAGE, SINCE, UNTIL, EDITIONS, SYNONYMS = (
    "country", "source", "kind", "topic", "language", "since", "until", "editions", "synonyms",
)  # fmt: skip
NAMES = {  # what a person may write before the colon, without accents
    "pais": COUNTRY, "country": COUNTRY, "pays": COUNTRY, "fuente": SOURCE, "source": SOURCE, "tipo": KIND, "kind": KIND, "type": KIND,
    "tema": TOPIC, "topic": TOPIC, "idioma": LANGUAGE, "language": LANGUAGE, "lengua": LANGUAGE,
    "desde": SINCE, "since": SINCE, "hasta": UNTIL, "until": UNTIL, "ediciones": EDITIONS, "editions": EDITIONS,
    "sinonimos": SYNONYMS, "synonyms": SYNONYMS, "synonymes": SYNONYMS,
}  # fmt: skip
NEGATABLE = frozenset({WORD, PHRASE, COUNTRY, SOURCE})
ONCE = frozenset({SINCE, UNTIL, EDITIONS, SYNONYMS})
_QUOTES = '"“”„«»'
_TOKEN = re.compile(
    rf"""(?P<minus>-?)(?:(?P<field>[^\W\d_]+):)?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|«(?P<c>[^»]*)»|(?P<bare>[^\s{_QUOTES}]+))"""
)


@dataclass(frozen=True, order=True)
class Chip:
    """One operator: "only HN" is Chip("country", "HN"), "not from that source" has `negative`. A phrase is
    Chip("phrase", "derecho de piso"), a word that must not occur Chip("word", "fútbol", negative=True)."""

    field: str
    value: str
    negative: bool = False


@dataclass(frozen=True)
class Typed:
    """The words that are left over, and the chips in the order in which they were written, each once."""

    words: str
    chips: tuple[Chip, ...] = ()


def parse(text: str) -> Typed:
    """Read what was typed. Never fails: a quotation mark without its other one, or a lone minus, is left out."""
    words: list[str] = []
    chips: list[Chip] = []
    for found in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        quoted = next((found[name] for name in "abc" if found[name] is not None), None)
        value = _clean(quoted if quoted is not None else found["bare"])
        chip = _chip(found, value, quoted is not None)
        if chip is not None:
            chips.append(chip)
        elif value := _plain(found, value):
            words.append(value)
    return Typed(" ".join(words), together(chips))


def _chip(found: re.Match[str], value: str, quoted: bool) -> Chip | None:
    """The operator that a token is; None when it is a word like any other."""
    minus = bool(found["minus"])
    field = NAMES.get(_folded(found["field"])) if found["field"] else None
    if not any(letter.isalnum() for letter in value) or (found["field"] and field is None):
        return None
    if field is not None:
        return None if minus and field not in NEGATABLE else Chip(field, value, minus)
    if quoted:
        return Chip(PHRASE, value, minus)
    # What begins with one minus is left out; "--", a dash of a list, is none.
    return Chip(WORD, value, negative=True) if minus and not value.startswith("-") else None


def _plain(found: re.Match[str], value: str) -> str:
    """A token that is no operator, as it is searched for."""
    if not any(letter.isalnum() for letter in value):
        return ""
    if not found["field"]:
        return value.lstrip("-")
    return value if _folded(found["field"]) in NAMES else f"{found['field']}:{value}"


def together(chips: Iterable[Chip]) -> tuple[Chip, ...]:
    """Chips in their order, each once; of two dates from which on, the last. To say "not" of what was asked for, or the
    other way round, takes the place of what was said before."""
    kept: dict[tuple[str, str], Chip] = {}
    for chip in chips:
        key = (chip.field, "" if chip.field in ONCE else chip.value.casefold())
        kept.pop(key, None)
        kept[key] = chip
    return tuple(kept.values())


def token(chip: Chip) -> str:
    """A chip as it is typed: `parse(token(chip)).chips == (chip,)`."""
    value = _clean(chip.value)
    minus = "-" if chip.negative else ""
    if chip.field == PHRASE:
        return f'{minus}"{value}"'
    if chip.field == WORD:
        return f"-{value}"
    return f'{minus}{chip.field}:"{value}"' if re.search(r"\s", value) else f"{minus}{chip.field}:{value}"


def write(typed: Typed) -> str:
    """What was typed, again: words first."""
    return " ".join(part for part in (typed.words, *map(token, typed.chips)) if part)


def _clean(value: str) -> str:
    """A value in which nothing can be taken for the end of a quotation."""
    return " ".join("".join(" " if letter in _QUOTES else letter for letter in value).split())


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


_DATES = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<d>\d{1,2})[-/.])?(?P<m>\d{1,2})[-/.])(?P<y>\d{4})"),
)


def day(text: str, *, last: bool = False) -> dt.date | None:
    """A civil date from "2024", "2024-06", "2024-06-30", "30/06/2024"; of a year or a month the first day, or the `last`."""
    for pattern in _DATES:
        if found := pattern.fullmatch(text.strip()):
            year, month = int(found["y"]), int(found["m"] or (12 if last else 1))
            try:
                number = found["d"] or (calendar.monthrange(year, month)[1] if last else 1)
                return dt.date(year, month, int(number))
            except ValueError:
                return None
    return None
