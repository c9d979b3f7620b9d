"""TMX 1.4b, the exchange format of translation memories (LISA OSCAR, 2005), read and written as a stream. Pure.

A file comes from anywhere: one that declares entities is refused whole, one with a bad unit is read but for that unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from acogida.languages.xml_in import XML_LANG, clean, drop, events, name, tidy

NATIVE = frozenset({"bpt", "ept", "it", "ph", "ut"})  # codes of the format the text came from: no words of it
LONGEST = 20_000  # characters of a segment


@dataclass(frozen=True)
class Unit:
    """A sentence and its translation. `where`: the unit's id or its number in the file."""

    source_language: str
    target_language: str
    source: str
    target: str
    where: str = ""
    properties: dict[str, str] = field(default_factory=dict)


def read(file: IO[bytes]) -> Iterator[Unit | tuple[str, str]]:
    """The units of a TMX file, one for each target language; (where, why code) for one that says nothing usable.

    Raises Unreadable, possibly after some units: what was read till then is good."""
    source_language, number = "", 0
    for event, element in events(file, "tmx"):
        tag = name(element)
        if event == "start":
            if tag == "header":
                source_language = element.get("srclang", "")
        elif tag == "tu":
            number += 1
            yield from _units(element, source_language, number)
            drop(element)


def _units(element: Any, header: str, number: int) -> Iterator[Unit | tuple[str, str]]:
    where = element.get("tuid") or str(number)
    properties = {
        f"tu.{name}": element.get(name) for name in ("creationdate", "creationid", "changedate") if element.get(name)
    }
    versions: list[tuple[str, str]] = []
    for child in element:
        tag = name(child)
        if tag in ("prop", "note"):
            kind = child.get("type", "note") if tag == "prop" else "note"
            properties[kind] = (child.text or "")[:2000]
        elif tag == "tuv":
            language = tidy(child.get(XML_LANG) or child.get("lang") or "")
            segment = next((one for one in child if name(one) == "seg"), None)
            versions.append((language, "" if segment is None else text_of(segment).strip()))
    source_language = tidy(element.get("srclang") or header)
    chosen = next((one for one in versions if one[0] == source_language), versions[0] if versions else None)
    if chosen is None or len(versions) < 2:
        yield where, "one_language"
        return
    if not all(language for language, _text in versions):
        yield where, "no_language"
        return
    if any(len(text) > LONGEST for _language, text in versions):
        yield where, "too_long"
        return
    for language, text in versions:
        if language != chosen[0]:
            yield Unit(chosen[0], language, chosen[1], text, where, properties)


def text_of(element: Any) -> str:
    """The words of a segment: highlighted parts stay, codes of the original format go."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and name(child) not in NATIVE:
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def write(units: Iterable[Unit], source_language: str = "en") -> Iterator[str]:
    """The lines of a TMX 1.4b file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield (
        '<header creationtool="Acogida" creationtoolversion="1" segtype="sentence" o-tmf="Acogida" adminlang="es" '
        f'srclang={quoteattr(source_language)} datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        dated = "".join(
            f" {key[3:]}={quoteattr(value)}" for key, value in unit.properties.items() if key.startswith("tu.")
        )
        yield f"<tu tuid={quoteattr(unit.where)} srclang={quoteattr(unit.source_language)}{dated}>"
        for key, value in unit.properties.items():
            if not key.startswith("tu."):
                yield f"<prop type={quoteattr(key)}>{_clean(value)}</prop>"
        for language, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
            yield f"<tuv xml:lang={quoteattr(language)}><seg>{_clean(text)}</seg></tuv>"
        yield "</tu>\n"
    yield "</body>\n</tmx>\n"


def stamp(moment: dt.datetime) -> str:
    """An instant as TMX writes it: 20261123T051500Z."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _clean(text: str) -> str:
    return escape(clean(text), {"\r": "&#13;"})  # a bare one is read as the end of a line
