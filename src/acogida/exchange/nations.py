"""Which countries a text or an address shows itself to belong to. Pure.

What comes out is a set of candidates: more than one where a name is several countries' (Congo, Guinea), none where
nothing shows. The firewall refuses when a candidate is a country the person must be protected from, so that doubt
protects her.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from babel import Locale

LANGUAGES = ("es", "en", "fr", "pt")
DATA = Path(__file__).with_name("nations.toml")
SHORT = 5  # a name shorter than this is found only as a whole word: "Cuba" is no part of "incubadora"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an address shows."""

    countries: frozenset[str] = frozenset()  # it may belong to, by place or by State
    anonymous: bool = False  # an embassy or consulate, and nothing says of which State
    readable: bool = True  # False: nobody can say where it leads (another script, a bare number)


@dataclass(frozen=True)
class _Tables:
    names: Mapping[str, frozenset[str]]  # folded, without spaces → countries
    stems: Mapping[str, frozenset[str]]  # beginnings of words
    codes: Mapping[str, str]  # hn, hnd → HN
    endings: Mapping[str, str]
    missions: tuple[str, ...]
    short_missions: tuple[str, ...]
    government: frozenset[str]
    streets: frozenset[str]


def fold(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def is_country(code: str) -> bool:
    """Whether it is a country's code of two letters (ISO 3166-1)."""
    return len(code) == 2 and code.lower() in _tables().codes


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    data: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))
    names: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    codes: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if re.fullmatch("[A-Z]{2}", code) and code not in {"EU", "UN", "ZZ", "XA", "XB", "QO", "EZ"}:
                names.setdefault("".join(_words(name)), set()).add(code)
                codes[code.lower()] = code
    for code, words in data["words"].items():
        for word in words:
            stems.setdefault("".join(_words(word)), set()).add(code)
    codes |= {alpha3.lower(): alpha2 for alpha3, alpha2 in _alpha3()}
    return _Tables(
        names={name: frozenset(found) for name, found in names.items()},
        stems={stem: frozenset(found) for stem, found in stems.items()},
        codes=codes,
        endings={**{code: owner for code, owner in codes.items() if len(code) == 2}, **data["endings"]},
        missions=tuple(data["missions"]),
        short_missions=tuple(sorted(set(data["short_missions"]), key=len, reverse=True)),
        government=frozenset(data["government"]),
        streets=frozenset(data["streets"]),
    )


def _alpha3() -> Iterator[tuple[str, str]]:
    from babel.core import get_global

    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    for old, new in aliases.items():
        if re.fullmatch("[A-Z]{3}", old) and len(new) == 1:
            yield old, new[0]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", fold(text))


# --- addresses of the net --------------------------------------------------------------------------------------------


def of_net_address(text: str) -> Seen:
    """Of an e-mail address (with or without a name before it), a web address or a bare host name."""
    text = unicodedata.normalize("NFKC", text).strip()
    rest, host = "", ""
    if "://" in text or text.startswith("//"):
        try:
            parts = urlsplit(text)
            host, rest = parts.hostname or "", f"{parts.path} {parts.query} {parts.fragment} {parts.username or ''}"
        except ValueError:
            return Seen(readable=False)
    elif "@" in text:
        name, address = parseaddr(text)
        local, _at, host = (address or text).rpartition("@")
        rest = f"{name} {local}"
    else:
        host, _slash, rest = text.partition("/")
        host = host.partition(":")[0]
    host = host.rstrip(".").lower()
    if not host or not all(re.fullmatch(r"[a-z0-9_-]{1,63}", label) for label in host.split(".")) or _is_number(host):
        found, mission = _net_words([*host.split("."), rest])
        return Seen(frozenset(found), mission and not found, readable=False)
    labels = host.split(".")
    ending = _tables().endings.get(labels[-1])
    found, mission = _net_words([*(_shown(label) for label in labels[:-1]), unquote(rest)])
    return Seen(frozenset(found | ({ending} if ending else set())), mission and not found)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _shown(label: str) -> str:
    """A label in Punycode as it is shown."""
    if label.startswith("xn--"):
        try:
            return label.encode("ascii").decode("idna")
        except UnicodeError:
            return label
    return label


def _net_words(parts: Iterable[str]) -> tuple[set[str], bool]:
    """Countries and missions in the words of an address, where words are run together."""
    tables = _tables()
    tokens = [token for part in parts for token in _words(part)]
    joined = "".join(tokens)
    mission = any(word in token or word in joined for word in tables.missions for token in tokens)
    found: set[str] = set()
    for token in [*tokens, *("".join(pair) for pair in itertools.pairwise(tokens)), joined]:
        found |= _inside(token)
        for rest in _beside_a_short_mission(token):
            if countries := _named_whole(rest):
                found |= countries
                mission = True
    if mission:  # beside an embassy the code of a country is enough: embassy-hn, hn.usembassy
        for token in tokens:
            found |= _code(token)
            for word in tables.missions:
                before, hit, after = token.partition(word)
                if hit:
                    found |= {country for rest in (before, after) for country in _named_whole(_bare(rest))}
    return found, mission


