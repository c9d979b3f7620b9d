"""TMX 1.4b, the exchange format of translation memories (LISA OSCAR, 2005), read and written as a stream. Pure.

A file comes from anywhere: one that declares entities is refused whole, one with a bad unit is read but for that unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NATIVE = frozenset({"bpt", "ept", "it", "ph", "ut"})  # codes of the format the text came from: no words of it
LONGEST = 20_000  # characters of a segment


class NotTmx(Exception):
    """The file is no TMX that can be read: `why` is a code, `line` where."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


ENTITIES, NOT_XML, OTHER_FORMAT = "entities", "not_xml", "other_format"


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

    Raises NotTmx, possibly after some units: what was read till then is good."""
    source_language, number = "", 0
    try:
        for event, element in _events(file, "tmx"):
            tag = _name(element)
            if event == "start":
                if tag == "header":
                    source_language = element.get("srclang", "")
                continue
            if tag == "tu":
                number += 1
                yield from _units(element, source_language, number)
                _drop(element)
    except etree.XMLSyntaxError as problem:
        raise NotTmx(NOT_XML, problem.lineno or 0) from None


def _events(file: IO[bytes], root: str) -> Iterator[tuple[str, Any]]:
    """Start and end events of a file whose root is `root`, with everything dangerous switched off."""
    first = True
    for event, element in etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    ):
        if first:
            declared = element.getroottree().docinfo.internalDTD
            if declared is not None and any(True for _one in declared.iterentities()):
                raise NotTmx(ENTITIES)
            if _name(element) != root:
                raise NotTmx(OTHER_FORMAT)
            first = False
        yield event, element


def _units(element: Any, header: str, number: int) -> Iterator[Unit | tuple[str, str]]:
    where = element.get("tuid") or str(number)
    properties = {
        f"tu.{name}": element.get(name) for name in ("creationdate", "creationid", "changedate") if element.get(name)
    }
    versions: list[tuple[str, str]] = []
    for child in element:
        tag = _name(child)
        if tag in ("prop", "note"):
            name = child.get("type", "note") if tag == "prop" else "note"
            properties[name] = (child.text or "")[:2000]
        elif tag == "tuv":
            language = tidy(child.get(XML_LANG) or child.get("lang") or "")
            segment = next((one for one in child if _name(one) == "seg"), None)
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
        if isinstance(child.tag, str) and _name(child) not in NATIVE:
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def tidy(code: str) -> str:
    """A language tag as BCP 47 writes it: EN_us → en-US."""
    parts = code.strip().replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])[:16]


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _drop(element: Any) -> None:
    """Forget what was read: a memory of a million units is a file of a gigabyte."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def write(units: Iterable[Unit], source_language: str = "en") -> Iterator[str]:
    """The lines of a TMX 1.4b file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield (
        '<header creationtool="Acogida" creationtoolversion="1" segtype="sentence" o-tmf="Acogida" adminlang="es" '
        f'srclang={quoteattr(source_language)} datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        dated = "".join(
            f" {name[3:]}={quoteattr(value)}" for name, value in unit.properties.items() if name.startswith("tu.")
        )
        yield f"<tu tuid={quoteattr(unit.where)} srclang={quoteattr(unit.source_language)}{dated}>"
        for name, value in unit.properties.items():
            if not name.startswith("tu."):
                yield f"<prop type={quoteattr(name)}>{_clean(value)}</prop>"
        for language, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
            yield f"<tuv xml:lang={quoteattr(language)}><seg>{_clean(text)}</seg></tuv>"
        yield "</tu>\n"
    yield "</body>\n</tmx>\n"


def stamp(moment: dt.datetime) -> str:
    """An instant as TMX writes it: 20261123T051500Z."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _clean(text: str) -> str:
    """Escaped, without the control characters that XML 1.0 has no way to write."""
    return escape(
        "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 32 and char not in "\ufffe\uffff"))
    )
