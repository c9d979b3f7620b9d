"""Files of many documents (JSON): a list of entries, a series of reports by country, the facts of one country. Pure.

Each entry is a document of its own; its hash is that of its canonical JSON, so that of a new file only the entries that
changed become new versions.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from acogida.coi.intake import countries
from acogida.coi.intake.reading.building import Builder, clean, one_line
from acogida.coi.intake.reading.outcome import Read, Unreadable

MOST_ENTRIES = 200_000
DEEPEST = 8  # keys within keys of country facts
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass
class Entry:
    """A document of a list. `problem`: why it cannot be taken (a code), None when it can. `country` as written."""

    place: str  # where in the file: "12" or "Honduras"
    external_id: str
    title: str
    read: Read
    sha256: str
    country: str = ""
    language: str = ""
    published: str = ""
    url: str = ""
    kind: str = ""
    edition: str = ""
    problem: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


def parse(data: bytes) -> Any:
    """The JSON of a file. Raises Unreadable: json, too_deep."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable("too_deep") from None
    except ValueError as problem:  # also broken UTF-8 and numbers of thousands of digits
        raise Unreadable("json", line=getattr(problem, "lineno", 1)) from None


def entries(data: bytes, name: str) -> list[Entry]:
    """The documents in a file called `name`. Raises Unreadable when it is of no form that is known."""
    given = parse(data)
    if isinstance(given, list):
        found = list(_listed(given))
    elif isinstance(given, dict) and _is_facts(given):
        found = [_facts(given, name)]
    elif isinstance(given, dict) and isinstance(given.get("text"), str):
        found = list(_listed([given]))
    elif isinstance(given, dict) and given and all(isinstance(each, dict) for each in given.values()):
        found = list(_series(given, name))
    else:
        raise Unreadable("form")
    if not found:
        raise Unreadable("empty")
    if len(found) > MOST_ENTRIES:
        raise Unreadable("too_many_entries", entries=len(found), most=MOST_ENTRIES)
    return found


def canonical(value: Any) -> str:
    """The hash of a JSON value, whatever the order of its keys and its blanks."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _string(entry: dict[str, Any], *names: str) -> str:
    for name in names:
        value = entry.get(name)
        if isinstance(value, int | str) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _listed(given: list[Any]) -> Iterator[Entry]:
    """`[{"id", "title", "text", "country", "lang", "published"}]`; "url", "kind" and "topics" may stand there too."""
    for number, each in enumerate(given, 1):
        if not isinstance(each, dict):
            yield Entry(str(number), "", "", Read(), "", problem="form")
            continue
        built = Builder()
        text = _string(each, "text", "body", "summary", "content")
        built.paragraph(_stripped(text) if _has_markup(text) else text)
        title = one_line(_string(each, "title", "name"))
        yield Entry(
            str(number), one_line(_string(each, "id", "external_id"))[:200], title[:500], built.read(), canonical(each),
            country=_string(each, "country", "country_code", "iso3", "iso2"),
            language=_string(each, "lang", "language")[:16], published=_string(each, "published", "date", "published_on"),
            url=_string(each, "url", "link")[:1000], kind=_string(each, "kind", "type"),
            problem=None if text else "no_text",
        )  # fmt: skip


def _series(given: dict[str, Any], name: str) -> Iterator[Entry]:
    """`{"Honduras": {"name", "summary", "url"}}`: one report of a yearly series for each country. The series and the year
    are in the address: …/reports/2022-country-reports-on-human-rights-practices/honduras/."""
    for key, each in given.items():
        built = Builder()
        text = _string(each, "summary", "text", "body", "content", "executive_summary")
        built.paragraph(_stripped(text) if _has_markup(text) else text)
        place, url = one_line(_string(each, "name", "country") or key), _string(each, "url", "link")
        series, year = _of_address(url)
        series = series or _plain_name(name)
        code = countries.alpha2(place) or countries.alpha2(key)
        yield Entry(
            key, f"{series}/{code or place.casefold()}"[:200], f"{place}: {_words(series)}"[:500], built.read(),
            canonical(each), country=code or place, language=_string(each, "lang", "language")[:16],
            published=_string(each, "published", "date"), url=url[:1000], kind="annual" if year else "",
            edition=year, problem=None if text else "no_text",
        )  # fmt: skip


def _of_address(url: str) -> tuple[str, str]:
    for part in url.split("/")[3:]:
        found = re.fullmatch(r"((?:19|20)\d\d)-([a-z0-9-]{4,})", part)
        if found:
            return found.group(2), found.group(1)
    return "", ""


def _plain_name(name: str) -> str:
    """A file's name without its ending and any date in it."""
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    bare = re.sub(r"[\W_]*\d{4}([-_]?\d{2}){0,2}[\W_]*", "", stem)
    folder = name.rpartition("/")[0].rpartition("/")[2]
    return (bare or folder or "series").strip("-_ ").lower()


def _words(slug: str) -> str:
    words = re.sub(r"[-_]+", " ", slug)
    return words[:1].upper() + words[1:]


def _is_facts(given: dict[str, Any]) -> bool:
    return isinstance(given.get("Government"), dict) and isinstance(given.get("Geography"), dict)


def _facts(given: dict[str, Any], name: str) -> Entry:
    """The facts of one country, by topic: each topic a section, each fact a paragraph. The country is the one it names
    itself, not the file's name, which is no ISO code."""
    built = Builder()
    _topic(given, 1, built)
    named = given["Government"].get("Country name") or {}
    names = [
        _stripped(value.get("text", "")) if isinstance(value, dict) else ""
        for key in ("conventional short form", "conventional long form", "local short form")
        for value in [named.get(key)]
    ]
    code = next((found for each in names if (found := countries.alpha2(re.split(r"[;(]", each)[0].strip()))), None)
    place = countries.name(code, "en") if code else next(filter(None, names), one_line(name))
    return Entry(
        place, f"facts/{code or place.casefold()}"[:200], f"{place}: Country facts"[:500], built.read(), canonical(given),
        country=code or "", language="en", kind="facts",
    )  # fmt: skip


def _topic(given: dict[str, Any], level: int, built: Builder) -> None:
    for key, value in given.items():
        key = one_line(key)
        if isinstance(value, str):
            if bare := _stripped(value):
                built.paragraph(bare if key == "text" else f"{key}: {bare}")
        elif isinstance(value, dict) and set(value) == {"text"} and isinstance(value["text"], str):
            bare = _stripped(value["text"])
            if bare:
                built.paragraph(bare if bare.startswith(f"{key}:") else f"{key}: {bare}")
        elif isinstance(value, dict):
            if level >= DEEPEST:
                raise Unreadable("too_deep")
            if level <= 2:
                built.heading(level, key)
            else:
                built.paragraph(f"{key}:")
            _topic(value, level + 1, built)
            built.close(level)


def _has_markup(text: str) -> bool:
    return bool(re.search(r"</?(p|br|div|strong|em|b|i|a|ul|li|h\d)\b[^>]*>", text[:5000]))


def _stripped(text: str) -> str:
    """Without the markup that facts carry: a few tags for bold and line breaks."""
    text = re.sub(r"(?i)<br\s*/?>|</p>|</div>|</li>", "\n", text)
    return clean(html.unescape(re.sub(r"<[^<>]{0,2000}>", "", text)))


def is_year(text: str) -> bool:
    """Whether an edition is a year."""
    return bool(_YEAR.match(text))