def _bare(text: str) -> str:
    return re.sub(r"^(de|of|do|da|del|d|general|gral|the)+", "", text)


def _code(token: str) -> set[str]:
    code = _tables().codes.get(token) if token != "com" else None  # an ending of the web before it is the Comoros
    return {code} if code else set()


def _beside_a_short_mission(token: str) -> Iterator[str]:
    for short in _tables().short_missions:
        if token.startswith(short) and len(token) > len(short):
            yield _bare(token[len(short) :]) or token[len(short) :]
        if token.endswith(short) and len(token) > len(short):
            yield token[: -len(short)]


def _inside(token: str) -> set[str]:
    """Countries whose name or people's name is a part of a word that may be several run together."""
    tables = _tables()
    found: set[str] = set(tables.names.get(token, ())) | set(tables.stems.get(token, ()))
    for table in (tables.names, tables.stems):
        for name, countries in table.items():
            if len(name) >= SHORT and name in token:
                found |= countries
    return found


def _named_whole(token: str) -> set[str]:
    tables = _tables()
    found = set(tables.names.get(token, ())) | _code(token)
    for name, countries in (*tables.names.items(), *tables.stems.items()):
        if len(name) >= 4 and token.startswith(name):
            found |= countries
    return found


# --- texts -----------------------------------------------------------------------------------------------------------


def named_in(text: str) -> set[str]:
    """Countries that a text names, by their names or their people's, as whole words."""
    return {country for countries in mentions(text) for country in countries}


def mentions(text: str) -> Iterator[frozenset[str]]:
    """For each country that a text names, in order: the candidates, more than one where several share the name."""
    return (countries for _start, _end, countries in _mentions(_words(text)))


def _mentions(words: list[str]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Where countries are named: from which word to which."""
    tables = _tables()
    taken = -1
    for start in range(len(words)):
        if start < taken:
            continue
        for end in range(min(len(words), start + 7), start, -1):  # the longest name first: Guinea Ecuatorial
            name = "".join(words[start:end])
            if countries := tables.names.get(name):
                yield start, end, countries | tables.stems.get(name, frozenset())
                taken = end
                break
        else:
            for countries in _by_stem(words[start]):
                yield start, start + 1, countries


@lru_cache(maxsize=65536)  # a report has few words, many times each
def _by_stem(word: str) -> tuple[frozenset[str], ...]:
    stems = _tables().stems.items()
    return tuple(found for stem, found in stems if word == stem or (len(stem) >= 4 and word.startswith(stem)))


def of_postal_address(text: str, country: str = "") -> Seen:
    """Of an address on paper: the country it says last (or `country`), and the State whose embassy, consulate or authority
    it names. Streets that are called after a country are streets."""
    parts = [part for part in re.split(r"[,;\n]+", text) if part.strip()]
    last = named_in(re.sub(r"\d+", " ", parts[-1])) if parts else set()
    if last and "".join(_words(parts[-1])) not in _tables().names:  # "12 Calle Honduras" is no country
        last = {c for c in last if not _a_street(_words(parts[-1]), c)}
    place = {country.strip().upper()} if country.strip() else last
    mission, named = _offices([_words(part) for part in parts])
    net = [of_net_address(found.strip("<>().,;")) for found in re.findall(r"\S+@\S+|https?://\S+", text)]
    anonymous = (mission and not named) or any(seen.anonymous for seen in net)
    return Seen(frozenset(place | named).union(*(seen.countries for seen in net)), anonymous, readable=bool(place))


def _a_street(words: list[str], country: str) -> bool:
    return any(country in countries and _street_at(words, start) for start, _end, countries in _mentions(words))


def _street_at(words: list[str], start: int) -> bool:
    """Whether the country named there gives a street its name: "Calle Honduras", "República de Honduras 12"."""
    streets = _tables().streets
    if start > 0 and words[start - 1] in streets:
        return True
    return start > 1 and words[start - 1] == "de" and words[start - 2] in {*streets, "republica"}


def _offices(parts: list[list[str]]) -> tuple[bool, set[str]]:
    """Whether an office of a State abroad is named, and of which States it may be: in its own part of the address and in
    all others but the last, which is the place. Authorities at home are named where the country stands right behind."""
    tables = _tables()
    missions = [any(word.startswith(m) for word in part for m in tables.missions) for part in parts]
    named: set[str] = set()
    for n, part in enumerate(parts):
        looked_at = any(missions) and (missions[n] or n < len(parts) - 1)
        authorities = [at for at, word in enumerate(part) if word in tables.government]
        for start, _end, countries in _mentions(part):
            if not _street_at(part, start) and (looked_at or any(0 < start - at <= 3 for at in authorities)):
                named |= countries
    return any(missions), named
