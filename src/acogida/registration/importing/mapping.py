"""What the columns and words of an old register mean, as data (`mappings/*.toml`). Pure."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

from acogida.registration.importing.folding import bare, plain

HERE = Path(__file__).parent / "mappings"
DEFAULT = "comar-flat"
FIELDS = (
    "folio", "case", "office", "applied", "first", "second", "given", "birth", "sex", "nationality", "language",
    "relation", "curp", "status", "remarks",
)  # fmt: skip
SEXES = {"female": "F", "male": "M", "unsaid": "X"}
RELATIONS = frozenset(
    ("principal", "spouse", "partner", "child", "parent", "sibling", "grandparent", "grandchild", "ward", "other")
)
ORDERS = ("day_first", "month_first")
CENTURIES = ("recent", "1900s", "unknown")


class MappingError(ValueError):
    """A mapping that cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Column:
    """The headers a field may stand under; a file without a needed one is refused."""

    headers: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True)
class Words:
    """What folded words mean, and those that may mean several things and are asked."""

    means: dict[str, str]
    ask: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Status:
    """What a status of the old register is here: a stage of the pack, and an outcome where there was one."""

    code: str
    label: dict[str, str]
    stage: str
    outcome: str = ""


@dataclass(frozen=True)
class Dates:
    """How dates are read where the file does not prove it."""

    order: str = "ask"
    century: str = "ask"
    unknown: frozenset[str] = frozenset()
    earliest_application: dt.date = dt.date(1951, 7, 28)  # the Convention
    oldest: int = 110


@dataclass(frozen=True)
class Mapping:
    """A whole mapping; `text` is what it was read from, kept with the import."""

    name: str
    version: str
    title: dict[str, str]
    columns: dict[str, Column]
    blank: frozenset[str]
    dates: Dates
    sex: Words
    nationalities: Words
    languages: Words
    relations: Words
    relation_says: dict[str, str]
    offices: Words
    no_curp: frozenset[str]
    statuses: dict[str, Status]
    status_words: Words
    text: str = ""


def installed() -> list[str]:
    """The names of the mappings that came with the program."""
    return sorted(path.stem for path in HERE.glob("*.toml") if path.stem != "countries")


def load(name_or_path: str = DEFAULT) -> Mapping:
    """An installed mapping by name, or one in a file. Raises MappingError."""
    path = HERE / f"{name_or_path}.toml" if name_or_path in installed() else Path(name_or_path)
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError:
        known = ", ".join(installed())
        raise MappingError(f"there is no mapping {name_or_path!r}: give a file, or one of {known}") from None


@lru_cache(maxsize=8)
def parse(text: str) -> Mapping:
    """A mapping from its TOML. Raises MappingError."""
    try:
        data = tomllib.loads(text)
        return _mapping(data, text)
    except tomllib.TOMLDecodeError as problem:
        raise MappingError(f"the mapping is no TOML: {problem}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        if isinstance(problem, MappingError):
            raise
        raise MappingError(f"the mapping lacks or misuses {problem}") from None


def _mapping(data: dict[str, Any], text: str) -> Mapping:
    columns = {
        field: Column(tuple(each["headers"]), bool(each.get("needed", False)))
        for field, each in data["columns"].items()
    }
    if strange := sorted(set(columns) - set(FIELDS)):
        raise MappingError(f"columns: no such field: {', '.join(strange)}; there are {', '.join(FIELDS)}")
    if lacking := [field for field in ("case", "given") if field not in columns]:
        raise MappingError(f"columns: {', '.join(lacking)} must be mapped")
    statuses = {
        each["code"]: Status(each["code"], each["label"], each["stage"], each.get("outcome", ""))
        for each in data.get("status", ())
    }
    relations = dict(data.get("relations", {}))
    says = relations.pop("says", {})
    if strange := sorted(set(relations) - RELATIONS - {"ask"}):
        raise MappingError(f"relations: no such relation: {', '.join(strange)}")
    sex = data.get("sex", {})
    if strange := sorted(set(sex) - set(SEXES) - {"ask"}):
        raise MappingError(f"sex: {', '.join(strange)}: it is female, male, unsaid or ask")
    return Mapping(
        name=str(data["name"]),
        version=str(data.get("version", "1")),
        title=dict(data.get("title", {"es": str(data["name"])})),
        columns=columns,
        blank=frozenset(bare(word) for word in data.get("blank", {}).get("words", ())),
        dates=_dates(data.get("dates", {})),
        sex=Words(
            _table({SEXES[code]: words for code, words in sex.items() if code != "ask"}, codes=False),
            {bare(word): ("female", "male", "unsaid") for word in sex.get("ask", ())},
        ),
        nationalities=countries(),
        languages=_words(data.get("languages", {})),
        relations=_words(relations),
        relation_says={bare(word): SEXES[sex_of] for sex_of, words in says.items() for word in words},
        offices=_words(data.get("offices", {})),
        no_curp=frozenset(bare(word) for word in data.get("curp", {}).get("none", ())),
        statuses=statuses,
        status_words=Words(_table({each["code"]: each["words"] for each in data.get("status", ())}), {}),
        text=text,
    )


def _words(data: dict[str, Any]) -> Words:
    ask = {bare(word): tuple(codes) for word, codes in data.get("ask", {}).items()}
    return Words(_table({code: words for code, words in data.items() if code not in ("ask", "says")}), ask)


def _table(words: dict[str, list[str]], *, codes: bool = True) -> dict[str, str]:
    """Code by folded word. The codes are words too, but for sex: there M is the very word that is asked."""
    found: dict[str, str] = {}
    for code, spelled in words.items():
        for word in [*spelled, code] if codes else spelled:
            if found.setdefault(bare(word), code) != code and word != code:
                raise MappingError(f"{word!r} stands for two things: {found[bare(word)]} and {code}")
    return found


def _dates(data: dict[str, Any]) -> Dates:
    order, century = data.get("order", "ask"), data.get("century", "ask")
    if order not in (*ORDERS, "ask") or century not in (*CENTURIES, "ask"):
        raise MappingError(
            f"dates: order is one of {', '.join(ORDERS)}, ask; century one of {', '.join(CENTURIES)}, ask"
        )
    usual = Dates()
    return Dates(
        order,
        century,
        frozenset(str(word).strip() for word in data.get("unknown", ())),
        data.get("earliest_application", usual.earliest_application),
        int(data.get("oldest", usual.oldest)),
    )


@lru_cache(maxsize=1)
def countries() -> Words:
    """Countries by every word for them: ISO codes, names in Spanish, English and French, adjectives; what may mean two is
    asked."""
    given = tomllib.loads((HERE / "countries.toml").read_text(encoding="utf-8"))
    ask = {bare(word): tuple(codes) for word, codes in given["ambiguous"].items()}
    means: dict[str, str] = {}
    for code, words in given["words"].items():
        means |= {bare(word): code for word in words}
    locales = [Locale(language).territories for language in ("es", "es_MX", "en", "fr")]
    for country in pycountry.countries:
        code = country.alpha_2
        named = [str(names.get(code, "")) for names in locales]
        for word in (code, country.alpha_3, country.name, getattr(country, "official_name", ""), *named):
            if word:
                means.setdefault(bare(word), code)
    return Words({word: code for word, code in means.items() if word not in ask}, ask)


def label(mapping: Mapping, status: str, language: str) -> str:
    """A status in words."""
    known = mapping.statuses[status].label
    return known.get(language[:2]) or known.get("es") or plain(status)
